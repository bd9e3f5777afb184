// SPDX-License-Identifier: MIT OR GPL-2.0-only
//@ layout: dma_buf_ops="5.18"
#![no_std]
use compat_core::kernel_ops;

#[kernel_ops(fc_function_template)]
pub struct ExporterOps;
