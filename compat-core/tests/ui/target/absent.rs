// SPDX-License-Identifier: MIT OR GPL-2.0-only
//@ layout: vfio_pci_regops="absent"
//@ env: KERNEL_COMPAT_REFUSAL_vfio_pci_regops=kernel 4.4 has no `struct vfio_pci_regops`: it came with 4.6
#![no_std]
use compat_core::{kernel_ops, types::*};

#[kernel_ops(vfio_pci_regops)]
pub struct RegionOps;

#[kernel_ops(vfio_pci_regops)]
impl RegionOps {
    fn release(_device: *mut vfio_pci_device, _region: *mut vfio_pci_region) {}
    fn rw() -> compat_core::Result<usize> { Ok(0) }
}

pub static OPS: RegionOps = RegionOps::TABLE;
