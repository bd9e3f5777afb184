// SPDX-License-Identifier: MIT OR GPL-2.0-only
//@ every layout: dma_buf_ops
#![no_std]
use compat_core::{Errno, Result, kernel_ops, types::*};

#[kernel_ops(dma_buf_ops)]
pub struct ExporterOps;

#[kernel_ops(dma_buf_ops)]
impl ExporterOps {
    fn attach(_buf: *mut dma_buf) {}

    fn map_dma_buf(_attachment: *mut dma_buf_attachment) -> Result<*mut sg_table> {
        Err(Errno::ENOMEM)
    }

    fn begin_cpu_access(_buf: *mut dma_buf) -> Result<()> {
        Err(Errno::EINVAL)
    }

    fn end_cpu_access(_buf: *mut dma_buf) -> Result<()> {
        Ok(())
    }

    fn mmap(_area: *mut vm_area_struct) -> core::result::Result<c_int, Errno> {
        Ok(1)
    }

    #[kernel(until = "5.5")]
    fn map(_buf: *mut dma_buf) -> ! {
        loop {}
    }

    fn release(_buf: *mut dma_buf) -> () {}
    fn unmap_dma_buf(_: *mut dma_buf_attachment, _: *mut sg_table, _: dma_data_direction) {}
    #[kernel(until = "4.18")] fn map_atomic(_: *mut dma_buf) -> *mut c_void { ::core::ptr::null_mut() }
}

pub static OPS: ExporterOps = ExporterOps::TABLE;
