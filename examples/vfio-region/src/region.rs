// SPDX-License-Identifier: MIT OR GPL-2.0-only
//! The region: some pages of memory, of which the first can only be read and not be mapped.
//!
//! Every function that takes pointers is safe to call only by an op with those that it was given: the kernel keeps
//! them valid until the op returns, and calls `release` last.

use crate::shim;
use compat_core::{Errno, types::*};
use core::ffi::CStr;
use core::ptr;

/// Tells our regions from anything else a wrong pointer may lead to ("vfio-reg").
const MAGIC: u64 = 0x6765_722d_6f69_6676;

/// `VFIO_REGION_SIGNATURE` of `kernel/vfio_region.h`: what the first page begins with.
const SIGNATURE: [u8; 8] = *b"kcregion";

/// Why an op did not do what it was asked for.
#[derive(Clone, Copy)]
pub enum Failure {
    /// The kernel passed something that this driver can't have been given: a wrong layout or signature.
    Argument(&'static CStr),
    /// An error of the kernel's.
    Errno(Errno),
}

impl From<Errno> for Failure {
    fn from(error: Errno) -> Self {
        Failure::Errno(error)
    }
}

impl From<Failure> for Errno {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Argument(_) => Errno::EINVAL,
            Failure::Errno(error) => error,
        }
    }
}

pub type Outcome<T> = Result<T, Failure>;

/// What the kernel's `struct vfio_pci_region` holds in `data`.
pub struct Region {
    magic: u64,
    /// `size` bytes, whole pages.
    address: *mut c_void,
    size: usize,
    /// The size of a page: where the memory begins that can be written and mapped.
    writable: usize,
}

/// Creates a region of so many bytes, whole pages and more than one, or null.
#[unsafe(no_mangle)]
pub extern "C" fn vfio_region_create(size: usize) -> *mut c_void {
    // SAFETY: the shim's allocators take any size and return null when they can't, and null can be freed. The pages
    // hold the signature, because there is more than one.
    unsafe {
        let page = shim::region_page_size();
        if size <= page || size.checked_next_multiple_of(page) != Some(size) {
            return ptr::null_mut();
        }
        let state = shim::region_allocate(size_of::<Region>()).cast::<Region>();
        let address = shim::region_allocate_pages(size);
        if state.is_null() || address.is_null() {
            shim::region_free_pages(address);
            shim::region_free(state.cast());
            return ptr::null_mut();
        }
        address.cast::<[u8; SIGNATURE.len()]>().write(SIGNATURE);
        state.write(Region {
            magic: MAGIC,
            address,
            size,
            writable: page,
        });
        state.cast()
    }
}

/// Frees a region that was never given to the kernel.
///
/// # Safety
/// It comes from `vfio_region_create`, and nobody uses it any more.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vfio_region_destroy(region: *mut c_void) {
    // SAFETY: the caller's promise.
    unsafe { free(region.cast()) }
}

/// Reads or writes what lies at the position, which moves on: as many bytes as were asked for, or up to the end.
///
/// # Safety
/// See the module.
pub unsafe fn access(
    device: *mut vfio_pci_core_device,
    user: *mut c_char,
    count: size_t,
    position: *mut loff_t,
    write: bool,
) -> Outcome<size_t> {
    // SAFETY: the module's rule; the range that is copied lies within the region's memory, as checked here.
    unsafe {
        check(!device.is_null(), c"no device")?;
        check(!position.is_null(), c"no position")?;
        let region = ours(shim::region_at(device, *position))?;
        let offset = match usize::try_from(shim::region_offset(*position)) {
            Ok(offset) if offset < (*region).size => offset,
            _ => return Err(Errno::EINVAL.into()),
        };
        let count = count.min((*region).size - offset);
        let memory = (*region).address.byte_add(offset);
        if !write {
            Errno::check(shim::region_copy_to_user(user, memory, count))?;
        } else if offset < (*region).writable {
            return Err(Errno::EPERM.into());
        } else {
            Errno::check(shim::region_copy_from_user(memory, user, count))?;
        }
        *position += count as loff_t;
        Ok(count)
    }
}

/// Frees the region's memory.
///
/// # Safety
/// See the module.
pub unsafe fn release(
    device: *mut vfio_pci_core_device,
    region: *mut vfio_pci_region,
) -> Outcome<()> {
    // SAFETY: the module's rule; the kernel does not use the region any more.
    unsafe {
        let state = of_device(device, region)?;
        shim::region_set_private(region, ptr::null_mut());
        free(state);
        Ok(())
    }
}

/// Maps the pages that the area asks for into user space.
///
/// # Safety
/// See the module.
pub unsafe fn map(
    device: *mut vfio_pci_core_device,
    region: *mut vfio_pci_region,
    area: *mut vm_area_struct,
) -> Outcome<()> {
    // SAFETY: the module's rule; the pages that are mapped lie within the region's memory, as checked here.
    unsafe {
        let state = of_device(device, region)?;
        check(!area.is_null(), c"no area")?;
        let offset = match usize::try_from(shim::region_area_offset(area)) {
            Ok(offset) if offset >= (*state).writable => offset,
            _ => return Err(Errno::EINVAL.into()),
        };
        match offset.checked_add(shim::region_area_size(area)) {
            Some(end) if end <= (*state).size => {
                Errno::check(shim::region_map_area(area, (*state).address, offset))?;
                Ok(())
            }
            _ => Err(Errno::EINVAL.into()),
        }
    }
}

/// Tells user space which part of the region can be mapped.
///
/// # Safety
/// See the module.
pub unsafe fn describe(
    device: *mut vfio_pci_core_device,
    region: *mut vfio_pci_region,
    capabilities: *mut vfio_info_cap,
) -> Outcome<()> {
    // SAFETY: the module's rule.
    unsafe {
        let state = of_device(device, region)?;
        check(!capabilities.is_null(), c"no capabilities")?;
        let (offset, size) = ((*state).writable, (*state).size - (*state).writable);
        Errno::check(shim::region_add_mappable(
            capabilities,
            offset as u64,
            size as u64,
        ))?;
        Ok(())
    }
}

unsafe fn of_device(
    device: *mut vfio_pci_core_device,
    region: *mut vfio_pci_region,
) -> Outcome<*mut Region> {
    check(!device.is_null(), c"no device")?;
    // SAFETY: the module's rule; `region_belongs` reads the device alone.
    unsafe {
        check(
            shim::region_belongs(device, region),
            c"a region of another device",
        )?;
        ours(region)
    }
}

unsafe fn ours(region: *mut vfio_pci_region) -> Outcome<*mut Region> {
    check(!region.is_null(), c"no region")?;
    // SAFETY: the module's rule: the region is one of the device's, and only we set its private pointer.
    unsafe {
        let state = shim::region_private(region).cast::<Region>();
        check(
            !state.is_null() && (*state).magic == MAGIC,
            c"not a region of this driver",
        )?;
        Ok(state)
    }
}

unsafe fn free(state: *mut Region) {
    // SAFETY: the caller's promise; each part was allocated by the shim's counterpart.
    unsafe {
        (*state).magic = 0;
        shim::region_free_pages((*state).address);
        shim::region_free(state.cast());
    }
}

/// An argument of an op must be as vfio promises.
fn check(holds: bool, fault: &'static CStr) -> Outcome<()> {
    if holds {
        Ok(())
    } else {
        Err(Failure::Argument(fault))
    }
}

/// Reports an op's outcome, with what C returns for it: the value, or `-errno`.
pub fn finish<T: Copy>(
    op: &'static CStr,
    outcome: Outcome<T>,
    as_long: impl FnOnce(T) -> c_long,
) -> Outcome<T> {
    let result = match outcome {
        Ok(value) => as_long(value),
        Err(failure) => Errno::from(failure).code().into(),
    };
    let fault = match outcome {
        Err(Failure::Argument(fault)) => fault.as_ptr(),
        _ => ptr::null(),
    };
    // SAFETY: the strings are static.
    unsafe { shim::region_report(op.as_ptr(), fault, result) };
    outcome
}
