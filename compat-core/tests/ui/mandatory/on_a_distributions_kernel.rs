// SPDX-License-Identifier: MIT OR GPL-2.0-only
//@ layout: dma_buf_ops="4.12"
//! RHEL 8.4 calls itself 4.18 and has `pin` and `unpin`.
#![no_std]
use compat_core::{Errno, Result, kernel_ops, types::*};

#[kernel_ops(dma_buf_ops)]
pub struct ExporterOps;

#[kernel_ops(dma_buf_ops, kernels = "4.18")]
impl ExporterOps {
    fn map_dma_buf() -> Result<*mut sg_table> {
        Err(Errno::ENOMEM)
    }
    fn unmap_dma_buf() {}
    fn release() {}
    #[kernel(until = "4.18")]
    fn map_atomic() -> *mut c_void {
        core::ptr::null_mut()
    }
    #[kernel(until = "5.5")]
    fn map() -> *mut c_void {
        core::ptr::null_mut()
    }
    fn mmap() {}
    #[kernel(optional)]
    fn pin() {}
}
