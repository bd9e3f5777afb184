// SPDX-License-Identifier: MIT OR GPL-2.0-only
//! The C side of the driver (`kernel/region_shim.c`), as Rust sees it.

use compat_core::types::*;
use core::ffi::c_long;

unsafe extern "C" {
    pub fn region_page_size() -> usize;
    pub fn region_allocate(size: usize) -> *mut c_void;
    pub fn region_free(memory: *mut c_void);
    pub fn region_allocate_pages(size: usize) -> *mut c_void;
    pub fn region_free_pages(address: *mut c_void);
    pub fn region_copy_to_user(user: *mut c_char, from: *const c_void, size: usize) -> c_int;
    pub fn region_copy_from_user(to: *mut c_void, user: *const c_char, size: usize) -> c_int;
    pub fn region_private(region: *const vfio_pci_region) -> *mut c_void;
    pub fn region_set_private(region: *mut vfio_pci_region, private: *mut c_void);
    pub fn region_at(device: *mut vfio_pci_core_device, position: loff_t) -> *mut vfio_pci_region;
    pub fn region_offset(position: loff_t) -> loff_t;
    pub fn region_belongs(
        device: *mut vfio_pci_core_device,
        region: *const vfio_pci_region,
    ) -> bool;
    pub fn region_area_offset(area: *mut vm_area_struct) -> loff_t;
    pub fn region_area_size(area: *mut vm_area_struct) -> usize;
    pub fn region_map_area(area: *mut vm_area_struct, address: *mut c_void, offset: usize)
    -> c_int;
    pub fn region_add_mappable(capabilities: *mut vfio_info_cap, offset: u64, size: u64) -> c_int;
    pub fn region_report(op: *const c_char, fault: *const c_char, result: c_long);
}
