// SPDX-License-Identifier: MIT OR GPL-2.0-only
//@ layout: dma_buf_ops="5.18"
#![no_std]
use compat_core::kernel_ops;

#[kernel_ops(dma_buf_ops)]
pub struct Skipped;

#[kernel_ops(dma_buf_ops, kernels = "5.4, 5.25..")]
impl Skipped {}

#[kernel_ops(dma_buf_ops)]
pub struct TooOld;

#[kernel_ops(dma_buf_ops, kernels = "3.2..")]
impl TooOld {}

#[kernel_ops(dma_buf_ops)]
pub struct TooNew;

#[kernel_ops(dma_buf_ops, kernels = "6.1..=9.0")]
impl TooNew {}
