// SPDX-License-Identifier: MIT OR GPL-2.0-only
//@ layout: dma_buf_ops="4.6"
//! The target is none of the kernels that the driver is for, and would refuse its table.
#![no_std]
use compat_core::{Errno, Result, kernel_ops, types::*};

#[kernel_ops(dma_buf_ops)]
pub struct ExporterOps;

#[kernel_ops(dma_buf_ops, kernels = "5.3..")]
impl ExporterOps {
    fn map_dma_buf() -> Result<*mut sg_table> {
        Err(Errno::ENOMEM)
    }
    fn unmap_dma_buf() {}
    fn release() {}
}
