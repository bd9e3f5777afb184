// SPDX-License-Identifier: MIT OR GPL-2.0-only
//@ every layout: vfio_pci_regops
#![no_std]
use compat_core::{Errno, Result, kernel_ops, types::*};

#[kernel_ops(vfio_pci_regops)]
pub struct RegionOps;

#[kernel_ops(vfio_pci_regops)]
impl RegionOps {
    fn rw(_buffer: *mut c_char, count: usize) -> Result<usize> {
        match count {
            0 => Err(Errno::EINVAL),
            _ => Ok(count),
        }
    }

    fn release() {}

    #[kernel(since = "5.0")]
    fn mmap(_area: *mut vm_area_struct) -> Result<()> {
        Ok(())
    }
}

pub static OPS: RegionOps = RegionOps::TABLE;
