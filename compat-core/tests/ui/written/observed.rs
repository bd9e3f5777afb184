// SPDX-License-Identifier: MIT OR GPL-2.0-only
//@ layout: outer_ops="observed"
//@ env: KERNEL_COMPAT_OBSERVED_outer_ops=../observations/outer_ops.toml
//@ words: the compiler's
#![no_std]
use compat_core::{kernel_ops, types::*};

#[kernel_ops(outer_ops)]
pub struct Outer;

#[kernel_ops(outer_ops)]
impl Outer {
    fn probe(_device: *mut device) {}
}

pub static OUTER: Outer = Outer::TABLE;
