// SPDX-License-Identifier: MIT OR GPL-2.0-only
//! The ops tables: `struct block_device_operations` and `struct blk_mq_ops`, with the layouts and the signatures of the
//! target kernel.

use crate::error::Failure;
use crate::{disk, requests};
use compat_core::{kernel_ops, this_module, types::*};
use core::mem::offset_of;

/// The table that a `struct gendisk` gets.
#[unsafe(no_mangle)]
pub static block_ram_disk_ops: DiskOps = DiskOps::TABLE;

/// The table that a `struct blk_mq_tag_set` gets.
#[unsafe(no_mangle)]
pub static block_ram_queue_ops: QueueOps = QueueOps::TABLE;

/// Where members of the tables lie, in bytes, and the tables' sizes: the C side holds them against the kernel's own
/// structs.
#[unsafe(no_mangle)]
pub static block_ram_disk_table: [usize; 6] = [
    offset_of!(DiskOps, open),
    offset_of!(DiskOps, release),
    offset_of!(DiskOps, ioctl),
    offset_of!(DiskOps, getgeo),
    offset_of!(DiskOps, owner),
    size_of::<DiskOps>(),
];

/// See `block_ram_disk_table`.
#[unsafe(no_mangle)]
pub static block_ram_queue_table: [usize; 4] = [
    offset_of!(QueueOps, queue_rq),
    offset_of!(QueueOps, complete),
    offset_of!(QueueOps, init_request),
    size_of::<QueueOps>(),
];

/// `struct block_device_operations`: what the kernel does with the disk as a file.
#[kernel_ops(block_device_operations)]
pub struct DiskOps;

// SAFETY, for every op below: the kernel passes pointers that stay valid until the op returns, and calls none of a disk
// that it has deleted, which is all that `disk` asks for.
#[kernel_ops(block_device_operations, kernels = "5.10..")]
impl DiskOps {
    /// While the disk is open, or mounted, the module can't be unloaded.
    const owner: *mut module = this_module!();

    // What is opened was the disk or a partition of it, and came to be the disk.
    #[kernel(until = "6.4")]
    unsafe fn open(device: *mut block_device) -> Result<(), Failure> {
        // SAFETY: see above.
        unsafe { disk::open(disk::disk_of(device)) }
    }
    #[kernel(since = "6.5")]
    unsafe fn open(disk: *mut gendisk) -> Result<(), Failure> {
        // SAFETY: see above.
        unsafe { disk::open(disk) }
    }

    // The mode that older kernels pass as well is of no use here.
    unsafe fn release(disk: *mut gendisk) -> Result<(), Failure> {
        // SAFETY: see above.
        unsafe { disk::release(disk) }
    }

    // The mode's type has had two names, and is a number like the command.
    #[kernel(args(device, _, command, argument))]
    unsafe fn ioctl(
        device: *mut block_device,
        command: c_uint,
        argument: c_ulong,
    ) -> Result<(), Failure> {
        // SAFETY: see above.
        unsafe { disk::ioctl(device, command, argument) }
    }

    #[kernel(until = "6.17")]
    unsafe fn getgeo(device: *mut block_device, geometry: *mut hd_geometry) -> Result<(), Failure> {
        // SAFETY: see above.
        unsafe { disk::getgeo(disk::disk_of(device), geometry) }
    }
    #[kernel(since = "6.18")]
    unsafe fn getgeo(disk: *mut gendisk, geometry: *mut hd_geometry) -> Result<(), Failure> {
        // SAFETY: see above.
        unsafe { disk::getgeo(disk, geometry) }
    }
}

/// `struct blk_mq_ops`: what the kernel does with the disk's requests.
#[kernel_ops(blk_mq_ops)]
pub struct QueueOps;

// SAFETY, for every op below: the kernel passes pointers that stay valid until the op returns, and keeps room for a
// job behind every request, which is all that `requests` asks for.
#[kernel_ops(blk_mq_ops, kernels = "5.10..")]
impl QueueOps {
    unsafe fn queue_rq(queued: *const blk_mq_queue_data) -> blk_status_t {
        // SAFETY: see above.
        unsafe { requests::queue(queued) }
    }

    unsafe fn complete(request: *mut request) {
        // SAFETY: see above.
        unsafe { requests::complete(request) }
    }

    // Which hardware queue and which memory node it is for is of no use here.
    unsafe fn init_request(request: *mut request) -> Result<(), Failure> {
        // SAFETY: see above.
        unsafe { requests::initialise(request) }
    }
}
