// SPDX-License-Identifier: MIT OR GPL-2.0-only
//@ every layout: syscore_ops
#![no_std]
#![forbid(unsafe_op_in_unsafe_fn, improper_ctypes, improper_ctypes_definitions)]
use compat_core::{KernelCell, kernel_ops};

#[kernel_ops(syscore_ops)]
pub struct Ops;

#[kernel_ops(syscore_ops)]
impl Ops {
    fn shutdown() {}
}

#[unsafe(no_mangle)]
pub static sleep_ops: KernelCell<Ops> = KernelCell::new(Ops::TABLE);

/// A table that was filled by hand.
pub static EMPTY: KernelCell<Ops> = KernelCell::new(Ops {
    shutdown: None,
    ..Ops::EMPTY
});

unsafe extern "C" {
    fn register_syscore_ops(ops: *mut Ops);
}

pub fn register() {
    // SAFETY: only the kernel has the table.
    unsafe { register_syscore_ops(sleep_ops.get()) };
}
