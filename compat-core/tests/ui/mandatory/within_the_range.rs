// SPDX-License-Identifier: MIT OR GPL-2.0-only
//@ layout: dma_buf_ops="5.18"
#![no_std]
use compat_core::{kernel_ops, types::*};

#[kernel_ops(dma_buf_ops)]
pub struct ExporterOps;

#[kernel_ops(dma_buf_ops, kernels = "5.2, 5.7..")]
impl ExporterOps {
    fn map_dma_buf(_attachment: *mut dma_buf_attachment) -> *mut sg_table {
        core::ptr::null_mut()
    }
}
