// SPDX-License-Identifier: MIT OR GPL-2.0-only
//! What `kernel/exporter_shim.c` and `kernel/exporter_main.c` do in the kernel, for a program on the host.

mod memory;

pub use memory::{PAGE, held};

use compat_core::{Errno, types::*};
use std::cell::{Cell, RefCell};
use std::ffi::{CStr, c_char, c_long, c_uint, c_void};

thread_local! {
    /// The calls of ops that the driver reported.
    static REPORTS: RefCell<Vec<Report>> = RefCell::default();
    /// What the next functions of the kernel that can fail return.
    pub static FAILURE: Cell<Option<Errno>> = const { Cell::new(None) };
}

/// `struct exporter_call`, as far as the test asks.
#[derive(Debug, PartialEq, Eq)]
pub struct Report {
    pub op: String,
    pub fault: Option<String>,
}

/// The reports since it was asked last.
pub fn reports() -> Vec<Report> {
    REPORTS.take()
}

/// `struct dma_buf`.
struct Buffer {
    private: *mut c_void,
}

/// `struct dma_buf_attachment`.
pub struct Attachment {
    pub buffer: *mut dma_buf,
    pub device: *mut device,
    pub private: *mut c_void,
}

/// `struct sg_table`.
pub struct Table {
    pub address: *mut c_void,
    pub size: usize,
    /// Whether the device may read and write now.
    pub is_devices: bool,
}

/// `struct vm_area_struct`.
pub struct Area {
    pub offset: usize,
    pub size: usize,
    pub address: *mut c_void,
}

/// `struct iosys_map`.
#[allow(dead_code, reason = "older kernels have none")]
pub struct Map {
    pub address: *mut c_void,
}

/// `struct exporter_call` of `kernel/exporter.h`.
#[repr(C)]
struct Call {
    op: *const c_char,
    fault: *const c_char,
    buffer: *mut dma_buf,
    attachment: *mut dma_buf_attachment,
    device: *mut device,
    table: *mut sg_table,
    map: *mut c_void,
    address: *mut c_void,
    area: *mut vm_area_struct,
    direction: c_uint,
    result: c_long,
}

// SAFETY, for all below: the driver passes what these functions gave it, or what the test passed to an op.
// What lies behind the kernel's opaque types is the struct of the same meaning above.

#[unsafe(no_mangle)]
extern "C" fn exporter_export(private: *mut c_void, _size: usize) -> *mut dma_buf {
    match FAILURE.get() {
        Some(error) => error.pointer(),
        None => Box::into_raw(Box::new(Buffer { private })).cast(),
    }
}

/// The end of a dma-buf, after `release`.
pub fn forget(buffer: *mut dma_buf) {
    // SAFETY: see above.
    drop(unsafe { Box::from_raw(buffer.cast::<Buffer>()) });
}

#[unsafe(no_mangle)]
unsafe extern "C" fn exporter_buffer_private(buffer: *mut dma_buf) -> *mut c_void {
    // SAFETY: see above.
    unsafe { (*buffer.cast::<Buffer>()).private }
}

#[unsafe(no_mangle)]
unsafe extern "C" fn exporter_attachment_buffer(
    attachment: *mut dma_buf_attachment,
) -> *mut dma_buf {
    // SAFETY: see above.
    unsafe { (*attachment.cast::<Attachment>()).buffer }
}

#[unsafe(no_mangle)]
unsafe extern "C" fn exporter_attachment_device(
    attachment: *mut dma_buf_attachment,
) -> *mut device {
    // SAFETY: see above.
    unsafe { (*attachment.cast::<Attachment>()).device }
}

#[unsafe(no_mangle)]
unsafe extern "C" fn exporter_attachment_private(
    attachment: *mut dma_buf_attachment,
) -> *mut c_void {
    // SAFETY: see above.
    unsafe { (*attachment.cast::<Attachment>()).private }
}

#[unsafe(no_mangle)]
unsafe extern "C" fn exporter_set_attachment_private(
    attachment: *mut dma_buf_attachment,
    private: *mut c_void,
) {
    // SAFETY: see above.
    unsafe { (*attachment.cast::<Attachment>()).private = private };
}

#[unsafe(no_mangle)]
extern "C" fn exporter_map_table(
    _device: *mut device,
    address: *mut c_void,
    size: usize,
    _direction: dma_data_direction,
) -> *mut sg_table {
    let table = Table {
        address,
        size,
        is_devices: true,
    };
    match FAILURE.get() {
        Some(error) => error.pointer(),
        None => Box::into_raw(Box::new(table)).cast(),
    }
}

#[unsafe(no_mangle)]
unsafe extern "C" fn exporter_unmap_table(
    _device: *mut device,
    table: *mut sg_table,
    _direction: dma_data_direction,
) {
    // SAFETY: see above.
    drop(unsafe { Box::from_raw(table.cast::<Table>()) });
}

#[unsafe(no_mangle)]
unsafe extern "C" fn exporter_sync_for_cpu(
    _device: *mut device,
    table: *mut sg_table,
    _direction: dma_data_direction,
) {
    // SAFETY: see above.
    unsafe { (*table.cast::<Table>()).is_devices = false };
}

#[unsafe(no_mangle)]
unsafe extern "C" fn exporter_sync_for_device(
    _device: *mut device,
    table: *mut sg_table,
    _direction: dma_data_direction,
) {
    // SAFETY: see above.
    unsafe { (*table.cast::<Table>()).is_devices = true };
}

#[unsafe(no_mangle)]
unsafe extern "C" fn exporter_area_offset(area: *mut vm_area_struct) -> usize {
    // SAFETY: see above.
    unsafe { (*area.cast::<Area>()).offset }
}

#[unsafe(no_mangle)]
unsafe extern "C" fn exporter_area_size(area: *mut vm_area_struct) -> usize {
    // SAFETY: see above.
    unsafe { (*area.cast::<Area>()).size }
}

#[unsafe(no_mangle)]
unsafe extern "C" fn exporter_map_area(area: *mut vm_area_struct, address: *mut c_void) -> c_int {
    // SAFETY: see above.
    unsafe { (*area.cast::<Area>()).address = address };
    FAILURE.get().map_or(0, Errno::code)
}

#[unsafe(no_mangle)]
unsafe extern "C" fn exporter_map_set_address(map: *mut iosys_map, address: *mut c_void) {
    // SAFETY: see above.
    unsafe { (*map.cast::<Map>()).address = address };
}

#[unsafe(no_mangle)]
unsafe extern "C" fn exporter_map_address(map: *const iosys_map) -> *mut c_void {
    // SAFETY: see above.
    unsafe { (*map.cast::<Map>()).address }
}

#[unsafe(no_mangle)]
unsafe extern "C" fn exporter_report(call: *const Call) {
    let text = |text: *const c_char| {
        // SAFETY: null, or one of the driver's own texts.
        (!text.is_null()).then(|| unsafe { CStr::from_ptr(text) }.to_str().unwrap().to_owned())
    };
    // SAFETY: see above.
    let call = unsafe { &*call };
    let report = Report {
        op: text(call.op).unwrap(),
        fault: text(call.fault),
    };
    REPORTS.with_borrow_mut(|reports| reports.push(report));
}
