// SPDX-License-Identifier: MIT OR GPL-2.0-only
//@ every layout: vfio_pci_regops
#![no_std]
use compat_core::kernel_ops;
use compat_core::types as kernel;

#[kernel_ops(vfio_pci_regops)]
pub struct RegionOps;

#[kernel_ops(vfio_pci_regops)]
impl RegionOps {
    #[kernel(until = "5.14")]
    fn rw(
        _device: *mut kernel::vfio_pci_core_device,
        _buffer: *mut core::ffi::c_char,
        _count: usize,
        _position: *mut core::ffi::c_longlong,
        _is_write: bool,
    ) -> usize {
        0
    }

    #[kernel(since = "5.15")]
    fn rw(
        _device: *mut kernel::vfio_pci_device,
        _buffer: *mut kernel::c_char,
        _count: kernel::size_t,
        _position: *mut kernel::c_longlong,
        _is_write: bool,
    ) -> isize {
        0
    }

    fn release(_device: *mut kernel::vfio_pci_device, _region: *mut kernel::vfio_pci_region) -> () {
    }
}

pub static OPS: RegionOps = RegionOps::TABLE;
