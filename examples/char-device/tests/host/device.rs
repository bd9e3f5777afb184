// SPDX-License-Identifier: MIT OR GPL-2.0-only
//! The device as the kernel drives it: each op is called through the table, by the kernel's own prototype.

use crate::kernel::{
    Area, COMPAT_BASE, FAULTS, File, FilePtr, IN_MMAP, InodePtr, TABLE, char_device_create,
    char_device_destroy, held,
};
use compat_core::types::*;
use std::ffi::{c_int, c_long, c_uint, c_ulong, c_void};
use std::ptr::{null_mut, without_provenance_mut};
use std::sync::atomic::{AtomicI64, AtomicPtr, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

pub const CAPACITY: usize = 64 * 1024;

pub const READABLE: u32 = 0x41;
pub const WRITABLE: u32 = 0x104;

/// What a call came to: a value, or the number of an error.
pub type Result<T> = std::result::Result<T, c_int>;

/// Calls a member by the kernel's prototype, which must be the member's type.
macro_rules! call {
    ($member:ident: fn($($ty:ty),*) -> $result:ty, ($($argument:expr),*)) => {{
        let member: Option<unsafe extern "C" fn($($ty),*) -> $result> = TABLE.$member;
        let function = member.expect(stringify!($member));
        // SAFETY: the arguments are what the kernel would pass.
        unsafe { function($($argument),*) }
    }};
}

const INODE: InodePtr = without_provenance_mut(0x40);

/// One device, for one test at a time.
pub struct Device {
    state: *mut c_void,
    _alone: MutexGuard<'static, ()>,
}

/// One open file.
pub struct Opened {
    file: FilePtr,
}

// SAFETY: the driver is to serve any thread, which is what the tests are about.
unsafe impl Send for Opened {}
// SAFETY: as above.
unsafe impl Sync for Opened {}

impl Device {
    pub fn new() -> Self {
        static ALONE: Mutex<()> = Mutex::new(());
        let alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
        // SAFETY: any time will do.
        let state = unsafe { char_device_create() };
        assert!((state.addr() as isize) > 0);
        Device {
            state,
            _alone: alone,
        }
    }

    /// Opens it for reading and writing.
    pub fn open(&self) -> Opened {
        self.open_as(|_| {}).unwrap()
    }

    /// Opens it as a file that is changed by `how` before.
    pub fn open_as(&self, how: impl FnOnce(&mut File)) -> Result<Opened> {
        let mut file = File {
            inode: INODE,
            position: AtomicI64::new(0),
            appends: false,
            waits: true,
            may_write: true,
            private: AtomicPtr::new(self.state),
        };
        how(&mut file);
        let file: FilePtr = Box::into_raw(Box::new(file)).cast();
        let opened = Opened { file };
        match number(call!(open: fn(InodePtr, FilePtr) -> c_int, (INODE, file)).into()) {
            Ok(_) => Ok(opened),
            Err(error) => {
                opened.forget();
                Err(error)
            }
        }
    }
}

impl Drop for Device {
    fn drop(&mut self) {
        if std::thread::panicking() {
            return;
        }
        // SAFETY: no file is open.
        unsafe { char_device_destroy(self.state) };
        assert_eq!(held(), 0);
        assert_eq!(*FAULTS.lock().unwrap(), Vec::<String>::new());
    }
}

impl Opened {
    pub fn position(&self) -> i64 {
        // SAFETY: the file is the test's own.
        unsafe { (*self.file.cast::<File>()).position.load(Ordering::Relaxed) }
    }

    fn set_position(&self, position: i64) {
        // SAFETY: as above.
        unsafe {
            (*self.file.cast::<File>())
                .position
                .store(position, Ordering::Relaxed)
        };
    }

    /// read(2): the bytes that were read.
    pub fn read(&self, count: usize) -> Result<Vec<u8>> {
        let mut position = self.position();
        let bytes = self.read_at(count, &mut position)?;
        self.set_position(position);
        Ok(bytes)
    }

    pub fn read_at(&self, count: usize, position: &mut i64) -> Result<Vec<u8>> {
        let mut bytes = vec![0xee_u8; count];
        let user = bytes.as_mut_ptr().cast();
        let read = call!(read: fn(FilePtr, *mut c_char, size_t, *mut loff_t) -> ssize_t,
            (self.file, user, count, position));
        let read = number(read as i64)? as usize;
        assert_eq!(bytes[read..], vec![0xee; count - read], "beyond");
        bytes.truncate(read);
        Ok(bytes)
    }

    /// write(2): how many bytes were written.
    pub fn write(&self, bytes: &[u8]) -> Result<usize> {
        let mut position = self.position();
        let written = self.write_at(bytes, &mut position)?;
        self.set_position(position);
        Ok(written)
    }

    pub fn write_at(&self, bytes: &[u8], position: &mut i64) -> Result<usize> {
        let written = call!(write: fn(FilePtr, *const c_char, size_t, *mut loff_t) -> ssize_t,
            (self.file, bytes.as_ptr().cast(), bytes.len(), position));
        number(written as i64).map(|written| written as usize)
    }

    pub fn seek(&self, offset: i64, whence: c_int) -> Result<i64> {
        number(call!(llseek: fn(FilePtr, loff_t, c_int) -> loff_t, (self.file, offset, whence)))
    }

    pub fn poll(&self) -> u32 {
        call!(poll: fn(FilePtr, *mut poll_table_struct) -> __poll_t, (self.file, null_mut()))
    }

    /// ioctl(2) with the address of a struct.
    pub fn ioctl<T>(&self, command: c_uint, argument: &mut T) -> Result<()> {
        self.ioctl_at(command, (&raw mut *argument).expose_provenance() as c_ulong)
    }

    pub fn ioctl_at(&self, command: c_uint, argument: c_ulong) -> Result<()> {
        let result = call!(unlocked_ioctl: fn(FilePtr, c_uint, c_ulong) -> c_long,
            (self.file, command, argument));
        number(result).map(|value| assert_eq!(value, 0))
    }

    /// The same of a 32-bit program.
    pub fn compat_ioctl<T>(&self, command: c_uint, argument: &mut T) -> Result<()> {
        let argument = (&raw mut *argument).expose_provenance() as c_ulong + COMPAT_BASE;
        let result = call!(compat_ioctl: fn(FilePtr, c_uint, c_ulong) -> c_long,
            (self.file, command, argument));
        number(result).map(|value| assert_eq!(value, 0))
    }

    /// mmap(2): whether the whole memory was mapped there.
    pub fn map(&self, offset: u64, size: u64) -> Result<()> {
        let area = Box::into_raw(Box::new(Area {
            offset,
            size,
            memory: null_mut(),
        }));
        IN_MMAP.set(true);
        let result =
            call!(mmap: fn(FilePtr, *mut vm_area_struct) -> c_int, (self.file, area.cast()));
        IN_MMAP.set(false);
        // SAFETY: the driver is done with it.
        let area = unsafe { Box::from_raw(area) };
        number(result.into()).map(|_| assert!(!area.memory.is_null()))
    }

    pub fn release(self) {
        assert_eq!(
            call!(release: fn(InodePtr, FilePtr) -> c_int, (INODE, self.file)),
            0
        );
        self.forget();
    }

    fn forget(self) {
        // SAFETY: the driver is done with it.
        drop(unsafe { Box::from_raw(self.file.cast::<File>()) });
    }
}

/// What the kernel makes of an op's result.
fn number(result: i64) -> Result<i64> {
    match result {
        -4095..=-1 => Err(-result as c_int),
        0.. => Ok(result),
        _ => panic!("{result} is no result"),
    }
}
