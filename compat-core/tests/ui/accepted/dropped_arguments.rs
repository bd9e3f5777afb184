// SPDX-License-Identifier: MIT OR GPL-2.0-only
//@ every layout: dma_buf_ops
#![no_std]
use compat_core::{kernel_ops, types::*};

#[kernel_ops(dma_buf_ops)]
pub struct ExporterOps;

#[kernel_ops(dma_buf_ops)]
impl ExporterOps {
    fn attach(attachment: *mut dma_buf_attachment) -> c_int {
        let _ = attachment;
        0
    }

    fn detach() {}

    fn unmap_dma_buf(table: *mut sg_table) {
        let _ = table;
    }

    fn begin_cpu_access(direction: dma_data_direction) -> c_int {
        let _ = direction;
        0
    }

    #[kernel(until = "5.10")]
    fn vunmap(address: *mut c_void) {
        let _ = address;
    }

    #[kernel(since = "5.11")]
    fn vunmap(map: *mut iosys_map) {
        let _ = map;
    }
    fn map_dma_buf(_: *mut dma_buf_attachment, _: dma_data_direction) -> *mut sg_table { ::core::ptr::null_mut() }
    fn release(_: *mut dma_buf) {}
    #[kernel(until = "4.18")] fn map_atomic(_: *mut dma_buf) -> *mut c_void { ::core::ptr::null_mut() }
    #[kernel(until = "5.5")] fn map(_: *mut dma_buf) -> *mut c_void { ::core::ptr::null_mut() }
    fn mmap(_: *mut dma_buf) -> c_int { 0 }
}

pub static OPS: ExporterOps = ExporterOps::TABLE;
