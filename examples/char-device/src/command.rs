// SPDX-License-Identifier: MIT OR GPL-2.0-only
//! The ioctl commands of `kernel/char_device.h`.

use crate::error::Outcome;
use compat_core::{Errno, types::*};

/// What an ioctl asks for.
#[derive(Clone, Copy)]
pub enum Command {
    GetStatus,
    SetSize,
    SetFollow,
    Fill,
}

/// `struct char_device_status`.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Status {
    pub size: u64,
    pub capacity: u64,
    pub open_files: u32,
    pub follow: u32,
}

/// `struct char_device_fill`.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Fill {
    pub offset: u64,
    pub length: u64,
    pub byte: u8,
    pub reserved: [u8; 7],
}

impl Command {
    /// The command of that number. `ENOTTY`: it is none of this device's.
    pub fn decode(number: c_uint) -> Outcome<Self> {
        Ok(match number {
            GET_STATUS => Command::GetStatus,
            SET_SIZE => Command::SetSize,
            SET_FOLLOW => Command::SetFollow,
            FILL => Command::Fill,
            _ => return Err(Errno::ENOTTY.into()),
        })
    }

    /// Whether it changes what other files see, so that the file must be open for writing.
    pub fn writes(self) -> bool {
        match self {
            Command::SetSize | Command::Fill => true,
            Command::GetStatus | Command::SetFollow => false,
        }
    }
}

const GET_STATUS: c_uint = number::<Status>(READ, 0);
const SET_SIZE: c_uint = number::<u64>(WRITE, 1);
const SET_FOLLOW: c_uint = number::<u32>(WRITE, 2);
const FILL: c_uint = number::<Fill>(WRITE, 3);

/// C holds them against its own, and so the sizes of the structs, which are a part of them.
#[unsafe(no_mangle)]
pub static char_device_commands: [c_uint; 4] = [GET_STATUS, SET_SIZE, SET_FOLLOW, FILL];

/// Directions as a program sees them (include/uapi/asm-generic/ioctl.h).
const WRITE: c_uint = 1;
const READ: c_uint = 2;

/// `_IOC('k', …)`: include/uapi/asm-generic/ioctl.h, which all architectures but mips, parisc, powerpc and sparc go by.
const fn number<T>(direction: c_uint, index: c_uint) -> c_uint {
    direction << 30 | (size_of::<T>() as c_uint) << 16 | (b'k' as c_uint) << 8 | index
}
