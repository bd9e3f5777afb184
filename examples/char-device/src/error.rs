// SPDX-License-Identifier: MIT OR GPL-2.0-only
//! Why an op did not do what it was asked for.

use compat_core::Errno;
use core::ffi::CStr;

/// Why an op did not do what it was asked for.
#[derive(Clone, Copy)]
pub enum Failure {
    /// The kernel passed something that this driver can't have been given: a wrong layout or signature.
    Argument(&'static CStr),
    /// What the program asked for can't be done.
    Errno(Errno),
}

/// What an op did.
pub type Outcome<T> = Result<T, Failure>;

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

/// An argument of an op must be as the kernel promises.
pub fn check(holds: bool, fault: &'static CStr) -> Outcome<()> {
    if holds {
        Ok(())
    } else {
        Err(Failure::Argument(fault))
    }
}
