// SPDX-License-Identifier: MIT OR GPL-2.0-only
//@ every layout: dma_buf_ops
#![no_std]
use compat_core::{Errno, Result, kernel_ops, types::*};

/// Becomes `struct dma_buf_ops` of the target kernel: `#[repr(C)]`, its members in its order, of its types.
#[kernel_ops(dma_buf_ops)]
pub struct ExporterOps;

/// Fills it on every kernel from 4.4 on: `ExporterOps::TABLE` is the constant to hand to the kernel.
#[kernel_ops(dma_buf_ops, kernels = "4.4..")]
impl ExporterOps {
    #[kernel(since = "5.3", until = "6.15")]
    const cache_sgt_mapping: bool = true;

    // Up to 4.18 the kernel passes the device as well: this driver does not need it.
    fn attach(_buf: *mut dma_buf, _attachment: *mut dma_buf_attachment) -> Result<()> {
        Ok(())
    }
    fn map_dma_buf(_: *mut dma_buf_attachment, _: dma_data_direction) -> Result<*mut sg_table> {
        Err(Errno::ENOMEM) // or your pages, mapped for the device
    }
    fn unmap_dma_buf(_: *mut dma_buf_attachment, _: *mut sg_table, _: dma_data_direction) {}
    fn release(_buf: *mut dma_buf) {}
    fn mmap(_buf: *mut dma_buf, _area: *mut vm_area_struct) -> Result<()> {
        Err(Errno::ENODEV)
    }

    // Up to 4.11 the kernel calls them `kmap_atomic` and `kmap`: these are for both names.
    #[kernel(until = "4.18")]
    fn map_atomic(_buf: *mut dma_buf, _page: c_ulong) -> *mut c_void {
        core::ptr::null_mut()
    }
    #[kernel(until = "5.5")]
    fn map(_buf: *mut dma_buf, _page: c_ulong) -> *mut c_void {
        core::ptr::null_mut()
    }

    // In 5.11 the op came to return an error and to fill in a struct: two functions.
    #[kernel(until = "5.10")]
    fn vmap(_buf: *mut dma_buf) -> *mut c_void {
        core::ptr::null_mut()
    }
    #[kernel(since = "5.11")]
    fn vmap(_buf: *mut dma_buf, _map: *mut iosys_map) -> Result<()> {
        Err(Errno::ENOMEM)
    }
}

pub static EXPORTER_OPS: ExporterOps = ExporterOps::TABLE;
