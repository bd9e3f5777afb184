// SPDX-License-Identifier: MIT OR GPL-2.0-only
//@ layout: syscore_ops="5.10"
//@ words: the compiler's
#![no_std]
use compat_core::kernel_ops;

#[kernel_ops(syscore_ops)]
pub struct Ops;

#[kernel_ops(syscore_ops)]
impl Ops {
    fn shutdown() {}
}

pub static OPS: Ops = Ops::TABLE;
pub static BORROWED: &Ops = &Ops::TABLE;
