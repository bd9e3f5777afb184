// SPDX-License-Identifier: MIT OR GPL-2.0-only
//@ layout: dma_buf_ops="uncertain"
//@ env: KERNEL_COMPAT_REFUSAL_dma_buf_ops=the layout of `struct dma_buf_ops` on kernel 4.19-vendor is uncertain: it lies between 4.18-generic and 5.0-generic, which differ (attach: loses a parameter); name one of these two as the target if you know that it has the same layout, or record in which release each change landed
#![no_std]
use compat_core::kernel_ops;

#[kernel_ops(dma_buf_ops)]
pub struct ExporterOps;

#[kernel_ops(dma_buf_ops)]
impl ExporterOps {
    fn release(_buf: *mut dma_buf) {}
}

pub static OPS: ExporterOps = ExporterOps::TABLE;
