// SPDX-License-Identifier: MIT OR GPL-2.0-only
//@ every layout: dma_buf_ops
#![no_std]
use compat_core::{Errno, KernelResult, kernel_ops, types::*};

struct NoRoom;

impl From<NoRoom> for Errno {
    fn from(_: NoRoom) -> Self {
        Self::ENOSPC
    }
}

enum Status {
    Busy,
}

impl KernelResult<c_int> for Status {
    fn into_kernel(self) -> c_int {
        match self {
            Self::Busy => Errno::EBUSY.code(),
        }
    }
}

#[kernel_ops(dma_buf_ops)]
pub struct ExporterOps;

#[kernel_ops(dma_buf_ops)]
impl ExporterOps {
    fn attach(_buf: *mut dma_buf) -> Result<(), NoRoom> {
        Err(NoRoom)
    }

    fn map_dma_buf(_attachment: *mut dma_buf_attachment) -> Result<*mut sg_table, NoRoom> {
        Err(NoRoom)
    }

    fn end_cpu_access(_buf: *mut dma_buf) -> Result<(), NoRoom> {
        Ok(())
    }

    fn begin_cpu_access(_buf: *mut dma_buf) -> Status {
        Status::Busy
    }
    fn unmap_dma_buf(_: *mut dma_buf_attachment, _: *mut sg_table, _: dma_data_direction) {}
    fn release(_: *mut dma_buf) {}
    #[kernel(until = "4.18")] fn map_atomic(_: *mut dma_buf) -> *mut c_void { ::core::ptr::null_mut() }
    #[kernel(until = "5.5")] fn map(_: *mut dma_buf) -> *mut c_void { ::core::ptr::null_mut() }
    fn mmap(_: *mut dma_buf) -> c_int { 0 }
}

pub static OPS: ExporterOps = ExporterOps::TABLE;
