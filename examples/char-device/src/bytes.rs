// SPDX-License-Identifier: MIT OR GPL-2.0-only
//! Memory of the kernel that is freed when it goes out of scope, and the way between it and a program's.
//!
//! Bytes go through such memory on their way between a program and the device, so that no lock is held while a program's
//! memory is touched: that may sleep, wait for another program, or call this driver's `mmap`. And where only a part of them can
//! be had from the program, the device gets that part and keeps the rest as it was.

use crate::error::Outcome;
use crate::shim;
use compat_core::{Errno, types::*};
use core::mem::MaybeUninit;

/// So many bytes of kernel memory.
pub struct Bytes {
    address: *mut c_void,
    size: usize,
}

impl Bytes {
    /// Memory that holds anything. `ENOMEM` where there is none.
    pub fn allocate(size: usize) -> Outcome<Self> {
        // SAFETY: it takes any size, and returns null where it can't.
        let address = unsafe { shim::char_device_allocate(size) };
        match address.is_null() {
            true => Err(Errno::ENOMEM.into()),
            false => Ok(Bytes { address, size }),
        }
    }

    /// A program's bytes, as many of `size` as can be read there. `EFAULT` where it is none.
    ///
    /// # Safety
    /// `user` is what a program said, and this is its thread.
    pub unsafe fn of_user(user: *const c_char, size: usize) -> Outcome<Self> {
        let mut bytes = Self::allocate(size)?;
        // SAFETY: the memory has that size; of the program's any address may be tried.
        let missing = unsafe { shim::char_device_copy_from_user(bytes.address, user, size) };
        bytes.size = some_of(size, missing)?;
        Ok(bytes)
    }

    /// Copies the first bytes to a program, as many of `size` as can be written there, and says how many.
    /// `EFAULT` where it is none.
    ///
    /// # Safety
    /// As many have been filled; `user` is what a program said, and this is its thread.
    pub unsafe fn to_user(&self, user: *mut c_char, size: usize) -> Outcome<usize> {
        let size = size.min(self.size);
        // SAFETY: the memory has that size; of the program's any address may be tried.
        let missing = unsafe { shim::char_device_copy_to_user(user, self.address, size) };
        some_of(size, missing)
    }

    pub fn address(&self) -> *mut c_void {
        self.address
    }

    pub fn size(&self) -> usize {
        self.size
    }
}

impl Drop for Bytes {
    fn drop(&mut self) {
        // SAFETY: it was allocated, and nobody else has it.
        unsafe { shim::char_device_free(self.address) };
    }
}

fn some_of(size: usize, missing: usize) -> Outcome<usize> {
    match size.saturating_sub(missing) {
        0 => Err(Errno::EFAULT.into()),
        copied => Ok(copied),
    }
}

/// A C struct that a program passed the address of. `EFAULT` where not all of it can be read.
///
/// # Safety
/// `T` may have any bits; `user` is what a program said, and this is its thread.
pub unsafe fn read_user<T: Copy>(user: *const c_char) -> Outcome<T> {
    let mut value = MaybeUninit::<T>::uninit();
    // SAFETY: as `of_user`; all of the value has been written, be it with zeroes, and may have any bits.
    unsafe {
        match shim::char_device_copy_from_user(value.as_mut_ptr().cast(), user, size_of::<T>()) {
            0 => Ok(value.assume_init()),
            _ => Err(Errno::EFAULT.into()),
        }
    }
}

/// Writes a C struct to where a program wants it. `EFAULT` where that can't be written.
///
/// # Safety
/// `T` has no padding, which would tell of the kernel's memory; `user` is what a program said, and this is its thread.
pub unsafe fn write_user<T: Copy>(user: *mut c_char, value: &T) -> Outcome<()> {
    // SAFETY: as `to_user`.
    unsafe {
        match shim::char_device_copy_to_user(user, (&raw const *value).cast(), size_of::<T>()) {
            0 => Ok(()),
            _ => Err(Errno::EFAULT.into()),
        }
    }
}
