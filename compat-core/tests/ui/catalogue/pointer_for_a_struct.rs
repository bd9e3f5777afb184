// SPDX-License-Identifier: MIT OR GPL-2.0-only
//@ layout: inner_ops="observed"
//@ layout: outer_ops="observed"
//@ env: KERNEL_COMPAT_OBSERVED_inner_ops=../observations/inner_ops.toml
//@ env: KERNEL_COMPAT_OBSERVED_outer_ops=../observations/outer_ops.toml
#![no_std]
use compat_core::{kernel_ops, types::*};

#[kernel_ops(outer_ops)]
pub struct Outer;

#[kernel_ops(outer_ops)]
impl Outer {
    const inner: *mut c_void = core::ptr::null_mut();
    fn probe(_device: *mut device) {}
}
