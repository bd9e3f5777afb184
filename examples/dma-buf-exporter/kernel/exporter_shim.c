// SPDX-License-Identifier: MIT OR GPL-2.0-only
/*
 * What Rust cannot call by itself: inline functions, macros, and members of structs whose layout
 * only C knows. No logic here. src/shim.rs declares the other side.
 */
#include <linux/dma-buf.h>
#include <linux/dma-mapping.h>
#include <linux/err.h>
#include <linux/fcntl.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/scatterlist.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

#include "exporter.h"
#include "exporter_shim.h"

size_t exporter_page_size(void)
{
	return PAGE_SIZE;
}

void *exporter_allocate(size_t size)
{
	return kzalloc(size, GFP_KERNEL);
}

void exporter_free(void *memory)
{
	kfree(memory);
}

/* vmalloc_user: zeroed, and user space may map it. */
void *exporter_allocate_pages(size_t size)
{
	return vmalloc_user(size);
}

void exporter_free_pages(void *address)
{
	vfree(address);
}

struct mutex *exporter_new_lock(void)
{
	struct mutex *lock = kmalloc(sizeof(*lock), GFP_KERNEL);

	if (lock)
		mutex_init(lock);
	return lock;
}

void exporter_free_lock(struct mutex *lock)
{
	mutex_destroy(lock);
	kfree(lock);
}

void exporter_lock(struct mutex *lock)
{
	mutex_lock(lock);
}

void exporter_unlock(struct mutex *lock)
{
	mutex_unlock(lock);
}

/* The export takes a reference to this module (`owner`), which the kernel drops after release(). */
struct dma_buf *exporter_export(void *private, size_t size)
{
	DEFINE_DMA_BUF_EXPORT_INFO(information);

	information.ops = &dma_buf_exporter_ops;
	information.size = size;
	information.flags = O_RDWR;
	information.priv = private;
	return dma_buf_export(&information);
}

void *exporter_buffer_private(struct dma_buf *buffer)
{
	return buffer->priv;
}

struct dma_buf *exporter_attachment_buffer(struct dma_buf_attachment *attachment)
{
	return attachment->dmabuf;
}

struct device *exporter_attachment_device(struct dma_buf_attachment *attachment)
{
	return attachment->dev;
}

void *exporter_attachment_private(struct dma_buf_attachment *attachment)
{
	return attachment->priv;
}

void exporter_set_attachment_private(struct dma_buf_attachment *attachment, void *private)
{
	attachment->priv = private;
}

/* A scatter list of the pages behind `address`, mapped for the device; an ERR_PTR on failure. */
struct sg_table *exporter_map_table(struct device *device, void *address, size_t size,
				    enum dma_data_direction direction)
{
	unsigned int index, count = size >> PAGE_SHIFT;
	struct page **pages = vmalloc(count * sizeof(*pages));
	struct sg_table *table = kzalloc(sizeof(*table), GFP_KERNEL);
	int error = -ENOMEM;

	if (!pages || !table)
		goto free;
	for (index = 0; index < count; index++)
		pages[index] = vmalloc_to_page(address + index * PAGE_SIZE);
	error = sg_alloc_table_from_pages(table, pages, count, 0, size, GFP_KERNEL);
	if (error)
		goto free;
	table->nents = dma_map_sg(device, table->sgl, table->orig_nents, direction);
	if (!table->nents) {
		sg_free_table(table);
		error = -EIO;
		goto free;
	}
	vfree(pages);
	return table;

free:
	kfree(table);
	vfree(pages);
	return ERR_PTR(error);
}

void exporter_unmap_table(struct device *device, struct sg_table *table,
			  enum dma_data_direction direction)
{
	dma_unmap_sg(device, table->sgl, table->orig_nents, direction);
	sg_free_table(table);
	kfree(table);
}

void exporter_sync_for_cpu(struct device *device, struct sg_table *table,
			   enum dma_data_direction direction)
{
	dma_sync_sg_for_cpu(device, table->sgl, table->orig_nents, direction);
}

void exporter_sync_for_device(struct device *device, struct sg_table *table,
			      enum dma_data_direction direction)
{
	dma_sync_sg_for_device(device, table->sgl, table->orig_nents, direction);
}

size_t exporter_area_offset(struct vm_area_struct *area)
{
	return area->vm_pgoff << PAGE_SHIFT;
}

size_t exporter_area_size(struct vm_area_struct *area)
{
	return area->vm_end - area->vm_start;
}

int exporter_map_area(struct vm_area_struct *area, void *address)
{
	return remap_vmalloc_range(area, address, area->vm_pgoff);
}

/* The headers tell the kernel's interface better than its version number, which vendors keep. */
#if __has_include(<linux/iosys-map.h>)
void exporter_map_set_address(struct iosys_map *map, void *address)
{
	iosys_map_set_vaddr(map, address);
}

void *exporter_map_address(const struct iosys_map *map)
{
	return map->is_iomem ? NULL : map->vaddr;
}
#elif __has_include(<linux/dma-buf-map.h>)
void exporter_map_set_address(struct dma_buf_map *map, void *address)
{
	dma_buf_map_set_vaddr(map, address);
}

void *exporter_map_address(const struct dma_buf_map *map)
{
	return map->is_iomem ? NULL : map->vaddr;
}
#endif
