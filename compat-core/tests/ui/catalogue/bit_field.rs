// SPDX-License-Identifier: MIT OR GPL-2.0-only
//@ layout: flags_ops="observed"
//@ env: KERNEL_COMPAT_OBSERVED_flags_ops=../observations/flags_ops.toml
#![no_std]
use compat_core::{kernel_ops, types::*};

#[kernel_ops(flags_ops)]
pub struct Flags;

#[kernel_ops(flags_ops)]
impl Flags {
    const quirk: c_uint = 1;
    fn probe(_device: *mut device) {}
}
