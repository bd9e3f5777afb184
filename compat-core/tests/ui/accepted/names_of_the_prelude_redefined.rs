// SPDX-License-Identifier: MIT OR GPL-2.0-only
//@ layout: dma_buf_ops="5.18"
#![no_std]
#![allow(dead_code, non_camel_case_types)]
use compat_core::kernel_ops;
use compat_core::types::dma_buf;

struct Option;
struct Some;
enum None {}
struct c_int;
mod core {}

#[kernel_ops(dma_buf_ops)]
pub struct ExporterOps;

#[kernel_ops(dma_buf_ops)]
impl ExporterOps {
    fn release(_buf: *mut dma_buf) {}
}

pub static OPS: ExporterOps = ExporterOps::TABLE;
