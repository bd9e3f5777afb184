// SPDX-License-Identifier: MIT OR GPL-2.0-only
//@ layout: dma_buf_ops="5.18"
#![no_std]
use compat_core::{kernel_ops, types::*};

#[kernel_ops(dma_buf_ops)]
pub struct ExporterOps;

#[kernel_ops(dma_buf_ops)]
impl ExporterOps {
    #[kernel(since = "5.5", until = "6.15")]
    const cache_sgt_mapping: bool = true;

    fn attach(_buf: *mut dma_buf, _device: *mut device) -> c_int {
        0
    }

    fn detatch(_buf: *mut dma_buf) {}

    #[kernel(since = "5.7")]
    fn pin(_attachment: *mut dma_buf_attachment) -> c_int {
        0
    }

    fn map_dma_buf(_: *mut dma_buf_attachment, _: dma_data_direction) -> *mut dma_buf {
        core::ptr::null_mut()
    }

    fn unmap_dma_buf(_: dma_data_direction, _: *mut sg_table) {}

    fn release(&self) {}

    #[kernel(until = "4.5")]
    fn begin_cpu_access(_buf: *mut dma_buf, _length: size_t) -> c_int {
        0
    }

    #[kernel(since = "4.12")]
    fn begin_cpu_access(_buf: *mut dma_buf) -> c_int {
        0
    }

    fn end_cpu_access(_buf: *mut dma_buf) -> c_int {
        0
    }

    #[kernel(until = "5.5")]
    fn kmap(_buf: *mut dma_buf) -> *mut c_void {
        core::ptr::null_mut()
    }

    #[kernel(until = "5.5")]
    fn map(_buf: *mut dma_buf) -> *mut c_void {
        core::ptr::null_mut()
    }

    #[kernel(until = "5.11")]
    fn vmap(_buf: *mut dma_buf) -> *mut c_void {
        core::ptr::null_mut()
    }

    #[kernel(since = "5.11")]
    fn vmap(_buf: *mut dma_buf, _map: *mut iosys_map) -> c_int {
        0
    }
}
