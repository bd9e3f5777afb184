// SPDX-License-Identifier: MIT OR GPL-2.0-only
//@ every layout: dma_buf_ops
//! 4.12 renamed `kmap` to `map`: a method serves under either name, whichever it has.
#![no_std]
use compat_core::{kernel_ops, types::*};

#[kernel_ops(dma_buf_ops)]
pub struct OldNames;

#[kernel_ops(dma_buf_ops)]
impl OldNames {
    #[kernel(until = "5.5")]
    fn kmap(_buf: *mut dma_buf, _page: c_ulong) -> *mut c_void {
        core::ptr::null_mut()
    }

    #[kernel(until = "4.18")]
    fn kmap_atomic(_buf: *mut dma_buf, _page: c_ulong) -> *mut c_void {
        core::ptr::null_mut()
    }

    #[kernel(optional)]
    fn kunmap(_buf: *mut dma_buf, _page: c_ulong, _address: *mut c_void) {}
    fn map_dma_buf(_: *mut dma_buf_attachment, _: dma_data_direction) -> *mut sg_table { ::core::ptr::null_mut() }
    fn unmap_dma_buf(_: *mut dma_buf_attachment, _: *mut sg_table, _: dma_data_direction) {}
    fn release(_: *mut dma_buf) {}
    fn mmap(_: *mut dma_buf) -> c_int { 0 }
}

#[kernel_ops(dma_buf_ops)]
pub struct NewNames;

#[kernel_ops(dma_buf_ops)]
impl NewNames {
    #[kernel(until = "5.5")]
    fn map(_buf: *mut dma_buf, _page: c_ulong) -> *mut c_void {
        core::ptr::null_mut()
    }

    #[kernel(until = "4.18")]
    fn map_atomic(_buf: *mut dma_buf, _page: c_ulong) -> *mut c_void {
        core::ptr::null_mut()
    }

    #[kernel(optional)]
    fn unmap(_buf: *mut dma_buf, _page: c_ulong, _address: *mut c_void) {}
    fn map_dma_buf(_: *mut dma_buf_attachment, _: dma_data_direction) -> *mut sg_table { ::core::ptr::null_mut() }
    fn unmap_dma_buf(_: *mut dma_buf_attachment, _: *mut sg_table, _: dma_data_direction) {}
    fn release(_: *mut dma_buf) {}
    fn mmap(_: *mut dma_buf) -> c_int { 0 }
}

#[kernel_ops(dma_buf_ops)]
pub struct EachName;

#[kernel_ops(dma_buf_ops)]
impl EachName {
    #[kernel(until = "4.11")]
    fn kmap(_buf: *mut dma_buf, _page: c_ulong) -> *mut c_void {
        core::ptr::null_mut()
    }

    #[kernel(since = "4.12", until = "5.5")]
    fn map(_buf: *mut dma_buf, _page: c_ulong) -> *mut c_void {
        core::ptr::null_mut()
    }
    fn map_dma_buf(_: *mut dma_buf_attachment, _: dma_data_direction) -> *mut sg_table { ::core::ptr::null_mut() }
    fn unmap_dma_buf(_: *mut dma_buf_attachment, _: *mut sg_table, _: dma_data_direction) {}
    fn release(_: *mut dma_buf) {}
    #[kernel(until = "4.18")] fn map_atomic(_: *mut dma_buf) -> *mut c_void { ::core::ptr::null_mut() }
    fn mmap(_: *mut dma_buf) -> c_int { 0 }
}

pub static OLD_NAMES: OldNames = OldNames::TABLE;
pub static NEW_NAMES: NewNames = NewNames::TABLE;
pub static EACH_NAME: EachName = EachName::TABLE;
