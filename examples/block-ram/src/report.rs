// SPDX-License-Identifier: MIT OR GPL-2.0-only
//! Reports calls of ops to the log: of each op the first that went well, since a disk gets thousands a second, and every
//! one with wrong arguments.

use crate::error::Failure;
use crate::shim;
use core::ffi::CStr;
use core::ptr;
use core::sync::atomic::{AtomicBool, Ordering};

/// An op that is reported.
pub struct Op {
    name: &'static CStr,
    told: AtomicBool,
}

impl Op {
    pub const fn new(name: &'static CStr) -> Self {
        Op {
            name,
            told: AtomicBool::new(false),
        }
    }

    /// Reports the outcome of a call. An error of the kernel's or the user's is theirs to report.
    pub fn report<T>(&self, outcome: &Result<T, Failure>) {
        let fault = match outcome {
            Ok(_) if !self.told.swap(true, Ordering::Relaxed) => ptr::null(),
            Err(Failure::Argument(fault)) => fault.as_ptr(),
            Ok(_) | Err(Failure::Errno(_)) => return,
        };
        // SAFETY: the strings are static.
        unsafe { shim::ram_report(self.name.as_ptr(), fault) };
    }

    /// The same, for an op that returns the outcome.
    pub fn finish<T>(&self, outcome: Result<T, Failure>) -> Result<T, Failure> {
        self.report(&outcome);
        outcome
    }
}
