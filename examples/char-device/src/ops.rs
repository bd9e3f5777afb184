// SPDX-License-Identifier: MIT OR GPL-2.0-only
//! The ops table: `struct file_operations`, with the layout and the signatures of the target kernel.

use crate::error::Failure;
use crate::open_file;
use crate::report::Op;
use compat_core::{kernel_ops, this_module, types::*};
#[cfg(kernel_has = "file_operations")]
use core::mem::offset_of;

/// The table that `misc_register()` gets.
#[unsafe(no_mangle)]
pub static char_device_operations: DeviceOps = DeviceOps::TABLE;

/// Where the table's members lie, in bytes, and its size: the C side holds them against the kernel's own struct.
#[cfg(kernel_has = "file_operations")]
#[unsafe(no_mangle)]
pub static char_device_table: [usize; 11] = [
    offset_of!(DeviceOps, owner),
    offset_of!(DeviceOps, open),
    offset_of!(DeviceOps, release),
    offset_of!(DeviceOps, read),
    offset_of!(DeviceOps, write),
    offset_of!(DeviceOps, llseek),
    offset_of!(DeviceOps, poll),
    offset_of!(DeviceOps, unlocked_ioctl),
    offset_of!(DeviceOps, compat_ioctl),
    offset_of!(DeviceOps, mmap),
    size_of::<DeviceOps>(),
];

/// `struct file_operations`.
#[kernel_ops(file_operations)]
pub struct DeviceOps;

static OPEN: Op = Op::named(c"open");
static RELEASE: Op = Op::named(c"release");
static READ: Op = Op::named(c"read");
static WRITE: Op = Op::named(c"write");
static LLSEEK: Op = Op::named(c"llseek");
static POLL: Op = Op::named(c"poll");
static UNLOCKED_IOCTL: Op = Op::named(c"unlocked_ioctl");
static COMPAT_IOCTL: Op = Op::named(c"compat_ioctl");
static MMAP: Op = Op::named(c"mmap");

// SAFETY, for every op below: the kernel passes pointers that stay valid until the op returns, and calls `open` first and
// `release` last, which is all that `open_file` asks for.
#[kernel_ops(file_operations, kernels = "5.10..")]
impl DeviceOps {
    /// The kernel keeps the module while a file is open.
    const owner: *mut module = this_module!();

    unsafe fn open(inode: *mut inode, file: *mut file) -> Result<(), Failure> {
        // SAFETY: see above.
        OPEN.finish(unsafe { open_file::open(inode, file) })
    }

    unsafe fn release(inode: *mut inode, file: *mut file) -> Result<(), Failure> {
        // SAFETY: see above.
        RELEASE.finish(unsafe { open_file::release(inode, file) })
    }

    unsafe fn read(
        file: *mut file,
        user: *mut c_char,
        count: size_t,
        position: *mut loff_t,
    ) -> Result<usize, Failure> {
        // SAFETY: see above.
        READ.finish(unsafe { open_file::read(file, user, count, position) })
    }

    unsafe fn write(
        file: *mut file,
        user: *const c_char,
        count: size_t,
        position: *mut loff_t,
    ) -> Result<usize, Failure> {
        // SAFETY: see above.
        WRITE.finish(unsafe { open_file::write(file, user, count, position) })
    }

    unsafe fn llseek(file: *mut file, offset: loff_t, whence: c_int) -> Result<loff_t, Failure> {
        // SAFETY: see above.
        LLSEEK.finish(unsafe { open_file::seek(file, offset, whence) })
    }

    unsafe fn poll(file: *mut file, table: *mut poll_table_struct) -> __poll_t {
        // SAFETY: see above.
        open_file::poll_mask(POLL.finish(unsafe { open_file::poll(file, table) }))
    }

    unsafe fn unlocked_ioctl(
        file: *mut file,
        command: c_uint,
        argument: c_ulong,
    ) -> Result<(), Failure> {
        // SAFETY: see above.
        UNLOCKED_IOCTL.finish(unsafe { open_file::ioctl(file, command, argument) })
    }

    unsafe fn compat_ioctl(
        file: *mut file,
        command: c_uint,
        argument: c_ulong,
    ) -> Result<(), Failure> {
        // SAFETY: see above.
        COMPAT_IOCTL.finish(unsafe { open_file::compat_ioctl(file, command, argument) })
    }

    // Since 6.16 a driver may have `mmap_prepare` in its place; the kernel calls this one as before.
    unsafe fn mmap(file: *mut file, area: *mut vm_area_struct) -> Result<(), Failure> {
        // SAFETY: see above.
        MMAP.finish(unsafe { open_file::map(file, area) })
    }
}
