// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! C's scalar types, and the kernel's typedefs of them.

pub use core::ffi::{
    c_char, c_int, c_long, c_longlong, c_schar, c_short, c_uchar, c_uint, c_ulong, c_ulonglong,
    c_ushort, c_void,
};

/// `size_t` (include/linux/types.h: `__kernel_size_t`).
pub type size_t = usize;

/// `ssize_t` (include/linux/types.h: `__kernel_ssize_t`).
pub type ssize_t = isize;

/// `loff_t`: an offset in a file (include/linux/types.h: `__kernel_loff_t`, `long long`).
pub type loff_t = c_longlong;
