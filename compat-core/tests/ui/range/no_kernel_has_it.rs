// SPDX-License-Identifier: MIT OR GPL-2.0-only
//@ layout: vfio_pci_regops="5.15"
#![no_std]
use compat_core::{Result, kernel_ops};

#[kernel_ops(vfio_pci_regops)]
pub struct RegionOps;

#[kernel_ops(vfio_pci_regops, kernels = "4.4..=4.5")]
impl RegionOps {
    fn rw() -> Result<usize> {
        Ok(0)
    }
    fn release() {}
}
