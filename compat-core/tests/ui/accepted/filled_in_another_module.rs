// SPDX-License-Identifier: MIT OR GPL-2.0-only
//@ every layout: dma_buf_ops
#![no_std]
#![deny(warnings, unused, unreachable_pub)]
use compat_core::kernel_ops;

#[kernel_ops(dma_buf_ops)]
pub struct ExporterOps;

mod exporter {
    use compat_core::{Errno, Result, kernel_ops};

    mod kernel {
        pub(super) use compat_core::types::*;
    }

    #[kernel_ops(dma_buf_ops)]
    impl super::ExporterOps {
        pub(crate) fn map_dma_buf(
            _attachment: *mut kernel::dma_buf_attachment,
        ) -> Result<*mut kernel::sg_table> {
            Err(Errno::ENOMEM)
        }
        pub(super) fn unmap_dma_buf(_table: *mut kernel::sg_table) {}
        pub(in crate::exporter) fn release(_buf: *mut kernel::dma_buf) {}
        #[kernel(until = "4.18")]
        pub(crate) fn map_atomic() -> Result<*mut kernel::c_void> {
            Err(Errno::ENOMEM)
        }
        #[kernel(until = "5.5")]
        pub(crate) fn map() -> Result<*mut kernel::c_void> {
            Err(Errno::ENOMEM)
        }
        pub(crate) fn mmap() {}

        // Of two alternatives, the target's has the name.
        #[kernel(until = "5.10")]
        pub(crate) fn vmap() -> *mut kernel::c_void {
            core::ptr::null_mut()
        }
        #[kernel(since = "5.11")]
        pub(crate) fn vmap() -> Result<()> {
            Err(Errno::ENOMEM)
        }
    }
}

pub static OPS: ExporterOps = ExporterOps::TABLE;

/// The driver's own code may call them as well.
pub fn direct() -> bool {
    ExporterOps::unmap_dma_buf(core::ptr::null_mut());
    ExporterOps::mmap();
    let _ = ExporterOps::vmap();
    ExporterOps::map_dma_buf(core::ptr::null_mut()).is_err()
}
