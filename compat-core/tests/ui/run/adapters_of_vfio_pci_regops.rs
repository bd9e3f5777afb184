// SPDX-License-Identifier: MIT OR GPL-2.0-only
//@ every layout: vfio_pci_regops
//! A length or an error, as `size_t` up to 5.14 and as `ssize_t` since: by one method, called through the table by each
//! kernel's own prototype.
#![forbid(unsafe_op_in_unsafe_fn)]

use std::cell::Cell;
use std::ptr::without_provenance_mut as at;

use compat_core::{Errno, Result, kernel_ops, types::*};

thread_local! {
    static RESULT: Cell<Result<usize>> = const { Cell::new(Ok(0)) };
}

#[kernel_ops(vfio_pci_regops)]
pub struct RegionOps;

#[kernel_ops(vfio_pci_regops, kernels = "4.6..")]
impl RegionOps {
    unsafe fn rw(
        device: *mut vfio_pci_core_device,
        buffer: *mut c_char,
        count: size_t,
        position: *mut loff_t,
        is_write: bool,
    ) -> Result<usize> {
        assert_eq!(
            (device, buffer, count, is_write),
            (at(0x10), at(0x20), 5, true)
        );
        unsafe { *position += 5 };
        RESULT.get()
    }

    // Without the device.
    fn release(region: *mut vfio_pci_region) {
        assert_eq!(region, at(0x30));
    }

    #[kernel(since = "5.0")]
    fn mmap(device: *mut vfio_pci_core_device, area: *mut vm_area_struct) -> Result<()> {
        assert_eq!((device, area), (at(0x12), at(0x40)));
        RESULT.get().map(drop)
    }

    #[kernel(since = "5.0")]
    fn add_capability(
        device: *mut vfio_pci_core_device,
        capability: *mut vfio_info_cap,
    ) -> Result<c_int> {
        assert_eq!((device, capability), (at(0x13), at(0x50)));
        RESULT.get().map(|length| length as c_int)
    }
}

#[cfg(not(kernel_since = "5.15"))]
type Transferred = size_t;
#[cfg(kernel_since = "5.15")]
type Transferred = ssize_t;

fn main() {
    let rw: Option<
        unsafe extern "C" fn(
            *mut vfio_pci_device,
            *mut c_char,
            size_t,
            *mut loff_t,
            bool,
        ) -> Transferred,
    > = RegionOps::TABLE.rw;
    let release: Option<unsafe extern "C" fn(*mut vfio_pci_device, *mut vfio_pci_region)> =
        RegionOps::TABLE.release;
    let (rw, release) = (rw.unwrap(), release.unwrap());
    let mut position: loff_t = 1 << 40;
    let mut transferred = |result| {
        RESULT.set(result);
        unsafe { rw(at(0x10), at(0x20), 5, &mut position, true) }
    };
    assert_eq!(transferred(Ok(5)), 5);
    assert_eq!(transferred(Err(Errno::EFAULT)), -14_isize as Transferred);
    let beyond = transferred(Ok(usize::MAX));
    #[cfg(not(kernel_since = "5.15"))]
    assert_eq!(beyond, usize::MAX);
    #[cfg(kernel_since = "5.15")]
    assert_eq!(beyond, -75);
    assert_eq!(position, (1 << 40) + 15);
    unsafe { release(at(0x11), at(0x30)) };
    #[cfg(kernel_since = "5.0")]
    {
        let mmap: Option<
            unsafe extern "C" fn(
                *mut vfio_pci_device,
                *mut vfio_pci_region,
                *mut vm_area_struct,
            ) -> c_int,
        > = RegionOps::TABLE.mmap;
        let add_capability: Option<
            unsafe extern "C" fn(
                *mut vfio_pci_device,
                *mut vfio_pci_region,
                *mut vfio_info_cap,
            ) -> c_int,
        > = RegionOps::TABLE.add_capability;
        let mmap = || unsafe { mmap.unwrap()(at(0x12), at(0x31), at(0x40)) };
        let add_capability = || unsafe { add_capability.unwrap()(at(0x13), at(0x32), at(0x50)) };
        RESULT.set(Ok(7));
        assert_eq!((mmap(), add_capability()), (0, 7));
        RESULT.set(Err(Errno::ENODEV));
        assert_eq!((mmap(), add_capability()), (-19, -19));
    }
}
