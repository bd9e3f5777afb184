// SPDX-License-Identifier: MIT OR GPL-2.0-only
//@ every layout: vfio_pci_regops
//! A member that no record has, for targets that turn out to have it.
#![no_std]
#[cfg(vfio_pci_regops = "observed")]
use compat_core::types::*;
use compat_core::{Result, kernel_ops};

#[kernel_ops(vfio_pci_regops)]
pub struct RegionOps;

#[kernel_ops(vfio_pci_regops)]
impl RegionOps {
    fn rw() -> Result<usize> {
        Ok(0)
    }
    fn release() {}
    #[cfg(vfio_pci_regops = "observed")]
    #[kernel(optional)]
    fn reset(_device: *mut vfio_pci_core_device) {}
}

pub static OPS: RegionOps = RegionOps::TABLE;
