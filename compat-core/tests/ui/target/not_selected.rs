// SPDX-License-Identifier: MIT OR GPL-2.0-only
//@ layout: vfio_pci_regops="5.15"
//@ env: KERNEL_COMPAT_KERNEL=6.12
//@ env: KERNEL_COMPAT_REFUSAL_vfio_pci_regops=
#![no_std]
use compat_core::{kernel_ops, types::*};

#[kernel_ops(dma_buf_ops)]
pub struct ExporterOps;

#[kernel_ops(dma_buf_ops)]
impl ExporterOps {
    fn release(_buf: *mut dma_buf) {}
}

#[kernel_ops(vfio_pci_regops)]
impl RegionOps {
    fn release(_device: *mut vfio_pci_device, _region: *mut vfio_pci_region) {}
    fn rw() -> compat_core::Result<usize> { Ok(0) }
}

#[kernel_ops(vfio_pci_regops)]
pub struct RegionOps;

pub static OPS: ExporterOps = ExporterOps::TABLE;
