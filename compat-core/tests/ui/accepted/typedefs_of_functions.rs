// SPDX-License-Identifier: MIT OR GPL-2.0-only
//@ every layout: nvmem_config
#![no_std]
use compat_core::{KernelCell, Result, kernel_ops, types::*};

#[kernel_ops(nvmem_config)]
pub struct Config;

#[kernel_ops(nvmem_config)]
impl Config {
    const name: *const c_char = c"mine".as_ptr();
    const size: c_int = 16;

    fn reg_read(_priv: *mut c_void, _offset: c_uint, _to: *mut c_void, _length: size_t) -> Result<()> {
        Ok(())
    }
}

pub static TABLE: KernelCell<Config> = KernelCell::new(Config::TABLE);
