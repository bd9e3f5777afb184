// SPDX-License-Identifier: MIT OR GPL-2.0-only
//! Error numbers, and the pointers that carry them.

use compat_core::types::c_int;
use core::ffi::CStr;

pub const E2BIG: c_int = 7;
pub const ENOMEM: c_int = 12;
pub const EINVAL: c_int = 22;

/// The kernel's `MAX_ERRNO`: the topmost addresses are errors.
const MAX_ERRNO: usize = 4095;

/// Why an op did not do what it was asked for.
pub enum Failure {
    /// The kernel passed something that this driver can't have been given: a wrong layout or signature.
    Argument(&'static CStr),
    /// A positive error number.
    Errno(c_int),
}

/// An argument of an op must be as the dma-buf API promises.
pub fn check(holds: bool, fault: &'static CStr) -> Result<(), Failure> {
    if holds {
        Ok(())
    } else {
        Err(Failure::Argument(fault))
    }
}

/// C's `0` or `-errno`.
pub fn status(code: c_int) -> Result<(), Failure> {
    if code == 0 {
        Ok(())
    } else {
        Err(Failure::Errno(-code))
    }
}

/// C's `ERR_PTR(-errno)`.
pub fn error_pointer<T>(errno: c_int) -> *mut T {
    core::ptr::without_provenance_mut((errno as usize).wrapping_neg())
}

/// C's `PTR_ERR`, for a pointer that may carry an error.
pub fn pointer_or_error<T>(pointer: *mut T) -> Result<*mut T, Failure> {
    let complement = (pointer as usize).wrapping_neg();
    match complement {
        1..=MAX_ERRNO => Err(Failure::Errno(complement as c_int)),
        _ => Ok(pointer),
    }
}
