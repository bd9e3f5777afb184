// SPDX-License-Identifier: MIT OR GPL-2.0-only
//! Ops as a driver writes them.
#![no_std]
use compat_core::{Errno, Result, kernel_ops, types::*};

unsafe extern "C" {
    safe fn driver_detach(buf: *mut dma_buf, attachment: *mut dma_buf_attachment);
    safe fn driver_attach(buf: *mut dma_buf, attachment: *mut dma_buf_attachment) -> c_int;
    safe fn driver_size(buf: *mut dma_buf) -> size_t;
    safe fn driver_table(attachment: *mut dma_buf_attachment) -> *mut sg_table;
}

#[kernel_ops(dma_buf_ops)]
pub struct ExporterOps;

#[kernel_ops(dma_buf_ops, kernels = "4.4..")]
impl ExporterOps {
    // Exactly what the kernel passes and takes.
    fn detach(buf: *mut dma_buf, attachment: *mut dma_buf_attachment) {
        driver_detach(buf, attachment);
    }

    // An argument that is not taken, and one that only some kernels pass.
    fn attach(
        buf: *mut dma_buf,
        device: Option<*mut device>,
        attachment: *mut dma_buf_attachment,
    ) -> c_int {
        match device {
            Some(device) if device.is_null() => -22,
            _ => driver_attach(buf, attachment),
        }
    }

    // An error number, in an `int` and in a pointer.
    fn mmap(buf: *mut dma_buf, _area: *mut vm_area_struct) -> Result<()> {
        match driver_size(buf) {
            0 => Err(Errno::ENODEV),
            _ => Ok(()),
        }
    }
    fn map_dma_buf(attachment: *mut dma_buf_attachment) -> Result<*mut sg_table> {
        let table = driver_table(attachment);
        match table.is_null() {
            true => Err(Errno::ENOMEM),
            false => Ok(table),
        }
    }

    fn unmap_dma_buf() {}
    fn release() {}
    #[kernel(until = "4.18")]
    fn map_atomic(_buf: *mut dma_buf) -> *mut c_void {
        core::ptr::null_mut()
    }
    #[kernel(until = "5.5")]
    fn map(_buf: *mut dma_buf) -> *mut c_void {
        core::ptr::null_mut()
    }
}

#[unsafe(no_mangle)]
pub static ops: ExporterOps = ExporterOps::TABLE;
