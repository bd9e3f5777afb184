// SPDX-License-Identifier: MIT OR GPL-2.0-only
//@ every layout: dma_buf_ops
//! What a driver must be fit for is what its range says; a target outside is served where the driver fits it, too.
#![no_std]
#![cfg_attr(not(kernel_since = "5.3"), allow(unused_imports))]
use compat_core::{Errno, Result, kernel_ops, types::*};

#[kernel_ops(dma_buf_ops)]
pub struct NewKernels;

// From 5.6 on nobody calls `map`, from 5.11 on `vmap` is of one form.
#[kernel_ops(dma_buf_ops, kernels = "5.11..")]
#[cfg(kernel_since = "5.11")]
impl NewKernels {
    fn pin(_attachment: *mut dma_buf_attachment) -> Result<()> {
        Ok(())
    }
    fn unpin(_attachment: *mut dma_buf_attachment) {}
    fn map_dma_buf(_attachment: *mut dma_buf_attachment) -> Result<*mut sg_table> {
        Err(Errno::ENOMEM)
    }
    fn unmap_dma_buf(_table: *mut sg_table) {}
    fn release(_buf: *mut dma_buf) {}
    fn vmap(_buf: *mut dma_buf, _map: *mut iosys_map) -> Result<()> {
        Err(Errno::ENOMEM)
    }
}

#[cfg(kernel_since = "5.11")]
pub static NEW_KERNELS: NewKernels = NewKernels::TABLE;

#[kernel_ops(dma_buf_ops)]
pub struct SomeKernels;

// Up to 5.2 the kernel demands more.
#[kernel_ops(dma_buf_ops, kernels = "5.4, 5.10, 6.1..=6.12")]
#[cfg(kernel_since = "5.3")]
impl SomeKernels {
    fn map_dma_buf(_attachment: *mut dma_buf_attachment) -> Result<*mut sg_table> {
        Err(Errno::ENOMEM)
    }
    fn unmap_dma_buf(_table: *mut sg_table) {}
    fn release(_buf: *mut dma_buf) {}
}

#[cfg(kernel_since = "5.3")]
pub static SOME_KERNELS: SomeKernels = SomeKernels::TABLE;

#[kernel_ops(dma_buf_ops)]
pub struct OneKernel;

#[kernel_ops(dma_buf_ops, kernels = "5.10")]
#[cfg(kernel_since = "5.3")]
impl OneKernel {
    fn map_dma_buf(_attachment: *mut dma_buf_attachment) -> Result<*mut sg_table> {
        Err(Errno::ENOMEM)
    }
    fn unmap_dma_buf(_table: *mut sg_table) {}
    fn release(_buf: *mut dma_buf) {}
}

#[cfg(kernel_since = "5.3")]
pub static ONE_KERNEL: OneKernel = OneKernel::TABLE;
