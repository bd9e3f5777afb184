// SPDX-License-Identifier: MIT OR GPL-2.0-only
/*
 * What Rust cannot call by itself: inline functions, macros, and members of structs whose layout
 * only C knows. No logic here. src/shim.rs declares the other side.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <linux/vfio_pci_core.h>
#include <linux/vmalloc.h>

#include "region.h"
#include "region_shim.h"

size_t region_page_size(void)
{
	return PAGE_SIZE;
}

void *region_allocate(size_t size)
{
	return kzalloc(size, GFP_KERNEL);
}

void region_free(void *memory)
{
	kfree(memory);
}

/* vmalloc_user: zeroed, and user space may map it. */
void *region_allocate_pages(size_t size)
{
	return vmalloc_user(size);
}

void region_free_pages(void *address)
{
	vfree(address);
}

int region_copy_to_user(char __user *user, const void *from, size_t size)
{
	return copy_to_user(user, from, size) ? -EFAULT : 0;
}

int region_copy_from_user(void *to, const char __user *user, size_t size)
{
	return copy_from_user(to, user, size) ? -EFAULT : 0;
}

void *region_private(const struct vfio_pci_region *region)
{
	return region->data;
}

void region_set_private(struct vfio_pci_region *region, void *private)
{
	region->data = private;
}

/* The region of the device that the position is in, or NULL. Those that drivers add come after PCI's own. */
struct vfio_pci_region *region_at(struct vfio_pci_core_device *device, loff_t position)
{
	u64 index = VFIO_PCI_OFFSET_TO_INDEX((u64)position);

	if (index < VFIO_PCI_NUM_REGIONS || index - VFIO_PCI_NUM_REGIONS >= device->num_regions)
		return NULL;
	return &device->region[index - VFIO_PCI_NUM_REGIONS];
}

/* Where in its region a position is. */
loff_t region_offset(loff_t position)
{
	return position & VFIO_PCI_OFFSET_MASK;
}

bool region_belongs(struct vfio_pci_core_device *device, const struct vfio_pci_region *region)
{
	return region >= device->region && region < device->region + device->num_regions;
}

loff_t region_area_offset(struct vm_area_struct *area)
{
	return region_offset((loff_t)area->vm_pgoff << PAGE_SHIFT);
}

size_t region_area_size(struct vm_area_struct *area)
{
	return area->vm_end - area->vm_start;
}

int region_map_area(struct vm_area_struct *area, void *address, size_t offset)
{
	return remap_vmalloc_range(area, address, offset >> PAGE_SHIFT);
}

int region_add_mappable(struct vfio_info_cap *capabilities, u64 offset, u64 size)
{
	struct {
		struct vfio_region_info_cap_sparse_mmap sparse;
		struct vfio_region_sparse_mmap_area area;
	} capability = {
		.sparse.header.id = VFIO_REGION_INFO_CAP_SPARSE_MMAP,
		.sparse.header.version = 1,
		.sparse.nr_areas = 1,
		.area.offset = offset,
		.area.size = size,
	};

	return vfio_info_add_capability(capabilities, &capability.sparse.header, sizeof(capability));
}

void region_report(const char *op, const char *fault, long result)
{
	if (fault)
		pr_err("op %s WRONG ARGUMENT: %s\n", op, fault);
	else if (result < 0)
		pr_info("op %s: error %ld\n", op, result);
	else
		pr_info("op %s ok\n", op);
}
