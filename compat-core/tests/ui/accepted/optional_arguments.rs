// SPDX-License-Identifier: MIT OR GPL-2.0-only
//@ every layout: dma_buf_ops
#![no_std]
use compat_core::{kernel_ops, types::*};

#[kernel_ops(dma_buf_ops)]
pub struct ExporterOps;

#[kernel_ops(dma_buf_ops)]
impl ExporterOps {
    fn attach(
        _buf: *mut dma_buf,
        _device: Option<*mut device>,
        _attachment: *mut dma_buf_attachment,
    ) -> c_int {
        0
    }

    fn begin_cpu_access(
        _buf: *mut dma_buf,
        _start: core::option::Option<size_t>,
        _length: Option<usize>,
        _direction: dma_data_direction,
    ) -> c_int {
        0
    }

    /// An argument that all kernels pass is `Some` on all of them.
    fn detach(_buf: Option<*mut dma_buf>) {}
    fn map_dma_buf(_: *mut dma_buf_attachment, _: dma_data_direction) -> *mut sg_table { ::core::ptr::null_mut() }
    fn unmap_dma_buf(_: *mut dma_buf_attachment, _: *mut sg_table, _: dma_data_direction) {}
    fn release(_: *mut dma_buf) {}
    #[kernel(until = "4.18")] fn map_atomic(_: *mut dma_buf) -> *mut c_void { ::core::ptr::null_mut() }
    #[kernel(until = "5.5")] fn map(_: *mut dma_buf) -> *mut c_void { ::core::ptr::null_mut() }
    fn mmap(_: *mut dma_buf) -> c_int { 0 }
}

pub static OPS: ExporterOps = ExporterOps::TABLE;
