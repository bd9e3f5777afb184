// SPDX-License-Identifier: MIT OR GPL-2.0-only
//! Tells the log that an op works, once, and whenever its arguments are wrong.
//!
//! Errors that a program makes are the program's to hear: the log of a device that anybody may open is not for them.

use crate::error::{Failure, Outcome};
use crate::shim;
use core::ffi::CStr;
use core::ptr;
use core::sync::atomic::{AtomicBool, Ordering};

/// One op, from the module's load on.
pub struct Op {
    name: &'static CStr,
    has_worked: AtomicBool,
}

impl Op {
    pub const fn named(name: &'static CStr) -> Self {
        Op {
            name,
            has_worked: AtomicBool::new(false),
        }
    }

    /// The outcome, once the log has it.
    pub fn finish<T>(&self, outcome: Outcome<T>) -> Outcome<T> {
        let fault = match &outcome {
            Ok(_) if !self.has_worked.swap(true, Ordering::Relaxed) => ptr::null(),
            Err(Failure::Argument(fault)) => fault.as_ptr(),
            Ok(_) | Err(Failure::Errno(_)) => return outcome,
        };
        // SAFETY: the strings are static.
        unsafe { shim::char_device_report(self.name.as_ptr(), fault) };
        outcome
    }
}
