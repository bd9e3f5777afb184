/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/*
 * The importer's side of the dma-buf API, whose C interface changed too: one spelling for the
 * self-test. Headers decide where they can, since vendors backport without changing the version.
 */
#ifndef EXPORTER_SELFTEST_API_H
#define EXPORTER_SELFTEST_API_H

#include <linux/dma-buf.h>
#include <linux/version.h>

#define ATTACH_PASSES_DEVICE (LINUX_VERSION_CODE < KERNEL_VERSION(4, 19, 0))

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 2, 0)
#define dma_buf_map_attachment_unlocked dma_buf_map_attachment
#define dma_buf_unmap_attachment_unlocked dma_buf_unmap_attachment
#define dma_buf_vmap_unlocked dma_buf_vmap
#define dma_buf_vunmap_unlocked dma_buf_vunmap
#endif

#if LINUX_VERSION_CODE < KERNEL_VERSION(4, 6, 0)
static inline int selftest_begin_cpu_access(struct dma_buf *buffer, enum dma_data_direction direction)
{
	return dma_buf_begin_cpu_access(buffer, 0, buffer->size, direction);
}

static inline int selftest_end_cpu_access(struct dma_buf *buffer, enum dma_data_direction direction)
{
	dma_buf_end_cpu_access(buffer, 0, buffer->size, direction);
	return 0;
}
#else
#define selftest_begin_cpu_access dma_buf_begin_cpu_access
#define selftest_end_cpu_access dma_buf_end_cpu_access
#endif

#if __has_include(<linux/iosys-map.h>) || __has_include(<linux/dma-buf-map.h>)
struct selftest_mapping {
#if __has_include(<linux/iosys-map.h>)
	struct iosys_map map;
#else
	struct dma_buf_map map;
#endif
};

static inline void *selftest_vmap(struct dma_buf *buffer, struct selftest_mapping *mapping)
{
	return dma_buf_vmap_unlocked(buffer, &mapping->map) ? NULL : mapping->map.vaddr;
}

static inline void selftest_vunmap(struct dma_buf *buffer, struct selftest_mapping *mapping)
{
	dma_buf_vunmap_unlocked(buffer, &mapping->map);
}

/* What the op returns, and the map it is given to unmap. */
static inline long selftest_vmap_result(void *address)
{
	return 0;
}

static inline void *selftest_map_pointer(struct selftest_mapping *mapping)
{
	return &mapping->map;
}
#else
struct selftest_mapping {
	void *address;
};

static inline void *selftest_vmap(struct dma_buf *buffer, struct selftest_mapping *mapping)
{
	void *address = dma_buf_vmap(buffer);

	mapping->address = IS_ERR(address) ? NULL : address;
	return mapping->address;
}

static inline void selftest_vunmap(struct dma_buf *buffer, struct selftest_mapping *mapping)
{
	dma_buf_vunmap(buffer, mapping->address);
}

static inline long selftest_vmap_result(void *address)
{
	return (long)address;
}

static inline void *selftest_map_pointer(struct selftest_mapping *mapping)
{
	return NULL;
}
#endif

#endif
