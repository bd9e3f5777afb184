// SPDX-License-Identifier: MIT OR GPL-2.0-only
//@ every layout: dma_buf_ops
#![no_std]
use compat_core::{kernel_ops, types::*};

#[kernel_ops(dma_buf_ops)]
pub struct ExporterOps;

#[kernel_ops(dma_buf_ops)]
impl ExporterOps {
    // From 5.7 on the kernel refuses `pin` beside it.
    #[kernel(since = "5.3", until = "5.6", optional)]
    const cache_sgt_mapping: bool = true;

    #[kernel(since = "5.5", until = "5.6")]
    const dynamic_mapping: bool = false;

    #[kernel(since = "5.7")]
    fn pin(_attachment: *mut dma_buf_attachment) -> c_int {
        0
    }

    #[kernel(since = "5.7")]
    fn unpin(_attachment: *mut dma_buf_attachment) {}

    // On older kernels it is of another form: a bound alone leaves it unset there.
    #[kernel(since = "5.11")]
    fn vmap(_buf: *mut dma_buf, _map: *mut iosys_map) -> c_int {
        0
    }
    fn map_dma_buf(_: *mut dma_buf_attachment, _: dma_data_direction) -> *mut sg_table { ::core::ptr::null_mut() }
    fn unmap_dma_buf(_: *mut dma_buf_attachment, _: *mut sg_table, _: dma_data_direction) {}
    fn release(_: *mut dma_buf) {}
    #[kernel(until = "4.18")] fn map_atomic(_: *mut dma_buf) -> *mut c_void { ::core::ptr::null_mut() }
    #[kernel(until = "5.5")] fn map(_: *mut dma_buf) -> *mut c_void { ::core::ptr::null_mut() }
    fn mmap(_: *mut dma_buf) -> c_int { 0 }
}

pub static OPS: ExporterOps = ExporterOps::TABLE;
