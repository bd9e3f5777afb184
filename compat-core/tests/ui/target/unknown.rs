// SPDX-License-Identifier: MIT OR GPL-2.0-only
//@ layout: vfio_pci_regops="unknown"
//@ env: KERNEL_COMPAT_REFUSAL_vfio_pci_regops=the layout of `struct vfio_pci_regops` on kernel 6.2-generic is unknown: its vmlinux has no type information of it (vfio_pci_regops.txt), so there it lives in module vfio-pci-core or is configured out; mainline 6.2 has layout 5.15: name the target 6.2 to take that one
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
