// SPDX-License-Identifier: MIT OR GPL-2.0-only
//@ every layout: dma_buf_ops
#![no_std]
#![forbid(unsafe_code)]
#![deny(warnings, unused, missing_docs, nonstandard_style, unreachable_pub)]

//! Those that the target does not call are checked, and make no warnings.

use compat_core::{Errno, Result, kernel_ops, types::*};

/// The exporter's table.
#[kernel_ops(dma_buf_ops)]
pub struct ExporterOps;

#[kernel_ops(dma_buf_ops)]
impl ExporterOps {
    /// Maps.
    pub fn map_dma_buf(_attachment: *mut dma_buf_attachment) -> Result<*mut sg_table> {
        Err(Errno::ENOMEM)
    }

    /// Unmaps.
    pub fn unmap_dma_buf() {}

    /// Frees.
    pub fn release() {}

    /// To user space.
    pub fn mmap() -> Result<()> {
        Err(Errno::ENODEV)
    }

    /// Before 4.19.
    #[kernel(until = "4.18")]
    pub fn map_atomic(_page: c_ulong) -> *mut c_void {
        only_here()
    }

    /// Before 5.6.
    #[kernel(until = "5.5")]
    pub fn map(_page: c_ulong) -> *mut c_void {
        only_here()
    }

    /// Before 4.6.
    #[kernel(until = "4.5")]
    #[inline]
    pub fn begin_cpu_access(start: size_t, length: size_t) -> Result<()> {
        start.checked_add(length).map(drop).ok_or(Errno::EINVAL)
    }

    /// From 4.6 on.
    #[kernel(since = "4.6")]
    #[inline]
    pub fn begin_cpu_access(_buf: *mut dma_buf) {}

    /// Pins.
    #[kernel(since = "5.7")]
    pub fn pin() {}

    /// Unpins.
    #[kernel(since = "5.7")]
    pub fn unpin() {}
}

/// Nobody else calls it.
fn only_here() -> *mut c_void {
    core::ptr::null_mut()
}
