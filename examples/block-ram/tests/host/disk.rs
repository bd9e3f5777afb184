// SPDX-License-Identifier: MIT OR GPL-2.0-only
//! A disk of the driver's, whose ops are called through the tables by the target kernel's own prototypes.

use crate::kernel::{Device, Disk, Geometry, Kind, Queued, Request, State};
use block_ram::{
    DiskOps, QueueOps, Statistics, block_ram_disk_ops, block_ram_job_size, block_ram_queue_ops,
};
use compat_core::types::*;
use std::ffi::c_void;
use std::ptr::{null_mut, without_provenance_mut};

pub static DISK: &DiskOps = &block_ram_disk_ops;
pub static QUEUE: &QueueOps = &block_ram_queue_ops;

unsafe extern "C" {
    pub fn block_ram_create(size: u64) -> *mut c_void;
    pub fn block_ram_destroy(disk: *mut c_void);
}

/// Calls a member by the kernel's prototype, which must be the member's type.
macro_rules! call {
    ($table:ident.$member:ident: fn($($ty:ty),*) $(-> $result:ty)?, ($($argument:expr),*)) => {{
        let member: Option<unsafe extern "C" fn($($ty),*) $(-> $result)?> = $table.$member;
        let function = member.expect(stringify!($member));
        // SAFETY: the arguments are what the kernel would pass.
        unsafe { function($($argument),*) }
    }};
}

/// The hardware queue, the set of tags and the mode, of which the driver has no use.
fn other<T>() -> *mut T {
    without_provenance_mut(0x40)
}

/// The number of a memory node, as `init_request` gets it.
#[cfg(kernel_since = "7.2")]
type Node = c_int;
#[cfg(not(kernel_since = "7.2"))]
type Node = c_uint;

/// A disk that the kernel knows.
pub struct Drive {
    pub private: *mut c_void,
    disk: *mut Disk,
    device: *mut Device,
}

impl Drive {
    /// Of so many bytes.
    pub fn new(size: usize) -> Self {
        // SAFETY: any size will do.
        let private = unsafe { block_ram_create(size as u64) };
        assert!(!private.is_null() && private.addr() < usize::MAX - 4095);
        Self::of(private)
    }

    /// One that has this state.
    pub fn of(private: *mut c_void) -> Self {
        let disk = Box::into_raw(Box::new(Disk { private }));
        let device = Device { disk: disk.cast() };
        Drive {
            private,
            disk,
            device: Box::into_raw(Box::new(device)),
        }
    }

    /// The kernel's disk goes, the driver's stays.
    pub fn forget(self) {
        // SAFETY: both were made so.
        unsafe {
            drop(Box::from_raw(self.device));
            drop(Box::from_raw(self.disk));
        }
    }

    pub fn destroy(self) {
        // SAFETY: nobody uses it any more.
        unsafe { block_ram_destroy(self.private) };
        self.forget();
    }

    pub fn open(&self) -> c_int {
        #[cfg(kernel_since = "6.5")]
        return call!(DISK.open: fn(*mut gendisk, blk_mode_t) -> c_int, (self.disk.cast(), 3));
        #[cfg(not(kernel_since = "6.5"))]
        return call!(DISK.open: fn(*mut block_device, fmode_t) -> c_int, (self.device.cast(), 3));
    }

    pub fn release(&self) {
        #[cfg(kernel_since = "6.5")]
        call!(DISK.release: fn(*mut gendisk), (self.disk.cast()));
        #[cfg(not(kernel_since = "6.5"))]
        call!(DISK.release: fn(*mut gendisk, fmode_t), (self.disk.cast(), 3));
    }

    pub fn geometry(&self) -> (c_int, Geometry) {
        let geometry = Box::into_raw(Box::<Geometry>::default());
        #[cfg(kernel_since = "6.18")]
        let result = call!(DISK.getgeo: fn(*mut gendisk, *mut hd_geometry) -> c_int,
            (self.disk.cast(), geometry.cast()));
        #[cfg(not(kernel_since = "6.18"))]
        let result = call!(DISK.getgeo: fn(*mut block_device, *mut hd_geometry) -> c_int,
            (self.device.cast(), geometry.cast()));
        // SAFETY: the driver is done with it.
        (result, *unsafe { Box::from_raw(geometry) })
    }

    pub fn ioctl(&self, command: c_uint, argument: *mut Statistics) -> c_int {
        let argument = argument.expose_provenance() as c_ulong;
        #[cfg(kernel_since = "6.5")]
        return call!(DISK.ioctl: fn(*mut block_device, blk_mode_t, c_uint, c_ulong) -> c_int,
            (self.device.cast(), 3, command, argument));
        #[cfg(not(kernel_since = "6.5"))]
        return call!(DISK.ioctl: fn(*mut block_device, fmode_t, c_uint, c_ulong) -> c_int,
            (self.device.cast(), 3, command, argument));
    }

    pub fn statistics(&self) -> Statistics {
        let statistics = Box::into_raw(Box::<Statistics>::default());
        assert_eq!(self.ioctl(crate::kernel::STATISTICS, statistics), 0);
        // SAFETY: the driver is done with it.
        *unsafe { Box::from_raw(statistics) }
    }

    /// Has the request served, from its initialisation to its end: with 0, or a negative error number.
    pub fn serve(&self, request: &mut Request) -> c_int {
        let request: *mut Request = request;
        initialise(request.cast());
        assert_eq!(queue(request.cast()), 0);
        call!(QUEUE.complete: fn(*mut request), (request.cast()));
        // SAFETY: the driver is done with it.
        match unsafe { (*request).state } {
            State::Ended(error) => error,
            state => panic!("{state:?}"),
        }
    }

    pub fn write(&self, position: usize, segments: Vec<Vec<u8>>) -> c_int {
        let size = segments.iter().map(Vec::len).sum();
        let mut request = Request::new(self.private, Kind::Write, position as u64, size);
        request.segments = segments;
        self.serve(&mut request)
    }

    /// What is there, or the error.
    pub fn read(&self, position: usize, segments: &[usize]) -> Result<Vec<u8>, c_int> {
        let size = segments.iter().sum();
        let mut request = Request::new(self.private, Kind::Read, position as u64, size);
        request.segments = segments.iter().map(|size| vec![0xee; *size]).collect();
        match self.serve(&mut request) {
            0 => Ok(request.segments.concat()),
            error => Err(error),
        }
    }

    /// A request without data.
    pub fn ask(&self, kind: Kind, position: u64, size: usize) -> c_int {
        self.serve(&mut Request::new(self.private, kind, position, size))
    }
}

pub fn initialise(request: *mut request) {
    assert!(block_ram_job_size <= 64);
    let result = call!(QUEUE.init_request: fn(*mut blk_mq_tag_set, *mut request, c_uint, Node) -> c_int,
        (other(), request, 0, 0));
    assert_eq!(result, 0);
}

pub fn queue(request: *mut request) -> blk_status_t {
    let queued = Box::into_raw(Box::new(Queued { request }));
    let result = queue_data(queued.cast());
    // SAFETY: the driver is done with it.
    drop(unsafe { Box::from_raw(queued) });
    result
}

pub fn queue_data(queued: *const blk_mq_queue_data) -> blk_status_t {
    call!(QUEUE.queue_rq: fn(*mut blk_mq_hw_ctx, *const blk_mq_queue_data) -> blk_status_t,
        (other(), queued))
}

pub fn complete(request: *mut request) {
    call!(QUEUE.complete: fn(*mut request), (request));
}

/// What a table has of the kernel's disk, for a pointer that leads nowhere.
pub fn open_nothing() -> c_int {
    #[cfg(kernel_since = "6.5")]
    return call!(DISK.open: fn(*mut gendisk, blk_mode_t) -> c_int, (null_mut(), 3));
    #[cfg(not(kernel_since = "6.5"))]
    return call!(DISK.open: fn(*mut block_device, fmode_t) -> c_int, (null_mut(), 3));
}
