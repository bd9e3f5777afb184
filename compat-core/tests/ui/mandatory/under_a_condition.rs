// SPDX-License-Identifier: MIT OR GPL-2.0-only
//@ layout: dma_buf_ops="5.18"
//! Which conditions hold is for the compiler to say: the target's demands are held against the table itself.
#![no_std]
use compat_core::{Errno, Result, kernel_ops, types::*};

#[kernel_ops(dma_buf_ops)]
pub struct ExporterOps;

#[kernel_ops(dma_buf_ops, kernels = "5.7..")]
impl ExporterOps {
    fn map_dma_buf() -> Result<*mut sg_table> {
        Err(Errno::ENOMEM)
    }
    #[cfg(all())]
    fn unmap_dma_buf() {}
    #[cfg(any())]
    fn release() {}
    #[cfg(any())]
    fn pin() {}
    fn unpin() {}
}
