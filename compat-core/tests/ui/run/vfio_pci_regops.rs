// SPDX-License-Identifier: MIT OR GPL-2.0-only
//@ every layout: vfio_pci_regops
//! Every member of every layout is filled, and called through the table as the kernel would call it.
#![forbid(unsafe_op_in_unsafe_fn)]

use std::ptr::without_provenance_mut as at;

use compat_core::{kernel_ops, types::*};

#[kernel_ops(vfio_pci_regops)]
pub struct RegionOps;

#[kernel_ops(vfio_pci_regops)]
impl RegionOps {
    #[kernel(until = "5.14")]
    unsafe fn rw(
        device: *mut vfio_pci_device,
        buffer: *mut c_char,
        count: size_t,
        position: *mut loff_t,
        is_write: bool,
    ) -> size_t {
        assert_eq!(
            (device, buffer, count, is_write),
            (at(0x10), at(0x20), 5, true)
        );
        unsafe { *position += 5 };
        usize::MAX
    }

    #[kernel(since = "5.15")]
    unsafe fn rw(
        device: *mut vfio_pci_core_device,
        buffer: *mut c_char,
        count: size_t,
        position: *mut loff_t,
        is_write: bool,
    ) -> ssize_t {
        assert_eq!(
            (device, buffer, count, is_write),
            (at(0x10), at(0x20), 5, true)
        );
        unsafe { *position += 5 };
        -5
    }

    fn release(device: *mut vfio_pci_core_device, region: *mut vfio_pci_region) {
        assert_eq!((device, region), (at(0x11), at(0x30)));
    }

    #[kernel(since = "5.0")]
    fn mmap(
        device: *mut vfio_pci_device,
        region: *mut vfio_pci_region,
        area: *mut vm_area_struct,
    ) -> c_int {
        assert_eq!((device, region, area), (at(0x12), at(0x31), at(0x40)));
        -6
    }

    #[kernel(since = "5.0")]
    fn add_capability(
        device: *mut vfio_pci_device,
        region: *mut vfio_pci_region,
        capability: *mut vfio_info_cap,
    ) -> c_int {
        assert_eq!((device, region, capability), (at(0x13), at(0x32), at(0x50)));
        -7
    }
}

fn main() {
    // Without `..` the pattern must name every member that the layout has, and no other.
    let RegionOps {
        rw: Some(rw),
        release: Some(release),
        #[cfg(kernel_since = "5.0")]
            mmap: Some(mmap),
        #[cfg(kernel_since = "5.0")]
            add_capability: Some(add_capability),
    } = RegionOps::TABLE
    else {
        panic!("a member that was filled is not set");
    };
    let mut position: loff_t = 1 << 40;
    unsafe {
        let result = rw(at(0x10), at(0x20), 5, &mut position, true);
        #[cfg(not(kernel_since = "5.15"))]
        assert_eq!(result, usize::MAX);
        #[cfg(kernel_since = "5.15")]
        assert_eq!(result, -5);
        assert_eq!(position, (1 << 40) + 5);
        release(at(0x11), at(0x30));
        #[cfg(kernel_since = "5.0")]
        {
            assert_eq!(mmap(at(0x12), at(0x31), at(0x40)), -6);
            assert_eq!(add_capability(at(0x13), at(0x32), at(0x50)), -7);
        }
    }
}
