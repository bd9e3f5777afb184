// SPDX-License-Identifier: MIT OR GPL-2.0-only
//@ layout: dma_buf_ops="5.18"
#![no_std]
use compat_core::kernel_ops;

#[kernel_ops(dma_buf_ops)]
pub struct Letters;

#[kernel_ops(dma_buf_ops, kernels = "5.x..")]
impl Letters {}

#[kernel_ops(dma_buf_ops)]
pub struct Words;

#[kernel_ops(dma_buf_ops, kernels = "from 5.4 on")]
impl Words {}

#[kernel_ops(dma_buf_ops)]
pub struct Empty;

#[kernel_ops(dma_buf_ops, kernels = "")]
impl Empty {}

#[kernel_ops(dma_buf_ops)]
pub struct EmptyPart;

#[kernel_ops(dma_buf_ops, kernels = "5.4,, 5.10")]
impl EmptyPart {}

#[kernel_ops(dma_buf_ops)]
pub struct EndExcluded;

#[kernel_ops(dma_buf_ops, kernels = "5.4..5.10")]
impl EndExcluded {}

#[kernel_ops(dma_buf_ops)]
pub struct Stable;

#[kernel_ops(dma_buf_ops, kernels = "5.10.3..")]
impl Stable {}
