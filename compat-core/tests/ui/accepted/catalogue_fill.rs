// SPDX-License-Identifier: MIT OR GPL-2.0-only
//@ every layout: file_operations
//@ env: KERNEL_COMPAT_KERNEL=6.1.0
#![no_std]
use compat_core::{Result, kernel_ops, this_module, types::*};

#[kernel_ops(file_operations)]
pub struct FileOps;

#[kernel_ops(file_operations)]
impl FileOps {
    const owner: *mut module = this_module!();
    #[kernel(since = "6.12")]
    const fop_flags: fop_flags_t = 1;

    fn open(_inode: *mut inode, _file: *mut file) -> Result<()> {
        Ok(())
    }

    // `__poll_t` is an `unsigned int` of the kernel's own.
    fn poll(_file: *mut file, _table: *mut poll_table_struct) -> c_uint {
        0
    }

    fn write(_file: *mut file, _from: *const c_char, length: size_t, _at: *mut loff_t) -> Result<size_t> {
        Ok(length)
    }
}

pub static TABLE: FileOps = FileOps::TABLE;
