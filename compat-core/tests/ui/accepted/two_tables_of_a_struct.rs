// SPDX-License-Identifier: MIT OR GPL-2.0-only
//@ layout: outer_ops="observed"
//@ env: KERNEL_COMPAT_OBSERVED_outer_ops=../observations/outer_ops.toml
#![no_std]
use compat_core::{KernelCell, Result, kernel_ops, types::*};

#[kernel_ops(outer_ops)]
pub struct First;

#[kernel_ops(outer_ops)]
impl First {
    fn probe(_device: *mut device) -> Result<()> {
        Ok(())
    }
}

#[kernel_ops(outer_ops)]
pub struct Second;

#[kernel_ops(outer_ops)]
impl Second {
    fn probe(_device: *mut device) -> Result<()> {
        Ok(())
    }
}

pub static FIRST: KernelCell<First> = KernelCell::new(First::TABLE);
pub static SECOND: KernelCell<Second> = KernelCell::new(Second::TABLE);
