// SPDX-License-Identifier: MIT OR GPL-2.0-only
//! The ops table: `struct vfio_pci_regops`, with the layout and the signatures of the target kernel.

use crate::region::{self, Failure, finish};
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
#[kernel_ops(vfio_pci_regops, kernels = "4.6..")]
impl RegionOps {
    // Up to 5.14 the kernel takes a `size_t` here; an error is a negative number in it then, too.
    unsafe fn rw(
        device: *mut vfio_pci_core_device,
        user: *mut c_char,
        count: size_t,
        position: *mut loff_t,
        write: bool,
    ) -> Result<usize, Failure> {
        // SAFETY: see above.
        let outcome = unsafe { region::access(device, user, count, position, write) };
        finish(c"rw", outcome, |count| count as c_long)
    }

    unsafe fn release(
        device: *mut vfio_pci_core_device,
        region: *mut vfio_pci_region,
    ) -> Result<(), Failure> {
        // SAFETY: see above.
        let outcome = unsafe { region::release(device, region) };
        finish(c"release", outcome, |()| 0)
    }

    #[kernel(since = "5.0")]
    unsafe fn mmap(
        device: *mut vfio_pci_core_device,
        region: *mut vfio_pci_region,
        area: *mut vm_area_struct,
    ) -> Result<(), Failure> {
        // SAFETY: see above.
        let outcome = unsafe { region::map(device, region, area) };
        finish(c"mmap", outcome, |()| 0)
    }

    #[kernel(since = "5.0")]
    unsafe fn add_capability(
        device: *mut vfio_pci_core_device,
        region: *mut vfio_pci_region,
        capabilities: *mut vfio_info_cap,
    ) -> Result<(), Failure> {
        // SAFETY: see above.
        let outcome = unsafe { region::describe(device, region, capabilities) };
        finish(c"add_capability", outcome, |()| 0)
    }
}
