// SPDX-License-Identifier: MIT OR GPL-2.0-only
//@ layout: dma_buf_ops="5.18"
#![no_std]
use compat_core::kernel_ops;

#[kernel_ops(dma_buf_ops, kernels = "5.4..")]
pub struct ExporterOps;
