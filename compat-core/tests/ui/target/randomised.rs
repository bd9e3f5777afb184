// SPDX-License-Identifier: MIT OR GPL-2.0-only
//@ layout: dma_buf_ops="randomised"
//@ env: KERNEL_COMPAT_REFUSAL_dma_buf_ops=CONFIG_RANDSTRUCT_FULL is set in /lib/modules/6.1/build/.config, so only the kernel itself knows the order of its members
#![no_std]
use compat_core::kernel_ops;

#[kernel_ops(dma_buf_ops)]
pub struct ExporterOps;

#[kernel_ops(dma_buf_ops)]
impl ExporterOps {
    fn release(_buf: *mut dma_buf) {}
}

pub static OPS: ExporterOps = ExporterOps::TABLE;
