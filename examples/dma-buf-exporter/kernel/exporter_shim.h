/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/* The functions of exporter_shim.c. */
#ifndef EXPORTER_SHIM_H
#define EXPORTER_SHIM_H

#include <linux/dma-buf.h>
#include <linux/mutex.h>

size_t exporter_page_size(void);
void *exporter_allocate(size_t size);
void exporter_free(void *memory);
void *exporter_allocate_pages(size_t size);
void exporter_free_pages(void *address);
struct mutex *exporter_new_lock(void);
void exporter_free_lock(struct mutex *lock);
void exporter_lock(struct mutex *lock);
void exporter_unlock(struct mutex *lock);
struct dma_buf *exporter_export(void *private, size_t size);
void *exporter_buffer_private(struct dma_buf *buffer);
struct dma_buf *exporter_attachment_buffer(struct dma_buf_attachment *attachment);
struct device *exporter_attachment_device(struct dma_buf_attachment *attachment);
void *exporter_attachment_private(struct dma_buf_attachment *attachment);
void exporter_set_attachment_private(struct dma_buf_attachment *attachment, void *private);
struct sg_table *exporter_map_table(struct device *device, void *address, size_t size,
				    enum dma_data_direction direction);
void exporter_unmap_table(struct device *device, struct sg_table *table,
			  enum dma_data_direction direction);
void exporter_sync_for_cpu(struct device *device, struct sg_table *table,
			   enum dma_data_direction direction);
void exporter_sync_for_device(struct device *device, struct sg_table *table,
			      enum dma_data_direction direction);
size_t exporter_area_offset(struct vm_area_struct *area);
size_t exporter_area_size(struct vm_area_struct *area);
int exporter_map_area(struct vm_area_struct *area, void *address);

/* `struct dma_buf_map` of 5.11 became `struct iosys_map` in 5.18; older kernels have neither. */
#if __has_include(<linux/iosys-map.h>)
#include <linux/iosys-map.h>
void exporter_map_set_address(struct iosys_map *map, void *address);
void *exporter_map_address(const struct iosys_map *map);
#elif __has_include(<linux/dma-buf-map.h>)
#include <linux/dma-buf-map.h>
void exporter_map_set_address(struct dma_buf_map *map, void *address);
void *exporter_map_address(const struct dma_buf_map *map);
#endif

#endif
