// SPDX-License-Identifier: MIT OR GPL-2.0-only
//! The driver on the host: its ops are called through the tables, by the target kernel's own prototypes, as the kernel
//! calls them in a disk's life and where something fails.

mod disk;
mod kernel;
mod property;

use block_ram::Statistics;
use compat_core::Errno;
use disk::Drive;
use kernel::{ALLOCATIONS, Geometry, Kind, PAGE, Request, SECTOR, State, faults, held};
use std::ptr::null_mut;

#[test]
fn a_disks_life() {
    let size = 2 << 20;
    let drive = Drive::new(size);
    assert_eq!(drive.open(), 0);
    assert_eq!(drive.open(), 0);
    assert_eq!(drive.statistics().openers, 2);
    let geometry = Geometry {
        heads: 64,
        sectors: 32,
        cylinders: 2,
    };
    assert_eq!(drive.geometry(), (0, geometry));

    // In memory that was never written there are zeroes.
    assert_eq!(drive.read(size - SECTOR, &[SECTOR]), Ok(vec![0; SECTOR]));
    assert_eq!(drive.write(SECTOR, vec![vec![1; PAGE], vec![2; SECTOR]]), 0);
    let read = drive.read(0, &[2 * SECTOR, PAGE]).unwrap();
    let expected = [vec![0; SECTOR], vec![1; PAGE], vec![2; SECTOR]];
    assert_eq!(read, expected.concat());
    assert_eq!(drive.ask(Kind::Flush, 0, 0), 0);
    assert_eq!(drive.ask(Kind::Discard, 2 * SECTOR as u64, PAGE), 0);
    assert_eq!(drive.ask(Kind::WriteZeroes, 0, SECTOR), 0);
    let read = drive.read(SECTOR, &[PAGE + SECTOR]).unwrap();
    let expected = [vec![1; SECTOR], vec![0; PAGE]];
    assert_eq!(read, expected.concat());

    let expected = Statistics {
        reads: 3,
        writes: 1,
        flushes: 1,
        discards: 1,
        zeroes: 1,
        errors: 0,
        openers: 2,
    };
    assert_eq!(drive.statistics(), expected);
    drive.release();
    drive.release();
    assert_eq!(drive.statistics().openers, 0);
    assert_eq!(faults(), [""; 0]);
    drive.destroy();
    assert_eq!(held(), 0);
}

#[cfg(not(miri))]
#[test]
fn the_module_is_the_owner() {
    let own = &raw const kernel::__this_module;
    assert_eq!(disk::DISK.owner.addr(), own.addr());
}

#[test]
fn a_disk_that_does_not_fit_leaves_nothing_behind() {
    let create = |size| {
        // SAFETY: any size will do.
        let disk = unsafe { disk::block_ram_create(size) };
        Errno::check_pointer(disk)
    };
    // The table of pages, four pages, and the disk's state.
    for allocations in 0..6 {
        ALLOCATIONS.set(allocations);
        assert_eq!(create(4 * PAGE as u64), Err(Errno::ENOMEM), "{allocations}");
        assert_eq!(held(), 0, "{allocations}");
    }
    ALLOCATIONS.set(6);
    let disk = create(4 * PAGE as u64).unwrap();
    assert_eq!(held(), 6);
    ALLOCATIONS.set(usize::MAX);
    Drive::of(disk).destroy();
    assert_eq!(held(), 0);

    assert_eq!(create(0), Err(Errno::EINVAL));
    assert_eq!(create(SECTOR as u64 + 1), Err(Errno::EINVAL));
    assert_eq!(create(u64::MAX), Err(Errno::E2BIG));
    assert_eq!(held(), 0);
}

#[test]
fn a_request_beyond_the_end_fails_and_changes_nothing() {
    // The last page has sectors that are none of the disk's.
    let size = PAGE + SECTOR;
    let drive = Drive::new(size);
    assert_eq!(drive.write(0, vec![vec![7; size]]), 0);
    let error = Errno::EIO.code();
    assert_eq!(drive.write(PAGE, vec![vec![8; 2 * SECTOR]]), error);
    assert_eq!(drive.write(size, vec![vec![8; SECTOR]]), error);
    assert_eq!(drive.read(PAGE, &[SECTOR, SECTOR]), Err(error));
    for kind in [Kind::Discard, Kind::WriteZeroes] {
        assert_eq!(drive.ask(kind, PAGE as u64, PAGE), error);
        assert_eq!(drive.ask(kind, u64::MAX - 511, SECTOR), error);
        assert_eq!(drive.ask(kind, 0, usize::MAX), error);
    }
    assert_eq!(drive.read(0, &[size]), Ok(vec![7; size]));
    assert_eq!(drive.statistics().errors, 9);
    assert_eq!(faults(), [""; 0]);
    drive.destroy();
}

#[test]
fn segments_that_are_not_of_their_requests_size_fail() {
    let drive = Drive::new(2 * PAGE);
    let mut request = Request::new(drive.private, Kind::Write, 0, SECTOR);
    request.segments = vec![vec![1; SECTOR / 2], vec![2; SECTOR]];
    assert_eq!(drive.serve(&mut request), Errno::EIO.code());
    assert_eq!(faults(), [""; 0]);
    // The second is not of the request: nothing of it arrives.
    let read = drive.read(0, &[SECTOR]).unwrap();
    assert_eq!(read, [vec![1; SECTOR / 2], vec![0; SECTOR / 2]].concat());

    let mut request = Request::new(drive.private, Kind::Write, 0, SECTOR);
    request.segments = vec![vec![1; SECTOR - 1]];
    assert_eq!(drive.serve(&mut request), Errno::EIO.code());
    assert_eq!(faults(), ["queue_rq: segments smaller than their request"]);
    drive.destroy();
}

#[test]
fn what_the_driver_can_not_do_is_refused() {
    let drive = Drive::new(PAGE);
    let error = Errno::EOPNOTSUPP.code();
    assert_eq!(drive.ask(Kind::Other, 0, SECTOR), error);
    assert_eq!(drive.ioctl(0, null_mut()), Errno::ENOTTY.code());
    let error = Errno::EFAULT.code();
    assert_eq!(drive.ioctl(kernel::STATISTICS, null_mut()), error);
    assert_eq!(faults(), [""; 0]);
    drive.destroy();
}

#[test]
fn wrong_arguments_are_noticed() {
    let error = Errno::EIO.code();
    assert_eq!(disk::open_nothing(), error);
    assert_eq!(faults(), ["open: no disk of the kernel's"]);

    let mut foreign = [0u64; 64];
    let drive = Drive::of((&raw mut foreign).cast());
    assert_eq!(drive.open(), error);
    assert_eq!(drive.geometry(), (error, Geometry::default()));
    let fault = "not a disk of this driver";
    assert_eq!(
        faults(),
        [format!("open: {fault}"), format!("getgeo: {fault}")]
    );

    // Neither the queue's data nor a request, one of another driver, and one of a disk of another.
    assert_eq!(disk::queue_data(null_mut()), 10);
    assert_eq!(disk::queue(null_mut()), 10);
    let request = Request::new(drive.private, Kind::Read, 0, SECTOR);
    let request = Box::into_raw(Box::new(request));
    assert_eq!(disk::queue(request.cast()), 10);
    disk::complete(request.cast());
    disk::initialise(request.cast());
    assert_eq!(disk::queue(request.cast()), 10);
    // SAFETY: the driver is done with it.
    assert_eq!(unsafe { Box::from_raw(request) }.state, State::New);
    assert_eq!(
        faults(),
        [
            "queue_rq: no data of the queue",
            "queue_rq: no request",
            "queue_rq: not a request of this driver",
            "complete: not a request of this driver",
            "queue_rq: not a disk of this driver",
        ]
    );
    drive.forget();

    let drive = Drive::new(PAGE);
    drive.release();
    assert_eq!(faults(), ["release: released more often than opened"]);
    drive.destroy();
}
