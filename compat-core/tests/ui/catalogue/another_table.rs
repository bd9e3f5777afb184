// SPDX-License-Identifier: MIT OR GPL-2.0-only
//@ layout: inner_ops="observed"
//@ layout: outer_ops="observed"
//@ env: KERNEL_COMPAT_OBSERVED_inner_ops=../observations/inner_ops.toml
//@ env: KERNEL_COMPAT_OBSERVED_outer_ops=../observations/outer_ops.toml
//@ words: the compiler's
#![no_std]
use compat_core::{kernel_ops, types::*};

mod other {
    #[compat_core::kernel_ops(outer_ops)]
    pub struct Other;
}
use other::Other;

#[kernel_ops(outer_ops)]
pub struct Outer;

#[kernel_ops(outer_ops)]
impl Outer {
    const inner: Other = Other::EMPTY;
    fn probe(_device: *mut device) {}
}
