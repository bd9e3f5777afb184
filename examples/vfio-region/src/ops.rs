// SPDX-License-Identifier: MIT OR GPL-2.0-only
//! The ops table: `struct vfio_pci_regops`, with the layout and the signatures of the target kernel.

use crate::region;
use compat_core::{kernel_ops, types::*};
#[cfg(not(vfio_pci_regops = "4.6"))]
use core::mem::offset_of;

/// The table that `vfio_pci_core_register_dev_region()` gets.
#[unsafe(no_mangle)]
pub static vfio_region_ops: RegionOps = RegionOps::TABLE;

/// Where the table's members lie, in bytes, and its size: the self-test holds them against the kernel's own struct,
/// which C code outside of the kernel's tree sees since 5.15.
#[cfg(not(vfio_pci_regops = "4.6"))]
#[unsafe(no_mangle)]
pub static vfio_region_table: [usize; 5] = [
    offset_of!(RegionOps, rw),
    offset_of!(RegionOps, release),
    offset_of!(RegionOps, mmap),
    offset_of!(RegionOps, add_capability),
    size_of::<RegionOps>(),
];

/// `struct vfio_pci_regops`.
#[kernel_ops(vfio_pci_regops)]
pub struct RegionOps;

// SAFETY, for every op below: the kernel passes pointers that stay valid until the op returns, and calls `release`
// last, which is all that `region` asks for.
#[kernel_ops(vfio_pci_regops)]
impl RegionOps {
    /// An error is a negative number here, too, which the kernel returns as `ssize_t`.
    #[kernel(until = "5.14")]
    unsafe fn rw(
        device: *mut vfio_pci_device,
        user: *mut c_char,
        count: size_t,
        position: *mut loff_t,
        write: bool,
    ) -> size_t {
        // SAFETY: see above.
        let outcome = unsafe { region::access(device, user, count, position, write) };
        region::finish(c"rw", outcome) as size_t
    }

    #[kernel(since = "5.15")]
    unsafe fn rw(
        device: *mut vfio_pci_core_device,
        user: *mut c_char,
        count: size_t,
        position: *mut loff_t,
        write: bool,
    ) -> ssize_t {
        // SAFETY: see above.
        let outcome = unsafe { region::access(device, user, count, position, write) };
        region::finish(c"rw", outcome)
    }

    unsafe fn release(device: *mut vfio_pci_core_device, region: *mut vfio_pci_region) {
        // SAFETY: see above.
        let outcome = unsafe { region::release(device, region) };
        region::finish(c"release", outcome.map(|()| 0));
    }

    #[kernel(since = "5.0")]
    unsafe fn mmap(
        device: *mut vfio_pci_core_device,
        region: *mut vfio_pci_region,
        area: *mut vm_area_struct,
    ) -> c_int {
        // SAFETY: see above.
        let outcome = unsafe { region::map(device, region, area) };
        region::finish(c"mmap", outcome.map(|()| 0)) as c_int
    }

    #[kernel(since = "5.0")]
    unsafe fn add_capability(
        device: *mut vfio_pci_core_device,
        region: *mut vfio_pci_region,
        capabilities: *mut vfio_info_cap,
    ) -> c_int {
        // SAFETY: see above.
        let outcome = unsafe { region::describe(device, region, capabilities) };
        region::finish(c"add_capability", outcome.map(|()| 0)) as c_int
    }
}
