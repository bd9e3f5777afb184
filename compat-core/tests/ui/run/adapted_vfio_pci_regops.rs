// SPDX-License-Identifier: MIT OR GPL-2.0-only
//@ every layout: vfio_pci_regops
//! A length goes to kernels that take a `size_t` and to those that take a `ssize_t`.
#![forbid(unsafe_op_in_unsafe_fn)]

use std::ptr::{null_mut, without_provenance_mut as at};

use compat_core::{Errno, Result, kernel_ops, types::*};

#[kernel_ops(vfio_pci_regops)]
pub struct RegionOps;

#[kernel_ops(vfio_pci_regops)]
impl RegionOps {
    fn rw(device: *mut vfio_pci_core_device, count: size_t, is_write: bool) -> Result<usize> {
        assert_eq!(device, at(0x10));
        match is_write {
            true => Err(Errno::EINVAL),
            false => Ok(count),
        }
    }

    fn release(region: *mut vfio_pci_region) {
        assert_eq!(region, at(0x30));
    }

    #[kernel(optional)]
    fn mmap(area: *mut vm_area_struct) -> Result<()> {
        assert_eq!(area, at(0x40));
        Err(Errno::ENODEV)
    }
}

#[cfg(kernel_since = "5.15")]
type Taken = isize;
#[cfg(not(kernel_since = "5.15"))]
type Taken = usize;

fn main() {
    let table = RegionOps::TABLE;
    let rw = table.rw.unwrap();
    let call = |count, is_write| unsafe { rw(at(0x10), null_mut(), count, null_mut(), is_write) };
    assert_eq!(call(5, false), 5 as Taken);
    assert_eq!(call(5, true), -22_isize as Taken);
    // More than a `ssize_t` can say: EOVERFLOW is 75.
    #[cfg(kernel_since = "5.15")]
    assert_eq!(call(usize::MAX, false), -75);
    #[cfg(not(kernel_since = "5.15"))]
    assert_eq!(call(usize::MAX, false), usize::MAX);
    unsafe { table.release.unwrap()(at(0x11), at(0x30)) };
    #[cfg(kernel_since = "5.0")]
    assert_eq!(
        unsafe { table.mmap.unwrap()(at(0x12), at(0x31), at(0x40)) },
        -19
    );
}
