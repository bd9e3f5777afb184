// SPDX-License-Identifier: MIT OR GPL-2.0-only
//@ every layout: dma_buf_ops
#![no_std]
use compat_core::{kernel_ops, types::*};

#[kernel_ops(dma_buf_ops)]
pub struct ExporterOps;

#[kernel_ops(dma_buf_ops)]
impl ExporterOps {
    #[kernel(args(buf, start, _, direction))]
    fn begin_cpu_access(
        buf: *mut dma_buf,
        start: Option<size_t>,
        direction: dma_data_direction,
    ) -> c_int {
        let _ = (buf, start, direction);
        0
    }

    // A parameter may stand before one that the kernel passes first.
    #[kernel(args(_, table, direction))]
    fn unmap_dma_buf(direction: dma_data_direction, table: *mut sg_table) {
        let _ = (direction, table);
    }

    // One list for each number of arguments.
    #[kernel(args(buf, _, length, _), args(buf, direction))]
    fn end_cpu_access(
        length: Option<size_t>,
        direction: Option<dma_data_direction>,
        buf: *mut dma_buf,
    ) -> compat_core::Result<()> {
        let _ = (buf, length, direction);
        Ok(())
    }
    fn map_dma_buf(_: *mut dma_buf_attachment, _: dma_data_direction) -> *mut sg_table { ::core::ptr::null_mut() }
    fn release(_: *mut dma_buf) {}
    #[kernel(until = "4.18")] fn map_atomic(_: *mut dma_buf) -> *mut c_void { ::core::ptr::null_mut() }
    #[kernel(until = "5.5")] fn map(_: *mut dma_buf) -> *mut c_void { ::core::ptr::null_mut() }
    fn mmap(_: *mut dma_buf) -> c_int { 0 }
}

pub static OPS: ExporterOps = ExporterOps::TABLE;
