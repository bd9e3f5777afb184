// SPDX-License-Identifier: MIT OR GPL-2.0-only
#![no_std]
use compat_core::kernel_ops;
use compat_core::types::dma_buf;

#[kernel_ops(dma_buf_ops)]
pub struct ExporterOps;

#[kernel_ops(dma_buf_ops)]
impl ExporterOps {
    fn release(buf: *mut dma_buf) {
        free(buf);
    }
}

fn free(_buf: *mut dma_buf) {}

pub static OPS: ExporterOps = ExporterOps::TABLE;
