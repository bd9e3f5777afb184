// SPDX-License-Identifier: MIT OR GPL-2.0-only
//@ layout: vfio_pci_regops="5.15"
#![no_std]
use compat_core::kernel_ops;

#[kernel_ops(vfio_pci_regops)]
pub struct Skipped;

#[kernel_ops(vfio_pci_regops, kernels = "5.4, 5.25..")]
impl Skipped {
    fn rw() -> compat_core::Result<usize> {
        Ok(0)
    }

    fn release() {}
}

#[kernel_ops(vfio_pci_regops)]
pub struct TooOld;

#[kernel_ops(vfio_pci_regops, kernels = "3.2..")]
impl TooOld {
    fn rw() -> compat_core::Result<usize> {
        Ok(0)
    }

    fn release() {}
}

#[kernel_ops(vfio_pci_regops)]
pub struct TooNew;

#[kernel_ops(vfio_pci_regops, kernels = "6.1..=9.0")]
impl TooNew {
    fn rw() -> compat_core::Result<usize> {
        Ok(0)
    }

    fn release() {}
}
