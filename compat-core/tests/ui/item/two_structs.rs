// SPDX-License-Identifier: MIT OR GPL-2.0-only
//@ layout: dma_buf_ops="5.18"
//@ layout: vfio_pci_regops="5.15"
//@ words: the compiler's
#![no_std]
use compat_core::{kernel_ops, types::*};

#[kernel_ops(dma_buf_ops)]
pub struct ExporterOps;

#[kernel_ops(vfio_pci_regops)]
impl ExporterOps {
    fn release(_device: *mut vfio_pci_core_device, _region: *mut vfio_pci_region) {}
    fn rw() -> compat_core::Result<usize> { Ok(0) }
}
