/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/*
 * The importer's side of the dma-buf API, whose C interface changed too: one spelling for the
 * self-test. The kernel's headers decide, never its version, which vendors keep when they backport.
 * What the preprocessor can't see there, Kbuild looks up: the macros that begin with KERNEL_HAS.
 */
#ifndef EXPORTER_SELFTEST_API_H
#define EXPORTER_SELFTEST_API_H

#include <linux/dma-buf.h>

/* Whether the op gets the device, as it does until 4.18. */
#define ATTACH_PASSES_DEVICE						\
	__builtin_types_compatible_p(__typeof__(((struct dma_buf_ops *)0)->attach), \
				     int (*)(struct dma_buf *, struct device *, \
					     struct dma_buf_attachment *))

/* Mainline has both pairs since 6.2, stable updates of 6.1 only the first. */
#ifndef KERNEL_HAS_MAP_ATTACHMENT_UNLOCKED
#define dma_buf_map_attachment_unlocked dma_buf_map_attachment
#define dma_buf_unmap_attachment_unlocked dma_buf_unmap_attachment
#endif
#ifndef KERNEL_HAS_VMAP_UNLOCKED
#define dma_buf_vmap_unlocked dma_buf_vmap
#define dma_buf_vunmap_unlocked dma_buf_vunmap
#endif

/* Until 4.5. */
#ifdef KERNEL_HAS_CPU_ACCESS_RANGE
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
