// SPDX-License-Identifier: MIT OR GPL-2.0-only
//@ every layout: dma_buf_ops
#![no_std]
#![deny(
    missing_docs,
    unreachable_pub,
    unsafe_op_in_unsafe_fn,
    dead_code,
    nonstandard_style
)]

//! A driver that documents all that it has, under strict lints.

use compat_core::{kernel_ops, types::*};

/// The exporter's table.
#[kernel_ops(dma_buf_ops)]
#[derive(Clone, Copy)]
#[must_use]
pub struct ExporterOps;

#[kernel_ops(dma_buf_ops)]
#[deny(unused_variables)]
impl ExporterOps {
    /// Shares the mapping.
    #[kernel(since = "5.3", until = "6.15")]
    pub const cache_sgt_mapping: bool = true;

    /// The last reference is gone.
    ///
    /// # Safety
    /// `buf` is one of ours.
    #[inline]
    pub unsafe fn release(buf: *mut dma_buf) {
        let _ = buf;
    }

    /// Unused arguments, allowed here and denied on the block.
    #[allow(unused_variables)]
    pub(crate) fn detach(buf: *mut dma_buf, attachment: *mut dma_buf_attachment) {}

    /// A function for a configuration that this one is not.
    #[cfg(any())]
    pub fn mmap(buf: *mut dma_buf, area: *mut vm_area_struct) -> c_int {
        not_even_resolved(buf, area)
    }

    /// The one for this configuration.
    #[cfg(not(any()))]
    pub fn mmap(_: *mut dma_buf, _: *mut vm_area_struct) -> c_int {
        0
    }
    fn map_dma_buf(_: *mut dma_buf_attachment, _: dma_data_direction) -> *mut sg_table { ::core::ptr::null_mut() }
    fn unmap_dma_buf(_: *mut dma_buf_attachment, _: *mut sg_table, _: dma_data_direction) {}
    #[kernel(until = "4.18")] fn map_atomic(_: *mut dma_buf) -> *mut c_void { ::core::ptr::null_mut() }
    #[kernel(until = "5.5")] fn map(_: *mut dma_buf) -> *mut c_void { ::core::ptr::null_mut() }
}

/// The table is Copy.
pub fn copies() -> [ExporterOps; 2] {
    let table = ExporterOps::TABLE;
    [table, table]
}
