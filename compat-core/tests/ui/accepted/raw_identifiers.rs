// SPDX-License-Identifier: MIT OR GPL-2.0-only
//@ every layout: vfio_pci_regops
#![no_std]
use compat_core::{Result, kernel_ops};

#[kernel_ops(vfio_pci_regops)]
pub struct RegionOps;

#[kernel_ops(vfio_pci_regops)]
impl RegionOps {
    fn r#rw() -> Result<usize> {
        Ok(0)
    }
    fn r#release() {}
}

pub static OPS: RegionOps = RegionOps::TABLE;
