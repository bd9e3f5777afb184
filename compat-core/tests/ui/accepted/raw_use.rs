// SPDX-License-Identifier: MIT OR GPL-2.0-only
//@ layout: dma_buf_ops="5.18"
#![no_std]
use compat_core::{kernel_ops, types::*};

#[kernel_ops(dma_buf_ops)]
pub struct ExporterOps;

unsafe extern "C" fn attach(_buf: *mut dma_buf, _attachment: *mut dma_buf_attachment) -> c_int {
    0
}

pub static OPS: ExporterOps = ExporterOps {
    cache_sgt_mapping: true,
    attach: Some(attach),
    ..ExporterOps::EMPTY
};
