// SPDX-License-Identifier: MIT OR GPL-2.0-only
//! Requests: what each asks for, whether the disk has the sectors, and how it ended.
//!
//! Every function that takes pointers is safe to call only by an op with those that it was given: the kernel keeps
//! them valid until the op returns. Ops may be called where nobody may sleep.

use crate::disk::Disk;
use crate::error::{Failure, check};
use crate::report::Op;
use crate::shim::{self, Kind};
use crate::store::Side;
use compat_core::{Errno, types::*};
use core::ops::Range;
use core::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// Tells our requests from others a wrong pointer may lead to ("request!").
const MAGIC: u64 = 0x2174_7365_7571_6572;

/// What the kernel keeps beside each request for the driver, from `init_request` on.
pub struct Job {
    magic: u64,
    /// How it ended: 0, or the negative error number.
    outcome: c_int,
}

/// How much the kernel must keep: `cmd_size` of its `struct blk_mq_tag_set`.
#[unsafe(no_mangle)]
pub static block_ram_job_size: c_uint = size_of::<Job>() as c_uint;

/// A read or a write on its way through the segments of its request.
pub struct Transfer<'a> {
    disk: &'a Disk,
    write: bool,
    /// Which part of the store is still to come.
    rest: Range<usize>,
}

/// # Safety
/// See the module.
pub unsafe fn initialise(request: *mut request) -> Result<(), Failure> {
    static OP: Op = Op::new(c"init_request");
    let outcome = check(!request.is_null(), c"no request").map(|()| {
        let job = Job {
            magic: MAGIC,
            outcome: 0,
        };
        // SAFETY: the module's rule: there is room for a job behind the request, and nobody uses it yet.
        unsafe { shim::ram_request_job(request).cast::<Job>().write(job) };
    });
    OP.finish(outcome)
}

/// Serves a request, and completes it.
///
/// # Safety
/// See the module.
pub unsafe fn queue(queued: *const blk_mq_queue_data) -> blk_status_t {
    static OP: Op = Op::new(c"queue_rq");
    // SAFETY: the module's rule. After its completion nobody touches the request.
    unsafe {
        let (result, outcome) = match accept(queued) {
            Ok((disk, request, job)) => {
                shim::ram_start(request);
                let outcome = serve(disk, request);
                (*job).outcome = code(outcome);
                shim::ram_complete(request);
                (0, outcome)
            }
            // The kernel ends a request that was not started with what the op returns.
            Err(failure) => (code(Err(failure)), Err(failure)),
        };
        OP.report(&outcome);
        shim::ram_status(result)
    }
}

/// Ends a request that was completed, as it was served.
///
/// # Safety
/// See the module.
pub unsafe fn complete(request: *mut request) {
    static OP: Op = Op::new(c"complete");
    // SAFETY: the module's rule. What is not of this driver is left to the kernel, which has a timer for it.
    let outcome = unsafe { job_of(request).map(|job| shim::ram_end(request, (*job).outcome)) };
    OP.report(&outcome);
}

unsafe fn accept<'a>(
    queued: *const blk_mq_queue_data,
) -> Result<(&'a Disk, *mut request, *mut Job), Failure> {
    check(!queued.is_null(), c"no data of the queue")?;
    // SAFETY: the module's rule.
    unsafe {
        let request = shim::ram_queued_request(queued);
        let job = job_of(request)?;
        Ok((Disk::of(shim::ram_request_private(request))?, request, job))
    }
}

unsafe fn job_of(request: *mut request) -> Result<*mut Job, Failure> {
    check(!request.is_null(), c"no request")?;
    // SAFETY: the module's rule: there is room for a job behind every request, which `initialise` has written.
    unsafe {
        let job = shim::ram_request_job(request).cast::<Job>();
        check((*job).magic == MAGIC, c"not a request of this driver")?;
        Ok(job)
    }
}

/// What C returns for it: 0, or the negative error number.
fn code(outcome: Result<(), Failure>) -> c_int {
    match outcome {
        Ok(()) => 0,
        Err(failure) => Errno::from(failure).code(),
    }
}

unsafe fn serve(disk: &Disk, request: *mut request) -> Result<(), Failure> {
    // SAFETY: the module's rule.
    let outcome = unsafe { serve_kind(disk, request, shim::ram_request_kind(request)) };
    let counter = match outcome {
        Ok(counter) => counter,
        Err(_) => &disk.counts.errors,
    };
    counter.fetch_add(1, Relaxed);
    outcome.map(drop)
}

/// Does what the request asks for. Where it is counted.
unsafe fn serve_kind(
    disk: &Disk,
    request: *mut request,
    kind: Kind,
) -> Result<&AtomicU64, Failure> {
    let counts = &disk.counts;
    // SAFETY: the module's rule.
    unsafe {
        match kind {
            Kind::READ | Kind::WRITE => {
                let write = kind == Kind::WRITE;
                transfer(disk, request, write)?;
                Ok(if write { &counts.writes } else { &counts.reads })
            }
            // What was written is as safe as it will ever be.
            Kind::FLUSH => Ok(&counts.flushes),
            Kind::DISCARD | Kind::WRITE_ZEROES => {
                let range = range_of(disk, request)?;
                disk.store.copy(range, Side::Zeroes);
                Ok(if kind == Kind::DISCARD {
                    &counts.discards
                } else {
                    &counts.zeroes
                })
            }
            _ => Err(Errno::EOPNOTSUPP.into()),
        }
    }
}

/// Which bytes of the disk a request is for; an error where the disk has not all of them.
unsafe fn range_of(disk: &Disk, request: *mut request) -> Result<Range<usize>, Failure> {
    // SAFETY: the module's rule.
    let (position, size) = unsafe {
        let position = shim::ram_request_position(request);
        (position, shim::ram_request_size(request))
    };
    let range = disk.store.range(position, size);
    range.ok_or(Errno::EIO.into())
}

unsafe fn transfer(disk: &Disk, request: *mut request, write: bool) -> Result<(), Failure> {
    // SAFETY: the module's rule; the transfer lives as long as the call.
    unsafe {
        let rest = range_of(disk, request)?;
        let mut transfer = Transfer { disk, write, rest };
        let state: *mut Transfer = &mut transfer;
        Errno::check(shim::ram_each_segment(request, state.cast()))?;
        check(
            (*state).rest.is_empty(),
            c"segments smaller than their request",
        )
    }
}

/// Moves one segment of a request: 0, or the negative error number. `ram_each_segment` calls it for each in turn.
///
/// # Safety
/// The transfer is the one that `ram_each_segment` got, and the memory is of that size and stays where it is.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn block_ram_segment(
    transfer: *mut c_void,
    memory: *mut c_void,
    size: usize,
) -> c_int {
    // SAFETY: the caller's promise. A part of a range that the store has is one, too.
    unsafe {
        let transfer = &mut *transfer.cast::<Transfer<'_>>();
        if size > transfer.rest.len() {
            return Errno::EIO.code();
        }
        let middle = transfer.rest.start + size;
        let side = match transfer.write {
            true => Side::From(memory),
            false => Side::To(memory),
        };
        let store = &transfer.disk.store;
        store.copy(transfer.rest.start..middle, side);
        transfer.rest.start = middle;
        0
    }
}
