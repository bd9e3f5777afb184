// SPDX-License-Identifier: MIT OR GPL-2.0-only
//! The disk: its contents, who has it open, and what was asked of it.
//!
//! Every function that takes pointers is safe to call only by an op with those that it was given: the kernel keeps
//! them valid until the op returns, and calls no op of a disk that it has deleted.

use crate::error::{Failure, check};
use crate::report::Op;
use crate::shim;
use crate::store::Store;
use compat_core::{Errno, types::*};
use core::sync::atomic::{AtomicU64, AtomicUsize, Ordering::Relaxed};

/// Tells our disks from anything else a wrong pointer may lead to ("ramdisk!").
const MAGIC: u64 = 0x216b_7369_646d_6172;

/// 64 GiB. The table of a larger one's pages would be more than the kernel gives at once.
const MAX_SIZE: u64 = 1 << 36;

const SECTOR: u64 = 512;

/// What programs made for cylinders are told.
const HEADS: c_uchar = 64;
const SECTORS: c_uchar = 32;

/// What the kernel's `struct gendisk` has in `private_data`, and its queue in `queuedata`.
pub struct Disk {
    magic: u64,
    pub store: Store,
    openers: AtomicUsize,
    pub counts: Counts,
}

/// How many requests of each kind were served.
pub struct Counts {
    pub reads: AtomicU64,
    pub writes: AtomicU64,
    pub flushes: AtomicU64,
    pub discards: AtomicU64,
    pub zeroes: AtomicU64,
    pub errors: AtomicU64,
}

/// `struct block_ram_statistics` of `kernel/block_ram.h`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(C)]
pub struct Statistics {
    /// Requests that were served, by their kind.
    pub reads: u64,
    /// See `reads`.
    pub writes: u64,
    /// See `reads`.
    pub flushes: u64,
    /// See `reads`.
    pub discards: u64,
    /// See `reads`.
    pub zeroes: u64,
    /// Requests that failed.
    pub errors: u64,
    /// How often the disk is open.
    pub openers: u64,
}

/// Creates a disk of so many bytes, whole sectors, or an error as a pointer.
#[unsafe(no_mangle)]
pub extern "C" fn block_ram_create(size: u64) -> *mut c_void {
    match Disk::allocate(size) {
        Ok(disk) => disk.cast(),
        Err(error) => error.pointer(),
    }
}

/// Frees a disk.
///
/// # Safety
/// It comes from `block_ram_create`, and the kernel has no disk of it, or has deleted it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn block_ram_destroy(disk: *mut c_void) {
    let disk = disk.cast::<Disk>();
    // SAFETY: the caller's promise; each part was allocated by the shim's counterpart.
    unsafe {
        (*disk).magic = 0;
        (*disk).store.free();
        shim::ram_free(disk.cast());
    }
}

impl Disk {
    fn allocate(size: u64) -> Result<*mut Disk, Errno> {
        if size > MAX_SIZE {
            return Err(Errno::E2BIG);
        }
        if size % SECTOR != 0 {
            return Err(Errno::EINVAL);
        }
        let mut store = Store::allocate(usize::try_from(size).map_err(|_| Errno::E2BIG)?)?;
        // SAFETY: the shim's allocator takes any size and returns null when it can't; nobody has the store yet.
        unsafe {
            let disk = shim::ram_allocate(size_of::<Disk>()).cast::<Disk>();
            if disk.is_null() {
                store.free();
                return Err(Errno::ENOMEM);
            }
            disk.write(Disk {
                magic: MAGIC,
                store,
                openers: AtomicUsize::new(0),
                counts: Counts::new(),
            });
            Ok(disk)
        }
    }

    /// The disk that a pointer of the kernel's leads to.
    ///
    /// # Safety
    /// See the module: the pointer is null or one that the kernel has from this driver.
    pub unsafe fn of<'a>(private: *mut c_void) -> Result<&'a Disk, Failure> {
        let disk = private.cast::<Disk>();
        check(!disk.is_null(), c"no disk")?;
        // SAFETY: the module's rule. All that changes in a disk is atomic, or the memory behind its store.
        unsafe {
            check((*disk).magic == MAGIC, c"not a disk of this driver")?;
            Ok(&*disk)
        }
    }
}

impl Counts {
    fn new() -> Self {
        Counts {
            reads: AtomicU64::new(0),
            writes: AtomicU64::new(0),
            flushes: AtomicU64::new(0),
            discards: AtomicU64::new(0),
            zeroes: AtomicU64::new(0),
            errors: AtomicU64::new(0),
        }
    }
}

/// # Safety
/// See the module.
pub unsafe fn open(disk: *mut gendisk) -> Result<(), Failure> {
    static OP: Op = Op::new(c"open");
    // SAFETY: the module's rule.
    let outcome = unsafe { of_kernel(disk) }.map(|disk| {
        disk.openers.fetch_add(1, Relaxed);
    });
    OP.finish(outcome)
}

/// # Safety
/// See the module.
pub unsafe fn release(disk: *mut gendisk) -> Result<(), Failure> {
    static OP: Op = Op::new(c"release");
    // SAFETY: the module's rule.
    let outcome = unsafe { of_kernel(disk) }.and_then(|disk| {
        let openers = disk.openers.fetch_sub(1, Relaxed);
        check(openers > 0, c"released more often than opened")
    });
    OP.finish(outcome)
}

/// # Safety
/// See the module.
pub unsafe fn ioctl(
    device: *mut block_device,
    command: c_uint,
    argument: c_ulong,
) -> Result<(), Failure> {
    static OP: Op = Op::new(c"ioctl");
    // SAFETY: the module's rule; the kernel checks the user's pointer.
    let outcome = unsafe {
        of_device(device).and_then(|disk| {
            if command != shim::ram_statistics_command() {
                return Err(Errno::ENOTTY.into());
            }
            let statistics = statistics(disk);
            let from: *const Statistics = &statistics;
            let size = size_of::<Statistics>();
            Errno::check(shim::ram_copy_to_user(argument, from.cast(), size))?;
            Ok(())
        })
    };
    OP.finish(outcome)
}

fn statistics(disk: &Disk) -> Statistics {
    let counts = &disk.counts;
    Statistics {
        reads: counts.reads.load(Relaxed),
        writes: counts.writes.load(Relaxed),
        flushes: counts.flushes.load(Relaxed),
        discards: counts.discards.load(Relaxed),
        zeroes: counts.zeroes.load(Relaxed),
        errors: counts.errors.load(Relaxed),
        openers: disk.openers.load(Relaxed) as u64,
    }
}

/// # Safety
/// See the module.
pub unsafe fn getgeo(disk: *mut gendisk, geometry: *mut hd_geometry) -> Result<(), Failure> {
    static OP: Op = Op::new(c"getgeo");
    // SAFETY: the module's rule.
    let outcome = unsafe {
        of_kernel(disk).and_then(|disk| {
            check(!geometry.is_null(), c"no geometry")?;
            let cylinder = SECTOR * u64::from(HEADS) * u64::from(SECTORS);
            // The field is that small: what does not fit has more cylinders than it can say.
            let cylinders = (disk.store.size() as u64 / cylinder).min(c_ushort::MAX.into());
            shim::ram_set_geometry(geometry, HEADS, SECTORS, cylinders as c_ushort);
            Ok(())
        })
    };
    OP.finish(outcome)
}

/// The kernel's disk behind a device of it, or null.
///
/// # Safety
/// See the module.
pub unsafe fn disk_of(device: *mut block_device) -> *mut gendisk {
    if device.is_null() {
        return core::ptr::null_mut();
    }
    // SAFETY: the module's rule.
    unsafe { shim::ram_disk_of_device(device) }
}

unsafe fn of_device<'a>(device: *mut block_device) -> Result<&'a Disk, Failure> {
    // SAFETY: the module's rule.
    unsafe { of_kernel(disk_of(device)) }
}

unsafe fn of_kernel<'a>(disk: *mut gendisk) -> Result<&'a Disk, Failure> {
    check(!disk.is_null(), c"no disk of the kernel's")?;
    // SAFETY: the module's rule: only this driver's C side sets the private pointer of a disk with these ops.
    unsafe { Disk::of(shim::ram_disk_private(disk)) }
}
