// SPDX-License-Identifier: MIT OR GPL-2.0-only
//@ layout: vfio_pci_regops="5.15"
#![no_std]
use compat_core::{kernel_ops, types::*};

#[kernel_ops(vfio_pci_regops)]
pub struct RegionOps;

#[kernel_ops(vfio_pci_regops)]
impl RegionOps {
    fn rw(
        _device: *mut vfio_pci_core_device,
        _buffer: *mut c_char,
        _count: size_t,
        _position: *mut loff_t,
        _is_write: bool,
    ) -> ssize_t {
        0
    }
    fn release() {}
}
