// SPDX-License-Identifier: MIT OR GPL-2.0-only
//@ layout: dma_buf_ops="5.18"
#![no_std]
use compat_core::kernel_ops;

#[kernel_ops(dma_buf_ops)]
pub struct ExporterOps;

#[kernel_ops(dma_buf_ops, kernels = "4.4, 5.10..=5.4")]
impl ExporterOps {}
