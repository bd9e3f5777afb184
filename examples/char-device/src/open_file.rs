// SPDX-License-Identifier: MIT OR GPL-2.0-only
//! One open file of the device, and what each op does with it, once for all kernels.
//!
//! Every function that takes pointers is safe to call only by an op with those that it was given: the kernel keeps them valid
//! until the op returns, calls `open` first and `release` last, and both but once. A program's pointers may be anything: only
//! the kernel's copy routines touch what is there.

use crate::bytes::{Bytes, read_user, write_user};
use crate::command::{Command, Fill, Status};
use crate::device::{CAPACITY, Device};
use crate::error::{Outcome, check};
use crate::shim;
use compat_core::{Errno, types::*};
use core::ptr;
use core::sync::atomic::{AtomicBool, Ordering};

/// Tells our files from anything else a wrong pointer may lead to ("charfile").
const MAGIC: u64 = 0x656c_6966_7261_6863;

/// `SEEK_SET`, `SEEK_CUR`, `SEEK_END` (include/uapi/linux/fs.h).
const SEEK_SET: c_int = 0;
const SEEK_CUR: c_int = 1;
const SEEK_END: c_int = 2;

/// `EPOLLIN | EPOLLRDNORM`, `EPOLLOUT | EPOLLWRNORM`, `EPOLLERR` (include/uapi/linux/eventpoll.h).
const READABLE: u32 = 0x001 | 0x040;
const WRITABLE: u32 = 0x004 | 0x100;
const ERROR: u32 = 0x008;

/// What the kernel's `struct file` holds in `private_data`.
struct File {
    magic: u64,
    device: *mut Device,
    /// Whether a read at the data's end waits for more.
    follows: AtomicBool,
}

impl File {
    fn device(&self) -> &Device {
        // SAFETY: a file that is open keeps the module loaded, and so its device.
        unsafe { &*self.device }
    }

    /// Whether a read from there on would have to wait.
    fn is_dry(&self, position: usize) -> bool {
        self.follows.load(Ordering::Relaxed)
            && position < CAPACITY
            && position >= self.device().size()
    }
}

/// # Safety
/// See the module.
pub unsafe fn open(inode: *mut inode, file: *mut file) -> Outcome<()> {
    check_pair(inode, file)?;
    // SAFETY: the module's rule; the state is ours until the file has it.
    unsafe {
        let device = shim::char_device_opened(file).cast::<Device>();
        check(
            !device.is_null() && (*device).is_ours(),
            c"not a device of this driver",
        )?;
        let state = shim::char_device_allocate(size_of::<File>()).cast::<File>();
        if state.is_null() {
            return Err(Errno::ENOMEM.into());
        }
        state.write(File {
            magic: MAGIC,
            device,
            follows: AtomicBool::new(false),
        });
        (*device).file_opened();
        shim::char_device_set_private(file, state.cast());
        Ok(())
    }
}

/// # Safety
/// See the module.
pub unsafe fn release(inode: *mut inode, file: *mut file) -> Outcome<()> {
    check_pair(inode, file)?;
    // SAFETY: the module's rule; nobody uses the state any more.
    unsafe {
        let state = state_of(file)?;
        (*state).device().file_released();
        (*state).magic = 0;
        shim::char_device_set_private(file, ptr::null_mut());
        shim::char_device_free(state.cast());
        Ok(())
    }
}

/// Reads data from the position on, which moves: as much as there is, up to `count`. At the data's end there is none, or, if the
/// file follows, the read waits; with `O_NONBLOCK` it fails with `EAGAIN` instead.
///
/// # Safety
/// See the module.
pub unsafe fn read(
    file: *mut file,
    user: *mut c_char,
    count: size_t,
    position: *mut loff_t,
) -> Outcome<usize> {
    // SAFETY: the module's rule.
    unsafe {
        let state = of(file)?;
        let device = state.device();
        let start = offset_at(position)?;
        loop {
            let seen = device.changes();
            if count > 0 && state.is_dry(start) {
                if !shim::char_device_waits(file) {
                    return Err(Errno::EAGAIN.into());
                }
                device.wait(seen)?;
                continue;
            }
            let wanted = device.size().saturating_sub(start).min(count);
            if wanted == 0 {
                return Ok(0);
            }
            let bytes = Bytes::allocate(wanted)?;
            match device.locked(|device| device.read(start, &bytes)) {
                // The data was cut off meanwhile.
                0 => continue,
                filled => {
                    let copied = bytes.to_user(user, filled)?;
                    *position += copied as loff_t;
                    return Ok(copied);
                }
            }
        }
    }
}

/// Writes at the position, which moves, or with `O_APPEND` at the data's end: as much as there is room for. `ENOSPC`: none.
///
/// # Safety
/// See the module.
pub unsafe fn write(
    file: *mut file,
    user: *const c_char,
    count: size_t,
    position: *mut loff_t,
) -> Outcome<usize> {
    // SAFETY: the module's rule.
    unsafe {
        let state = of(file)?;
        let start = offset_at(position)?;
        if count == 0 {
            return Ok(0);
        }
        let start = (!shim::char_device_appends(file)).then_some(start);
        let bytes = Bytes::of_user(user, count.min(CAPACITY))?;
        let (end, written) = state
            .device()
            .locked(|device| device.write(start, &bytes))?;
        *position = end as loff_t;
        Ok(written)
    }
}

/// Moves the file's position to anywhere in the memory, its end included. `EINVAL`: it would be elsewhere.
///
/// # Safety
/// See the module.
pub unsafe fn seek(file: *mut file, offset: loff_t, whence: c_int) -> Outcome<loff_t> {
    // SAFETY: the module's rule.
    unsafe {
        let device = of(file)?.device();
        // The lock keeps seeks apart from each other. Reads and writes have a copy of the position, which the kernel stores
        // after them, for a device without any lock: of threads that share a file one may undo what another's seek did.
        device.locked(|_| {
            let from = match whence {
                SEEK_SET => 0,
                SEEK_CUR => shim::char_device_position(file),
                SEEK_END => device.size() as loff_t,
                _ => return Err(Errno::EINVAL.into()),
            };
            let to = from.checked_add(offset).ok_or(Errno::EOVERFLOW)?;
            if !(0..=CAPACITY as loff_t).contains(&to) {
                return Err(Errno::EINVAL.into());
            }
            shim::char_device_set_position(file, to);
            Ok(to)
        })
    }
}

/// Readable: a read would not wait. Writable: a write would find room.
///
/// # Safety
/// See the module.
pub unsafe fn poll(file: *mut file, table: *mut poll_table_struct) -> Outcome<u32> {
    // SAFETY: the module's rule.
    unsafe {
        let state = of(file)?;
        let device = state.device();
        device.poll_wait(file, table);
        let position = usize::try_from(shim::char_device_position(file)).unwrap_or(CAPACITY);
        let start = match shim::char_device_appends(file) {
            true => device.size(),
            false => position,
        };
        let readable = if state.is_dry(position) { 0 } else { READABLE };
        let writable = if start < CAPACITY { WRITABLE } else { 0 };
        Ok(readable | writable)
    }
}

/// What `poll` says where it has to say that something is wrong.
pub fn poll_mask(outcome: Outcome<u32>) -> u32 {
    outcome.unwrap_or(ERROR)
}

/// Carries out one of the commands of `kernel/char_device.h`. `ENOTTY`: it is none. `EBADF`: the file is not open for writing,
/// which it would take.
///
/// # Safety
/// See the module.
pub unsafe fn ioctl(file: *mut file, command: c_uint, argument: c_ulong) -> Outcome<()> {
    let user = ptr::with_exposed_provenance_mut::<c_char>(argument as usize);
    // SAFETY: the module's rule; what is read from programs may have any bits, and `Status` has no padding.
    unsafe {
        let state = of(file)?;
        let device = state.device();
        let command = Command::decode(command)?;
        if command.writes() && !shim::char_device_may_write(file) {
            return Err(Errno::EBADF.into());
        }
        match command {
            Command::GetStatus => {
                let status = Status {
                    size: device.size() as u64,
                    capacity: CAPACITY as u64,
                    open_files: device.open_files(),
                    follow: state.follows.load(Ordering::Relaxed).into(),
                };
                write_user(user, &status)
            }
            Command::SetSize => {
                let size = read_user::<u64>(user)?;
                device.locked(|device| device.resize(size))
            }
            Command::SetFollow => {
                let follows = match read_user::<u32>(user)? {
                    0 => false,
                    1 => true,
                    _ => return Err(Errno::EINVAL.into()),
                };
                state.follows.store(follows, Ordering::Relaxed);
                // Whoever reads or polls this file waits for something else now.
                device.wake();
                Ok(())
            }
            Command::Fill => {
                let fill = read_user::<Fill>(user)?;
                device.locked(|device| device.fill(&fill))
            }
        }
    }
}

/// The same for a 32-bit program, whose structs are the same but for the width of a pointer to them.
///
/// # Safety
/// See the module.
pub unsafe fn compat_ioctl(file: *mut file, command: c_uint, argument: c_ulong) -> Outcome<()> {
    // SAFETY: the module's rule.
    unsafe { ioctl(file, command, shim::char_device_compat_pointer(argument)) }
}

/// Maps the memory, all of it or some pages.
///
/// # Safety
/// See the module.
pub unsafe fn map(file: *mut file, area: *mut vm_area_struct) -> Outcome<()> {
    check(!area.is_null(), c"no area")?;
    // SAFETY: the module's rule.
    unsafe { of(file)?.device().map(area) }
}

/// Both are there, and of each other.
fn check_pair(inode: *mut inode, file: *mut file) -> Outcome<()> {
    check(!inode.is_null(), c"no inode")?;
    check(!file.is_null(), c"no file")?;
    // SAFETY: the module's rule.
    let its = unsafe { shim::char_device_inode(file) };
    check(its == inode, c"another file's inode")
}

/// What `open` made for the file, which lives until `release`.
unsafe fn of<'a>(file: *mut file) -> Outcome<&'a File> {
    // SAFETY: the module's rule.
    unsafe { state_of(file).map(|state| &*state) }
}

unsafe fn state_of(file: *mut file) -> Outcome<*mut File> {
    check(!file.is_null(), c"no file")?;
    // SAFETY: the module's rule: the file is open, and so has a private pointer of ours.
    unsafe {
        let state = shim::char_device_private(file).cast::<File>();
        check(
            !state.is_null() && state.is_aligned() && (*state).magic == MAGIC,
            c"not a file of this driver",
        )?;
        Ok(state)
    }
}

/// The position as an offset into the memory, or beyond it. `EINVAL`: it is negative, which programs can't have from the kernel.
unsafe fn offset_at(position: *const loff_t) -> Outcome<usize> {
    check(!position.is_null(), c"no position")?;
    // SAFETY: the module's rule.
    usize::try_from(unsafe { *position }).map_err(|_| Errno::EINVAL.into())
}
