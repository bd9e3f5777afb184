// SPDX-License-Identifier: MIT OR GPL-2.0-only
//@ layout: vfio_pci_regops="5.15"
#![no_std]
use compat_core::{kernel_ops, types::*};

#[kernel_ops(vfio_pci_regops)]
pub struct RegionOps;

#[kernel_ops(vfio_pci_regops)]
impl RegionOps {
    fn release() {}

    #[kernel(since = "5.0")]
    fn mmap(_device: *mut vfio_pci_core_device) -> c_int {
        0
    }
}
