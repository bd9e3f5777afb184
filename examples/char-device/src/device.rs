// SPDX-License-Identifier: MIT OR GPL-2.0-only
//! The device: some memory that all who open it share, and how much of it is data.
//!
//! The lock guards what ops do to the memory and every change of `size`. Programs that have the memory mapped read and write it
//! at any time, so only C's functions touch it here.
//!
//! Nothing waits, and no memory of a program is touched, while the lock is held; `map` takes no lock at all.

use crate::bytes::Bytes;
use crate::command::Fill;
use crate::error::Outcome;
use crate::shim;
use compat_core::{Errno, types::*};
use core::ptr;
use core::sync::atomic::{AtomicU32, AtomicUsize, Ordering};

/// Tells our devices from anything else a wrong pointer may lead to ("chardev!").
const MAGIC: u64 = 0x2176_6564_7261_6863;

/// `CHAR_DEVICE_CAPACITY` of `kernel/char_device.h`: whole pages on every architecture.
pub const CAPACITY: usize = 64 * 1024;

/// C holds it against its own.
#[unsafe(no_mangle)]
pub static char_device_capacity: usize = CAPACITY;

/// A device, from the module's load to its end.
pub struct Device {
    magic: u64,
    /// `CAPACITY` bytes.
    memory: *mut c_void,
    lock: *mut shim::Mutex,
    /// Those who wait for a change.
    queue: *mut shim::WaitQueue,
    /// How many bytes are data. What lies behind is zero, or what mappings wrote there.
    size: AtomicUsize,
    /// Counts the changes that somebody may wait for.
    changes: AtomicU32,
    open_files: AtomicU32,
}

/// Creates a device without data, or says why not, as a pointer.
#[unsafe(no_mangle)]
pub extern "C" fn char_device_create() -> *mut Device {
    // SAFETY: the shim's allocators return null when they can't. What they gave is freed in one place, null or not.
    unsafe {
        let device = shim::char_device_allocate(size_of::<Device>()).cast::<Device>();
        if device.is_null() {
            return Errno::ENOMEM.pointer();
        }
        device.write(Device {
            magic: MAGIC,
            memory: shim::char_device_allocate_pages(CAPACITY),
            lock: shim::char_device_new_lock(),
            queue: shim::char_device_new_queue(),
            size: AtomicUsize::new(0),
            changes: AtomicU32::new(0),
            open_files: AtomicU32::new(0),
        });
        let Device {
            memory,
            lock,
            queue,
            ..
        } = &*device;
        if memory.is_null() || lock.is_null() || queue.is_null() {
            char_device_destroy(device);
            return Errno::ENOMEM.pointer();
        }
        device
    }
}

/// Frees a device.
///
/// # Safety
/// It comes from `char_device_create`, no file of it is open, and none will be.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn char_device_destroy(device: *mut Device) {
    // SAFETY: the caller's promise; each part was allocated by the shim's counterpart, or is null.
    unsafe {
        (*device).magic = 0;
        shim::char_device_free_queue((*device).queue);
        shim::char_device_free_lock((*device).lock);
        shim::char_device_free_pages((*device).memory);
        shim::char_device_free(device.cast());
    }
}

impl Device {
    pub fn is_ours(&self) -> bool {
        self.magic == MAGIC
    }

    pub fn size(&self) -> usize {
        self.size.load(Ordering::Acquire)
    }

    pub fn open_files(&self) -> u32 {
        self.open_files.load(Ordering::Relaxed)
    }

    pub fn file_opened(&self) {
        self.open_files.fetch_add(1, Ordering::Relaxed);
    }

    pub fn file_released(&self) {
        self.open_files.fetch_sub(1, Ordering::Relaxed);
    }

    /// A number that is another after each change: see `wait`.
    pub fn changes(&self) -> u32 {
        self.changes.load(Ordering::Acquire)
    }

    /// Sleeps until there has been a change since `changes` was that number. `ERESTARTSYS` after a signal.
    pub fn wait(&self, seen: u32) -> Outcome<()> {
        // SAFETY: the device outlives its open files, and so whoever waits here.
        Errno::check(unsafe { shim::char_device_wait(self.queue, self.changes.as_ptr(), seen) })?;
        Ok(())
    }

    /// Has the file that is polled woken after each change.
    ///
    /// # Safety
    /// The file and the table are what the kernel passes to `poll`.
    pub unsafe fn poll_wait(&self, file: *mut file, table: *mut poll_table_struct) {
        // SAFETY: the caller's promise.
        unsafe { shim::char_device_poll_wait(file, self.queue, table) };
    }

    /// Runs that with the lock held.
    pub fn locked<T>(&self, run: impl FnOnce(&Locked) -> T) -> T {
        // SAFETY: the lock lives as long as the device; it is not held by this thread, since no method of `Locked` takes it.
        unsafe { shim::char_device_lock(self.lock) };
        let result = run(&Locked(self));
        // SAFETY: as above.
        unsafe { shim::char_device_unlock(self.lock) };
        result
    }

    /// Wakes all who wait or poll, and has them look again.
    pub fn wake(&self) {
        self.changes.fetch_add(1, Ordering::AcqRel);
        // SAFETY: the queue lives as long as the device.
        unsafe { shim::char_device_wake(self.queue) };
    }

    /// Maps the part of the memory that the area asks for. `EINVAL`: it goes beyond.
    ///
    /// The kernel holds the lock of the program's address space here, which a program's memory can't be touched without: so the
    /// device's lock must not be needed. And it isn't: where the memory lies never changes.
    ///
    /// # Safety
    /// The area is what the kernel passes to `mmap`.
    pub unsafe fn map(&self, area: *mut vm_area_struct) -> Outcome<()> {
        // SAFETY: the caller's promise.
        unsafe {
            let (offset, size) = (
                shim::char_device_area_offset(area),
                shim::char_device_area_size(area),
            );
            if !fits(offset, size) {
                return Err(Errno::EINVAL.into());
            }
            Errno::check(shim::char_device_map_area(area, self.memory))?;
            Ok(())
        }
    }
}

/// A device whose lock is held.
pub struct Locked<'a>(&'a Device);

impl Locked<'_> {
    /// Copies data from that position on into the bytes: as many as fit, or up to the data's end. Says how many.
    pub fn read(&self, start: usize, bytes: &Bytes) -> usize {
        let count = self.0.size().saturating_sub(start).min(bytes.size());
        // SAFETY: the range is data, and so in the memory; the bytes have room for it.
        unsafe { shim::char_device_copy(bytes.address(), self.at(start), count) };
        count
    }

    /// Writes the bytes, at that position or, without one, at the data's end: as many as there is room for. Says where they end,
    /// and how many there are. `ENOSPC`: none.
    pub fn write(&self, start: Option<usize>, bytes: &Bytes) -> Outcome<(usize, usize)> {
        let size = self.0.size();
        let start = start.unwrap_or(size);
        let count = CAPACITY.saturating_sub(start).min(bytes.size());
        if count == 0 {
            return Err(Errno::ENOSPC.into());
        }
        // SAFETY: the range is in the memory, and the bytes are as many.
        unsafe { shim::char_device_copy(self.at(start), bytes.address(), count) };
        if start + count > size {
            self.set_size(start + count);
        }
        Ok((start + count, count))
    }

    /// Cuts the data off, or appends what the memory holds behind it, which is zero but for what mappings wrote.
    /// `EINVAL`: beyond the memory.
    pub fn resize(&self, size: u64) -> Outcome<()> {
        if !fits(size, 0) {
            return Err(Errno::EINVAL.into());
        }
        let (old, new) = (self.0.size(), size as usize);
        // SAFETY: the range was data, and so is in the memory.
        unsafe { shim::char_device_fill(self.at(new), 0, old.saturating_sub(new)) };
        if new != old {
            self.set_size(new);
        }
        Ok(())
    }

    /// Sets bytes, which become data, as those before them. `EINVAL`: a range beyond the memory, or reserved bytes that are not
    /// zero.
    pub fn fill(&self, fill: &Fill) -> Outcome<()> {
        if !fits(fill.offset, fill.length) || fill.reserved != [0; 7] {
            return Err(Errno::EINVAL.into());
        }
        let (start, count) = (fill.offset as usize, fill.length as usize);
        // SAFETY: the range is in the memory.
        unsafe { shim::char_device_fill(self.at(start), fill.byte, count) };
        if count > 0 && start + count > self.0.size() {
            self.set_size(start + count);
        }
        Ok(())
    }

    fn set_size(&self, size: usize) {
        self.0.size.store(size, Ordering::Release);
        self.0.wake();
    }

    /// The memory from there on; `start` may be anything where nothing is read or written.
    fn at(&self, start: usize) -> *mut c_void {
        match start <= CAPACITY {
            true => self.0.memory.wrapping_byte_add(start),
            false => ptr::dangling_mut::<u8>().cast(),
        }
    }
}

/// Whether so many bytes lie in the memory there.
fn fits(start: u64, size: u64) -> bool {
    start
        .checked_add(size)
        .is_some_and(|end| end <= CAPACITY as u64)
}
