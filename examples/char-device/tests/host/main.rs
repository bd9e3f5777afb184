// SPDX-License-Identifier: MIT OR GPL-2.0-only
//! The driver on the host: its ops are called through the table, by the target kernel's own prototypes, as the kernel calls
//! them for programs, from several threads, and where something fails.

mod device;
mod kernel;
mod model;
mod threads;

use device::{CAPACITY, Device, READABLE, WRITABLE};
use kernel::{EXHAUSTED, FAULTS, POLLED, USER_LIMIT, interrupted};
use std::ffi::{c_int, c_uint};
use std::ptr::without_provenance_mut;
use std::sync::atomic::Ordering;

const EFAULT: c_int = 14;
const EINVAL: c_int = 22;
const EBADF: c_int = 9;
const EAGAIN: c_int = 11;
const ENOMEM: c_int = 12;
const ENOTTY: c_int = 25;
const ENOSPC: c_int = 28;
const ERESTARTSYS: c_int = 512;

/// The commands, as `kernel/char_device.h` and gcc have them.
const GET_STATUS: c_uint = 0x8018_6b00;
const SET_SIZE: c_uint = 0x4008_6b01;
const SET_FOLLOW: c_uint = 0x4004_6b02;
const FILL: c_uint = 0x4018_6b03;

/// `struct char_device_status`.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Status {
    size: u64,
    capacity: u64,
    open_files: u32,
    follow: u32,
}

/// `struct char_device_fill`.
#[repr(C)]
#[derive(Clone, Copy, Default)]
struct Fill {
    offset: u64,
    length: u64,
    byte: u8,
    reserved: [u8; 7],
}

#[cfg(not(miri))]
#[test]
fn the_owner_is_this_module() {
    let own = &raw const kernel::__this_module;
    assert_eq!(kernel::TABLE.owner.addr(), own.addr());
}

#[test]
fn the_status_says_what_is_there() {
    let device = Device::new();
    let (file, other) = (device.open(), device.open());
    file.write(b"hello").unwrap();
    let mut status = Status::default();
    other.ioctl(SET_FOLLOW, &mut 1_u32).unwrap();
    for (file, follow) in [(&file, 0), (&other, 1)] {
        file.ioctl(GET_STATUS, &mut status).unwrap();
        let expected = Status {
            size: 5,
            capacity: CAPACITY as u64,
            open_files: 2,
            follow,
        };
        assert_eq!(status, expected);
    }
    file.release();
    other.ioctl(GET_STATUS, &mut status).unwrap();
    assert_eq!(status.open_files, 1);
    other.release();
}

#[test]
fn commands_are_told_from_others() {
    let device = Device::new();
    let (file, reader) = (
        device.open(),
        device.open_as(|file| file.may_write = false).unwrap(),
    );
    for other in [GET_STATUS ^ 1 << 30, SET_SIZE ^ 1 << 16, FILL + 1, 0] {
        assert_eq!(file.ioctl(other, &mut [0_u64; 4]), Err(ENOTTY), "{other:x}");
        assert_eq!(file.compat_ioctl(other, &mut [0_u64; 4]), Err(ENOTTY));
    }
    assert_eq!(reader.ioctl(SET_SIZE, &mut 1_u64), Err(EBADF));
    assert_eq!(reader.ioctl(FILL, &mut Fill::default()), Err(EBADF));
    assert_eq!(reader.ioctl(SET_FOLLOW, &mut 0_u32), Ok(()));
    assert_eq!(file.ioctl(SET_FOLLOW, &mut 2_u32), Err(EINVAL));
    for command in [GET_STATUS, SET_SIZE, SET_FOLLOW, FILL] {
        assert_eq!(file.ioctl_at(command, 8), Err(EFAULT));
        USER_LIMIT.set(3);
        assert_eq!(file.ioctl(command, &mut [0_u64; 4]), Err(EFAULT));
        USER_LIMIT.set(usize::MAX);
    }
    file.release();
    reader.release();
}

#[test]
fn a_32_bit_programs_pointer_is_converted() {
    let device = Device::new();
    let file = device.open();
    file.compat_ioctl(SET_SIZE, &mut 9_u64).unwrap();
    let mut status = Status::default();
    file.compat_ioctl(GET_STATUS, &mut status).unwrap();
    assert_eq!(status.size, 9);
    file.release();
}

#[test]
fn what_a_program_cannot_give_or_take_is_left_alone() {
    let device = Device::new();
    let file = device.open();
    file.write(b"0123456789").unwrap();
    USER_LIMIT.set(3);
    let mut position = 0;
    assert_eq!(file.write_at(b"abcdef", &mut position), Ok(3));
    assert_eq!(position, 3);
    assert_eq!(file.read_at(10, &mut position).unwrap(), b"345");
    assert_eq!(position, 6);
    USER_LIMIT.set(0);
    assert_eq!(file.write_at(b"abcdef", &mut position), Err(EFAULT));
    assert_eq!(file.read_at(10, &mut position), Err(EFAULT));
    assert_eq!(position, 6);
    USER_LIMIT.set(usize::MAX);
    assert_eq!(file.read_at(20, &mut 0).unwrap(), b"abc3456789");
    file.release();
}

#[test]
fn readiness_is_what_a_read_or_write_would_find() {
    let device = Device::new();
    let file = device.open_as(|file| file.waits = false).unwrap();
    assert_eq!(file.poll(), READABLE | WRITABLE);
    file.ioctl(SET_FOLLOW, &mut 1_u32).unwrap();
    let polled = POLLED.get();
    assert_eq!(file.poll(), WRITABLE);
    assert_eq!(POLLED.get(), polled + 1);
    assert_eq!(file.read(1), Err(EAGAIN));
    file.write_at(b"x", &mut 0).unwrap();
    assert_eq!(file.poll(), READABLE | WRITABLE);
    assert_eq!(file.read(1).unwrap(), b"x");
    assert_eq!(file.poll(), WRITABLE);
    file.seek(0, 2).unwrap();
    file.seek(CAPACITY as i64, 0).unwrap();
    assert_eq!(file.poll(), READABLE);
    assert_eq!(file.read(1).unwrap(), b"");
    let appending = device.open_as(|file| file.appends = true).unwrap();
    assert_eq!(appending.poll(), READABLE | WRITABLE);
    file.ioctl(SET_SIZE, &mut (CAPACITY as u64)).unwrap();
    assert_eq!(appending.poll(), READABLE);
    file.release();
    appending.release();
}

#[test]
fn a_signal_ends_a_read_that_waits() {
    let device = Device::new();
    let file = device.open();
    file.ioctl(SET_FOLLOW, &mut 1_u32).unwrap();
    assert_eq!(interrupted(|| file.read(1)), Err(ERESTARTSYS));
    file.release();
}

#[test]
fn only_the_memory_is_mapped() {
    let device = Device::new();
    let file = device.open();
    let (all, page) = (CAPACITY as u64, 4096);
    for (offset, size) in [(0, all), (all - page, page), (page, page)] {
        assert_eq!(file.map(offset, size), Ok(()));
    }
    for (offset, size) in [
        (0, all + page),
        (all, page),
        (all - page, 2 * page),
        (u64::MAX - page + 1, page),
        (page, u64::MAX),
    ] {
        assert_eq!(file.map(offset, size), Err(EINVAL), "{offset} {size}");
    }
    file.release();
}

#[test]
fn without_memory_an_op_fails_and_keeps_nothing() {
    let device = Device::new();
    let file = device.open();
    file.write(b"x").unwrap();
    let held = kernel::held();
    EXHAUSTED.store(true, Ordering::Relaxed);
    assert_eq!(file.write(b"y"), Err(ENOMEM));
    assert_eq!(file.read_at(1, &mut 0), Err(ENOMEM));
    assert_eq!(device.open_as(|_| {}).err(), Some(ENOMEM));
    // SAFETY: any time will do.
    let none = unsafe { kernel::char_device_create() };
    assert_eq!(none.addr() as isize, -(ENOMEM as isize));
    EXHAUSTED.store(false, Ordering::Relaxed);
    assert_eq!(kernel::held(), held);
    file.release();
}

/// What a wrong layout or signature would pass.
#[test]
fn another_drivers_file_is_noticed() {
    let device = Device::new();
    let wrong = device.open_as(|file| file.inode = without_provenance_mut(0x80));
    assert_eq!(wrong.err(), Some(EINVAL));
    let mut other = [0_u64; 8];
    let wrong = device.open_as(|file| *file.private.get_mut() = other.as_mut_ptr().cast());
    assert_eq!(wrong.err(), Some(EINVAL));
    let faults = std::mem::take(&mut *FAULTS.lock().unwrap());
    assert_eq!(
        faults,
        [
            "open: another file's inode",
            "open: not a device of this driver"
        ]
    );
}
