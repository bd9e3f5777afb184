// SPDX-License-Identifier: MIT OR GPL-2.0-only
//! The same ops as a driver for one kernel would have them in C's manner. `device_passed`: a kernel up to 4.18.
#![no_std]
#![allow(non_upper_case_globals)]
use compat_core::types::*;

unsafe extern "C" {
    safe fn driver_detach(buf: *mut dma_buf, attachment: *mut dma_buf_attachment);
    safe fn driver_attach(buf: *mut dma_buf, attachment: *mut dma_buf_attachment) -> c_int;
    safe fn driver_size(buf: *mut dma_buf) -> size_t;
    safe fn driver_table(attachment: *mut dma_buf_attachment) -> *mut sg_table;
}

#[unsafe(no_mangle)]
unsafe extern "C" fn detach(buf: *mut dma_buf, attachment: *mut dma_buf_attachment) {
    driver_detach(buf, attachment);
}

#[cfg(device_passed)]
#[unsafe(no_mangle)]
unsafe extern "C" fn attach(
    buf: *mut dma_buf,
    device: *mut device,
    attachment: *mut dma_buf_attachment,
) -> c_int {
    if device.is_null() {
        return -22;
    }
    driver_attach(buf, attachment)
}

#[cfg(not(device_passed))]
#[unsafe(no_mangle)]
unsafe extern "C" fn attach(buf: *mut dma_buf, attachment: *mut dma_buf_attachment) -> c_int {
    driver_attach(buf, attachment)
}

#[unsafe(no_mangle)]
unsafe extern "C" fn mmap(buf: *mut dma_buf, _area: *mut vm_area_struct) -> c_int {
    if driver_size(buf) == 0 { -19 } else { 0 }
}

#[unsafe(no_mangle)]
unsafe extern "C" fn map_dma_buf(
    attachment: *mut dma_buf_attachment,
    _direction: dma_data_direction,
) -> *mut sg_table {
    let table = driver_table(attachment);
    if table.is_null() {
        return -12_isize as *mut sg_table;
    }
    table
}
