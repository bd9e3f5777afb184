// SPDX-License-Identifier: MIT OR GPL-2.0-only
//! Several threads at once.

use super::{ENOSPC, SET_FOLLOW, SET_SIZE};
use crate::device::{CAPACITY, Device};
use crate::kernel::waiters;
use std::thread;

const THREADS: usize = 8;
const RECORDS: usize = if cfg!(miri) { 4 } else { 200 };

#[test]
fn a_write_wakes_a_read_that_waits() {
    let device = Device::new();
    let (file, reader) = (device.open(), device.open());
    reader.ioctl(SET_FOLLOW, &mut 1_u32).unwrap();
    thread::scope(|scope| {
        let reading = scope.spawn(|| reader.read(8));
        while waiters() == 0 {
            thread::yield_now();
        }
        // A change that brings nothing is no reason to return.
        file.write_at(b"x", &mut 0).unwrap();
        assert_eq!(reading.join().unwrap().unwrap(), b"x");

        let reading = scope.spawn(|| reader.read(8));
        while waiters() == 0 {
            thread::yield_now();
        }
        file.ioctl(SET_SIZE, &mut 0_u64).unwrap();
        file.ioctl(SET_FOLLOW, &mut 0_u32).unwrap();
        file.write_at(b"12", &mut 0).unwrap();
        assert_eq!(reading.join().unwrap().unwrap(), b"2");

        let reading = scope.spawn(|| reader.read(8));
        while waiters() == 0 {
            thread::yield_now();
        }
        reader.ioctl(SET_FOLLOW, &mut 0_u32).unwrap();
        assert_eq!(reading.join().unwrap().unwrap(), b"");
    });
    file.release();
    reader.release();
}

#[test]
fn appended_records_are_whole_and_in_order_for_all_who_follow() {
    let device = Device::new();
    thread::scope(|scope| {
        for number in 0..THREADS {
            let (writer, reader) = (
                device.open_as(|file| file.appends = true).unwrap(),
                device.open(),
            );
            scope.spawn(move || {
                for count in 0..RECORDS {
                    let record = [number as u8, count as u8, !number as u8, !count as u8];
                    assert_eq!(writer.write(&record), Ok(4));
                }
                writer.release();
            });
            scope.spawn(move || {
                reader.ioctl(SET_FOLLOW, &mut 1_u32).unwrap();
                let mut next = [0; THREADS];
                for _ in 0..THREADS * RECORDS {
                    let record = reader.read(4).unwrap();
                    let number = usize::from(record[0]);
                    let count = next[number] as u8;
                    assert_eq!(record, [number as u8, count, !number as u8, !count]);
                    next[number] += 1;
                }
                reader.release();
            });
        }
    });
}

/// On one open file: sizes and positions stay in bounds, whatever happens.
#[test]
fn one_file_for_all_threads() {
    let device = Device::new();
    let file = device.open_as(|file| file.waits = false).unwrap();
    let rounds = if cfg!(miri) { 4 } else { 300 };
    let shared = &file;
    thread::scope(|scope| {
        for number in 0..THREADS {
            scope.spawn(move || {
                for round in 0..rounds {
                    let size = (number * 7919 + round * 104_729) % (CAPACITY + 1);
                    let bytes = vec![round as u8; size % 3000];
                    match (number + round) % 4 {
                        0 => shared.ioctl(SET_SIZE, &mut (size as u64)).unwrap(),
                        1 => assert_eq!(shared.seek(size as i64, 0), Ok(size as i64)),
                        2 => assert!(shared.read(bytes.len()).unwrap().len() <= bytes.len()),
                        _ => match shared.write(&bytes) {
                            Ok(written) => assert!(written <= bytes.len()),
                            Err(error) => assert_eq!(error, ENOSPC),
                        },
                    }
                }
            });
        }
    });
    assert!(file.read_at(2 * CAPACITY, &mut 0).unwrap().len() <= CAPACITY);
    file.release();
}
