// SPDX-License-Identifier: MIT OR GPL-2.0-only
//! The C side of the driver (`kernel/ram_shim.c`), as Rust sees it.

use compat_core::types::*;

/// What a request asks for: `enum ram_kind` of `kernel/ram.h`.
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(transparent)]
pub struct Kind(pub c_uint);

impl Kind {
    pub const READ: Kind = Kind(0);
    pub const WRITE: Kind = Kind(1);
    pub const FLUSH: Kind = Kind(2);
    pub const DISCARD: Kind = Kind(3);
    pub const WRITE_ZEROES: Kind = Kind(4);
}

unsafe extern "C" {
    pub fn ram_page_size() -> usize;
    pub fn ram_allocate(size: usize) -> *mut c_void;
    pub fn ram_free(memory: *mut c_void);
    pub fn ram_allocate_page() -> *mut c_void;
    pub fn ram_free_page(page: *mut c_void);
    pub fn ram_copy(to: *mut c_void, from: *const c_void, size: usize);
    pub fn ram_clear(memory: *mut c_void, size: usize);

    pub fn ram_disk_of_device(device: *mut block_device) -> *mut gendisk;
    pub fn ram_disk_private(disk: *mut gendisk) -> *mut c_void;
    pub fn ram_set_geometry(
        geometry: *mut hd_geometry,
        heads: c_uchar,
        sectors: c_uchar,
        cylinders: c_ushort,
    );
    pub fn ram_statistics_command() -> c_uint;
    pub fn ram_copy_to_user(user: c_ulong, from: *const c_void, size: usize) -> c_int;

    pub fn ram_queued_request(queued: *const blk_mq_queue_data) -> *mut request;
    pub fn ram_request_private(request: *mut request) -> *mut c_void;
    pub fn ram_request_job(request: *mut request) -> *mut c_void;
    pub fn ram_request_kind(request: *mut request) -> Kind;
    pub fn ram_request_position(request: *mut request) -> u64;
    pub fn ram_request_size(request: *mut request) -> usize;
    pub fn ram_each_segment(request: *mut request, transfer: *mut c_void) -> c_int;
    pub fn ram_start(request: *mut request);
    pub fn ram_complete(request: *mut request);
    pub fn ram_end(request: *mut request, error: c_int);
    pub fn ram_status(error: c_int) -> blk_status_t;

    pub fn ram_report(op: *const c_char, fault: *const c_char);
}
