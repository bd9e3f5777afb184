// SPDX-License-Identifier: MIT OR GPL-2.0-only
//@ layout: inner_ops="observed"
//@ layout: outer_ops="observed"
//@ env: KERNEL_COMPAT_OBSERVED_inner_ops=../observations/inner_ops.toml
//@ env: KERNEL_COMPAT_OBSERVED_outer_ops=../observations/outer_ops.toml
#![no_std]
use compat_core::{KernelCell, Result, kernel_ops, this_module, types::*};

#[kernel_ops(inner_ops)]
pub struct Inner;

#[kernel_ops(inner_ops)]
impl Inner {
    const name: *const c_char = c"mine".as_ptr();
    const owner: *mut module = this_module!();
}

#[kernel_ops(outer_ops)]
pub struct Outer;

#[kernel_ops(outer_ops)]
impl Outer {
    const inner: Inner = Inner::TABLE;

    fn probe(_device: *mut device) -> Result<()> {
        Ok(())
    }
}

pub static OUTER: KernelCell<Outer> = KernelCell::new(Outer::TABLE);
