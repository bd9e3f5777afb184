// SPDX-License-Identifier: MIT OR GPL-2.0-only
//@ layout: dma_buf_ops="5.18"
#![no_std]
#![allow(dead_code, non_camel_case_types)]
use compat_core::kernel_ops;


struct Option;
struct Some;
enum None {}
struct c_int;
mod core {}

#[kernel_ops(dma_buf_ops)]
pub struct ExporterOps;

#[kernel_ops(dma_buf_ops)]
impl ExporterOps {
    fn release(_buf: *mut ::compat_core::types::dma_buf) {}
    fn map_dma_buf(_: *mut ::compat_core::types::dma_buf_attachment, _: ::compat_core::types::dma_data_direction) -> *mut ::compat_core::types::sg_table { ::core::ptr::null_mut() }
    fn unmap_dma_buf(_: *mut ::compat_core::types::dma_buf_attachment, _: *mut ::compat_core::types::sg_table, _: ::compat_core::types::dma_data_direction) {}
    #[kernel(until = "4.18")] fn map_atomic(_: *mut ::compat_core::types::dma_buf) -> *mut ::compat_core::types::c_void { ::core::ptr::null_mut() }
    #[kernel(until = "5.5")] fn map(_: *mut ::compat_core::types::dma_buf) -> *mut ::compat_core::types::c_void { ::core::ptr::null_mut() }
    fn mmap(_: *mut ::compat_core::types::dma_buf) -> ::compat_core::types::c_int { 0 }
}

pub static OPS: ExporterOps = ExporterOps::TABLE;
