// SPDX-License-Identifier: MIT OR GPL-2.0-only
//@ layout: dma_buf_ops="not-recorded"
//@ env: KERNEL_COMPAT_REFUSAL_dma_buf_ops=the layout of `struct dma_buf_ops` on kernel 8.0 is not recorded: recorded are 4.4 to 7.3
#![no_std]
use compat_core::kernel_ops;

#[kernel_ops(dma_buf_ops)]
pub struct ExporterOps;

#[kernel_ops(dma_buf_ops)]
impl ExporterOps {
    fn release(_buf: *mut dma_buf) {}
}

pub static OPS: ExporterOps = ExporterOps::TABLE;
