// SPDX-License-Identifier: MIT OR GPL-2.0-only
//@ layout: dma_buf_ops="9.9"
#![no_std]
use compat_core::{kernel_ops, types::*};

#[kernel_ops(dma_buf_ops)]
pub struct ExporterOps;

const _: *const c_void = core::ptr::null();
