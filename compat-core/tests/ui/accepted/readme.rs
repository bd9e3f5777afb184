// SPDX-License-Identifier: MIT OR GPL-2.0-only
//@ every layout: dma_buf_ops
#![no_std]
use compat_core::{kernel_ops, types::*};

/// Becomes `struct dma_buf_ops` of the target kernel: `#[repr(C)]`, its members in its order, of its types.
#[kernel_ops(dma_buf_ops)]
pub struct ExporterOps;

/// Fills it: `ExporterOps::TABLE` is the constant to hand to the kernel.
#[kernel_ops(dma_buf_ops)]
impl ExporterOps {
    #[kernel(since = "5.3", until = "6.15")]
    const cache_sgt_mapping: bool = true;

    #[kernel(until = "4.18")]
    fn attach(_buf: *mut dma_buf, _device: *mut device, _attachment: *mut dma_buf_attachment) -> c_int {
        0 // up to 4.18 the kernel passed the device as well
    }
    #[kernel(since = "4.19")]
    fn attach(_buf: *mut dma_buf, _attachment: *mut dma_buf_attachment) -> c_int {
        0
    }

    fn map_dma_buf(_: *mut dma_buf_attachment, _: dma_data_direction) -> *mut sg_table {
        core::ptr::null_mut() // your pages, mapped for the device
    }
    fn unmap_dma_buf(_: *mut dma_buf_attachment, _: *mut sg_table, _: dma_data_direction) {}
    fn release(_buf: *mut dma_buf) {}
}

pub static EXPORTER_OPS: ExporterOps = ExporterOps::TABLE;
