// SPDX-License-Identifier: MIT OR GPL-2.0-only
//! Reports each call of an op, with the arguments as they arrived, to the C side.

use crate::error::Failure;
use crate::shim;
use compat_core::{Errno, types::*};
use core::ffi::{CStr, c_char, c_long, c_uint, c_void};
use core::ptr;

/// A method for each argument, named after it: the call with that argument.
macro_rules! with {
    ($($name:ident: $type:ty),* $(,)?) => {
        $(
            pub fn $name(mut self, $name: $type) -> Self {
                self.$name = $name;
                self
            }
        )*
    };
}

/// One call of an op: `struct exporter_call` of `kernel/exporter.h`. What the op does not take is null.
#[repr(C)]
pub struct Call {
    op: *const c_char,
    fault: *const c_char,
    pub buffer: *mut dma_buf,
    pub attachment: *mut dma_buf_attachment,
    pub device: *mut device,
    pub table: *mut sg_table,
    pub map: *mut iosys_map,
    pub address: *mut c_void,
    pub area: *mut vm_area_struct,
    direction: c_uint,
    result: c_long,
}

impl Call {
    pub fn of(op: &'static CStr) -> Self {
        Call {
            op: op.as_ptr(),
            fault: ptr::null(),
            buffer: ptr::null_mut(),
            attachment: ptr::null_mut(),
            device: ptr::null_mut(),
            table: ptr::null_mut(),
            map: ptr::null_mut(),
            address: ptr::null_mut(),
            area: ptr::null_mut(),
            direction: 0,
            result: 0,
        }
    }

    with! {
        buffer: *mut dma_buf,
        attachment: *mut dma_buf_attachment,
        device: *mut device,
        table: *mut sg_table,
        map: *mut iosys_map,
        address: *mut c_void,
        area: *mut vm_area_struct,
    }

    pub fn direction(self, direction: dma_data_direction) -> Self {
        Call {
            direction: direction.0,
            ..self
        }
    }

    /// For ops that return nothing but whether they failed.
    pub fn finish(self, outcome: Result<(), Failure>) -> Result<(), Failure> {
        self.report(outcome, |()| 0)
    }

    /// For ops that return a pointer, or an error.
    pub fn finish_pointer<T>(self, outcome: Result<*mut T, Failure>) -> Result<*mut T, Failure> {
        self.report(outcome, |pointer| pointer as c_long)
    }

    fn report<T: Copy>(
        mut self,
        outcome: Result<T, Failure>,
        as_long: impl FnOnce(T) -> c_long,
    ) -> Result<T, Failure> {
        self.result = match outcome {
            Ok(value) => as_long(value),
            Err(failure) => Errno::from(failure).code().into(),
        };
        if let Err(Failure::Argument(fault)) = outcome {
            self.fault = fault.as_ptr();
        }
        // SAFETY: the C side reads the call only until it returns; its strings are static.
        unsafe { shim::exporter_report(&self) };
        outcome
    }
}
