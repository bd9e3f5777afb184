// SPDX-License-Identifier: MIT OR GPL-2.0-only
//@ every layout: dma_buf_ops
#![no_std]
use compat_core::{kernel_ops, types::*};

#[kernel_ops(dma_buf_ops)]
pub struct ExporterOps;

#[kernel_ops(dma_buf_ops)]
impl ExporterOps {
    #[kernel(optional)]
    const cache_sgt_mapping: bool = true;

    fn release(_buf: *mut dma_buf) {}

    #[kernel(optional)]
    fn pin(_attachment: *mut dma_buf_attachment) -> c_int {
        0
    }

    #[kernel(until = "5.17", optional)]
    fn kmap(_buf: *mut dma_buf, _page: c_ulong) -> *mut c_void {
        core::ptr::null_mut()
    }
}

pub static OPS: ExporterOps = ExporterOps::TABLE;
