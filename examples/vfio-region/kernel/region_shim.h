/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
/* The functions of region_shim.c. */
#ifndef REGION_SHIM_H
#define REGION_SHIM_H

#include <linux/types.h>
#include <linux/vfio_pci_core.h>

size_t region_page_size(void);
void *region_allocate(size_t size);
void region_free(void *memory);
void *region_allocate_pages(size_t size);
void region_free_pages(void *address);
int region_copy_to_user(char __user *user, const void *from, size_t size);
int region_copy_from_user(void *to, const char __user *user, size_t size);
void *region_private(const struct vfio_pci_region *region);
void region_set_private(struct vfio_pci_region *region, void *private);
struct vfio_pci_region *region_at(struct vfio_pci_core_device *device, loff_t position);
loff_t region_offset(loff_t position);
bool region_belongs(struct vfio_pci_core_device *device, const struct vfio_pci_region *region);
loff_t region_area_offset(struct vm_area_struct *area);
size_t region_area_size(struct vm_area_struct *area);
int region_map_area(struct vm_area_struct *area, void *address, size_t offset);
int region_add_mappable(struct vfio_info_cap *capabilities, u64 offset, u64 size);
void region_report(const char *op, const char *fault, long result);

#endif
