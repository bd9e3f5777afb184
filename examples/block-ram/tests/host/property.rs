// SPDX-License-Identifier: MIT OR GPL-2.0-only
//! Any requests, cut into any segments, do to a disk what they would do to a vector.

use crate::disk::Drive;
use crate::kernel::{Kind, SECTOR, faults, held};
use compat_core::Errno;
use proptest::prelude::*;

/// Not a whole number of pages.
const SECTORS: usize = if cfg!(miri) { 19 } else { 67 };

/// How many requests a disk gets at most.
const REQUESTS: usize = if cfg!(miri) { 6 } else { 24 };

#[derive(Clone, Debug)]
struct Ask {
    kind: Kind,
    /// In sectors; the end may lie beyond that of the disk.
    start: usize,
    length: usize,
    /// Where the segments end, as parts of what is left of the request.
    cuts: Vec<f64>,
    byte: u8,
}

fn ask() -> impl Strategy<Value = Ask> {
    let kinds = [Kind::Read, Kind::Write, Kind::Discard, Kind::WriteZeroes];
    let cuts = prop::collection::vec(0.0..1.0, 0..6);
    (
        prop::sample::select(kinds.to_vec()),
        0..SECTORS,
        1..SECTORS / 2,
        cuts,
        1u8..,
    )
        .prop_map(|(kind, start, length, cuts, byte)| Ask {
            kind,
            start,
            length,
            cuts,
            byte,
        })
}

impl Ask {
    /// Sizes that come to that of the request.
    fn segments(&self) -> Vec<usize> {
        let mut left = self.length * SECTOR;
        let mut segments = Vec::new();
        for cut in &self.cuts {
            let size = (left as f64 * cut) as usize;
            segments.push(size);
            left -= size;
        }
        segments.push(left);
        segments
    }

    /// What is written: other bytes everywhere.
    fn contents(&self) -> Vec<u8> {
        let bytes = (0..self.length * SECTOR).map(|at| (at as u8).wrapping_mul(31) ^ self.byte);
        bytes.collect()
    }
}

fn serve(drive: &Drive, model: &mut [u8], ask: &Ask) {
    let (start, size) = (ask.start * SECTOR, ask.length * SECTOR);
    let model = model.get_mut(start..start + size);
    let expected = match &model {
        Some(_) => 0,
        None => Errno::EIO.code(),
    };
    match (ask.kind, model) {
        (Kind::Read, model) => {
            let read = drive.read(start, &ask.segments());
            assert_eq!(read, model.map(|model| model.to_vec()).ok_or(expected));
        }
        (Kind::Write, model) => {
            let contents = ask.contents();
            let mut rest = &contents[..];
            let segments = ask.segments().into_iter().map(|size| {
                let (segment, after) = rest.split_at(size);
                rest = after;
                segment.to_vec()
            });
            assert_eq!(drive.write(start, segments.collect()), expected);
            if let Some(model) = model {
                model.copy_from_slice(&contents);
            }
        }
        (kind, model) => {
            assert_eq!(drive.ask(kind, start as u64, size), expected);
            if let Some(model) = model {
                model.fill(0);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: if cfg!(miri) { 2 } else { 512 },
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn a_disk_is_a_vector(asks in prop::collection::vec(ask(), 1..=REQUESTS)) {
        let drive = Drive::new(SECTORS * SECTOR);
        let mut model = vec![0; SECTORS * SECTOR];
        for ask in &asks {
            serve(&drive, &mut model, ask);
        }
        prop_assert_eq!(drive.read(0, &[model.len()]), Ok(model));
        prop_assert!(faults().is_empty());
        drive.destroy();
        prop_assert_eq!(held(), 0);
    }
}
