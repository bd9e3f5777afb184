// SPDX-License-Identifier: MIT OR GPL-2.0-only
//! Reads and writes where its caller says, as a driver's ops do.
#![no_std]

use core::hint::black_box;

static TABLE: [u8; 13] = [7; 13];

/// Reads one byte.
///
/// # Safety
/// The place must be readable: the caller breaks this on purpose.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rust_read(place: *const u8) -> u8 {
    // SAFETY: demanded of the caller.
    unsafe { place.read_volatile() }
}

/// Copies bytes, which the compiler makes a call of `memcpy`.
///
/// # Safety
/// Both places must have that many bytes: the caller breaks this on purpose.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rust_copy(to: *mut u8, from: *const u8, count: usize) {
    // SAFETY: demanded of the caller.
    unsafe { core::ptr::copy_nonoverlapping(from, to, count) }
}

/// Reads from a variable of its own, which has 13 bytes.
///
/// # Safety
/// The index must be below that: the caller breaks this on purpose.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rust_read_stack(index: usize) -> u8 {
    let mut local = [7u8; 13];
    let place = black_box(local.as_mut_ptr());
    // SAFETY: demanded of the caller.
    unsafe { place.add(index).read_volatile() }
}

/// Reads from a table of Rust's own, which has 13 bytes.
///
/// # Safety
/// The index must be below that: the caller breaks this on purpose.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn rust_read_table(index: usize) -> u8 {
    let table = black_box(TABLE.as_ptr());
    // SAFETY: demanded of the caller.
    unsafe { table.add(index).read_volatile() }
}
