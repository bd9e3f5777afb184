// SPDX-License-Identifier: MIT OR GPL-2.0-only
//! The C side of the driver (`kernel/exporter_shim.c`), as Rust sees it.

use crate::report::Call;
use compat_core::types::*;
use core::ffi::c_void;

/// A `struct mutex`, which only C knows.
#[repr(C)]
pub struct Mutex {
    _opaque: [u8; 0],
}

unsafe extern "C" {
    pub fn exporter_page_size() -> usize;
    pub fn exporter_allocate(size: usize) -> *mut c_void;
    pub fn exporter_free(memory: *mut c_void);
    pub fn exporter_allocate_pages(size: usize) -> *mut c_void;
    pub fn exporter_free_pages(address: *mut c_void);
    pub fn exporter_new_lock() -> *mut Mutex;
    pub fn exporter_free_lock(lock: *mut Mutex);
    pub fn exporter_lock(lock: *mut Mutex);
    pub fn exporter_unlock(lock: *mut Mutex);
    pub fn exporter_export(private: *mut c_void, size: usize) -> *mut dma_buf;
    pub fn exporter_buffer_private(buffer: *mut dma_buf) -> *mut c_void;
    pub fn exporter_attachment_buffer(attachment: *mut dma_buf_attachment) -> *mut dma_buf;
    pub fn exporter_attachment_device(attachment: *mut dma_buf_attachment) -> *mut device;
    pub fn exporter_attachment_private(attachment: *mut dma_buf_attachment) -> *mut c_void;
    pub fn exporter_set_attachment_private(
        attachment: *mut dma_buf_attachment,
        private: *mut c_void,
    );
    pub fn exporter_map_table(
        device: *mut device,
        address: *mut c_void,
        size: usize,
        direction: dma_data_direction,
    ) -> *mut sg_table;
    pub fn exporter_unmap_table(
        device: *mut device,
        table: *mut sg_table,
        direction: dma_data_direction,
    );
    pub fn exporter_sync_for_cpu(
        device: *mut device,
        table: *mut sg_table,
        direction: dma_data_direction,
    );
    pub fn exporter_sync_for_device(
        device: *mut device,
        table: *mut sg_table,
        direction: dma_data_direction,
    );
    pub fn exporter_area_offset(area: *mut vm_area_struct) -> usize;
    pub fn exporter_area_size(area: *mut vm_area_struct) -> usize;
    pub fn exporter_map_area(area: *mut vm_area_struct, address: *mut c_void) -> c_int;
    pub fn exporter_map_set_address(map: *mut iosys_map, address: *mut c_void);
    pub fn exporter_map_address(map: *const iosys_map) -> *mut c_void;
    pub fn exporter_report(call: *const Call);
}
