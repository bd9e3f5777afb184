// SPDX-License-Identifier: MIT OR GPL-2.0-only
//! Random calls, held against a file that is a vector of bytes.

use super::{EINVAL, ENOSPC, FILL, Fill, GET_STATUS, SET_SIZE, Status};
use crate::device::{CAPACITY, Device, Opened, Result};
use proptest::prelude::*;
use std::ffi::c_int;

const EOVERFLOW: c_int = 75;

/// What a program may do.
#[derive(Clone, Debug)]
enum Call {
    Read(usize),
    Write(usize, u8),
    ReadAt(usize, i64),
    WriteAt(usize, u8, i64),
    Append(usize, u8),
    Seek(i64, c_int),
    SetSize(u64),
    Fill(u64, u64, u8),
}

/// Numbers that matter to the device: about its bounds, and anywhere.
fn number() -> impl Strategy<Value = i64> {
    let capacity = CAPACITY as i64;
    prop_oneof![
        6 => 0_i64..64,
        2 => -16_i64..0,
        6 => capacity - 32..capacity + 8,
        2 => 0..capacity,
        1 => any::<i64>(),
        1 => Just(i64::MAX),
    ]
}

fn call() -> impl Strategy<Value = Call> {
    // Miri takes its time with each byte.
    let large = if cfg!(miri) { 128 } else { 2 * CAPACITY };
    let count = move || prop_oneof![4 => 0_usize..80, 1 => 0..large];
    let offset = || number().prop_filter("the kernel refuses it", |offset| *offset >= 0);
    prop_oneof![
        3 => count().prop_map(Call::Read),
        3 => (count(), any::<u8>()).prop_map(|(count, byte)| Call::Write(count, byte)),
        2 => (count(), offset()).prop_map(|(count, offset)| Call::ReadAt(count, offset)),
        2 => (count(), any::<u8>(), offset())
            .prop_map(|(count, byte, offset)| Call::WriteAt(count, byte, offset)),
        1 => (count(), any::<u8>()).prop_map(|(count, byte)| Call::Append(count, byte)),
        3 => (number(), -1..5).prop_map(|(offset, whence)| Call::Seek(offset, whence)),
        1 => number().prop_map(|size| Call::SetSize(size as u64)),
        1 => (number(), number(), any::<u8>())
            .prop_map(|(offset, length, byte)| Call::Fill(offset as u64, length as u64, byte)),
    ]
}

/// The device, in the plainest words.
struct Model {
    memory: Vec<u8>,
    size: usize,
    position: i64,
}

impl Model {
    fn data(&self) -> &[u8] {
        &self.memory[..self.size]
    }

    fn read(&self, count: usize, position: i64) -> Vec<u8> {
        let start = (position as usize).min(self.size);
        let end = start.saturating_add(count).min(self.size);
        self.memory[start..end].to_vec()
    }

    fn write(&mut self, count: usize, byte: u8, position: i64) -> Result<usize> {
        let room = (CAPACITY as i64).saturating_sub(position).max(0) as usize;
        match (count, room) {
            (0, _) => Ok(0),
            (_, 0) => Err(ENOSPC),
            (count, room) => Ok(self.set(position as usize, count.min(room), byte)),
        }
    }

    fn set(&mut self, start: usize, count: usize, byte: u8) -> usize {
        self.memory[start..][..count].fill(byte);
        if count > 0 {
            self.size = self.size.max(start + count);
        }
        count
    }

    fn seek(&mut self, offset: i64, whence: c_int) -> Result<i64> {
        let from = match whence {
            0 => 0,
            1 => self.position,
            2 => self.size as i64,
            _ => return Err(EINVAL),
        };
        match i128::from(from) + i128::from(offset) {
            to if i64::try_from(to).is_err() => Err(EOVERFLOW),
            to if to < 0 || to > CAPACITY as i128 => Err(EINVAL),
            to => {
                self.position = to as i64;
                Ok(self.position)
            }
        }
    }

    fn resize(&mut self, size: u64) -> Result<()> {
        if size > CAPACITY as u64 {
            return Err(EINVAL);
        }
        self.size = size as usize;
        self.memory[self.size..].fill(0);
        Ok(())
    }

    fn fill(&mut self, start: u64, count: u64, byte: u8) -> Result<()> {
        if u128::from(start) + u128::from(count) > CAPACITY as u128 {
            return Err(EINVAL);
        }
        self.set(start as usize, count as usize, byte);
        Ok(())
    }
}

fn compare(call: &Call, model: &mut Model, file: &Opened, appending: &Opened) {
    match *call {
        Call::Read(count) => {
            let expected = model.read(count, model.position);
            model.position += expected.len() as i64;
            assert_eq!(file.read(count), Ok(expected));
        }
        Call::Write(count, byte) => {
            let expected = model.write(count, byte, model.position);
            model.position += expected.unwrap_or(0) as i64;
            assert_eq!(file.write(&vec![byte; count]), expected);
        }
        Call::ReadAt(count, offset) => {
            let mut position = offset;
            let expected = model.read(count, offset);
            let end = offset + expected.len() as i64;
            assert_eq!(file.read_at(count, &mut position), Ok(expected));
            assert_eq!(position, end);
        }
        Call::WriteAt(count, byte, offset) => {
            let mut position = offset;
            let expected = model.write(count, byte, offset);
            assert_eq!(file.write_at(&vec![byte; count], &mut position), expected);
            assert_eq!(position, offset + expected.unwrap_or(0) as i64);
        }
        Call::Append(count, byte) => {
            let expected = model.write(count, byte, model.size as i64);
            assert_eq!(appending.write(&vec![byte; count]), expected);
            if expected.is_ok_and(|count| count > 0) {
                assert_eq!(appending.position(), model.size as i64);
            }
        }
        Call::Seek(offset, whence) => {
            assert_eq!(file.seek(offset, whence), model.seek(offset, whence));
        }
        Call::SetSize(size) => {
            assert_eq!(file.ioctl(SET_SIZE, &mut { size }), model.resize(size));
        }
        Call::Fill(offset, length, byte) => {
            let mut fill = Fill {
                offset,
                length,
                byte,
                reserved: [0; 7],
            };
            assert_eq!(
                file.ioctl(FILL, &mut fill),
                model.fill(offset, length, byte)
            );
        }
    }
    let mut status = Status::default();
    file.ioctl(GET_STATUS, &mut status).unwrap();
    assert_eq!(status.size, model.size as u64);
    assert_eq!(file.position(), model.position);
}

proptest! {
    #![proptest_config(ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::with_cases(if cfg!(miri) { 2 } else { 500 })
    })]

    #[test]
    fn the_device_is_a_file_of_bytes(calls in prop::collection::vec(call(), 1..40)) {
        let device = Device::new();
        let file = device.open();
        let appending = device.open_as(|file| file.appends = true).unwrap();
        let mut model = Model {
            memory: vec![0; CAPACITY],
            size: 0,
            position: 0,
        };
        for call in &calls {
            compare(call, &mut model, &file, &appending);
        }
        assert_eq!(file.read_at(CAPACITY, &mut 0).unwrap(), model.data());
        file.release();
        appending.release();
    }
}
