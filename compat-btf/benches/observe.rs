// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! `cargo bench -p compat-btf --bench observe -- FILE STRUCT`: how long one struct of a kernel takes inside one process.
//!
//! Prints the median and the minimum in nanoseconds of: reading the file's BTF, into memory that the process had before;
//! observing the struct from a new view, with nothing kept from the last time; the same for 100 structs at once, that one and
//! the first others whose tags end in `_ops`; and, for reference, no more than stepping over all types.

use std::error::Error;
use std::hint::black_box;
use std::time::Instant;

use compat_btf::file;

const ROUNDS: usize = 200;

/// How many structs are observed at once.
const MANY: usize = 100;

fn main() -> Result<(), Box<dyn Error>> {
    // Cargo adds an option of its own.
    let arguments: Vec<String> = std::env::args()
        .skip(1)
        .filter(|word| word != "--bench")
        .collect();
    let [path, name] = arguments.as_slice() else {
        return Err("usage: cargo bench -p compat-btf --bench observe -- FILE STRUCT".into());
    };
    let file = file::open(path.as_ref())?;
    let bytes = std::fs::read(path)?;
    let types = type_section(&bytes).ok_or("no little-endian BTF in the file")?;
    file.btf()?.observe(name)?.ok_or("no such struct")?;

    let btf = file.btf()?;
    let mut names = vec![name.as_str()];
    for (_, other) in btf.structs()? {
        // Some tags have several structs, which is an error.
        let is_one = |other| matches!(btf.observe(other), Ok(Some(_)));
        if names.len() < MANY && other.ends_with("_ops") && !names.contains(&other) && is_one(other)
        {
            names.push(other);
        }
    }
    if names.len() < MANY {
        return Err("there are too few structs in the file whose tags end in `_ops`".into());
    }

    let mut times = [(); 4].map(|()| Vec::with_capacity(ROUNDS));
    for _ in 0..ROUNDS {
        let begin = Instant::now();
        black_box(file::open(path.as_ref())?);
        times[0].push(begin.elapsed());

        let begin = Instant::now();
        black_box(file.btf()?.observe(name)?);
        times[1].push(begin.elapsed());

        let begin = Instant::now();
        black_box(file.btf()?.observe_all(&names));
        times[2].push(begin.elapsed());

        let begin = Instant::now();
        black_box(count(black_box(types)));
        times[3].push(begin.elapsed());
    }
    for (what, mut times) in ["read", "observe", "many", "step"].into_iter().zip(times) {
        times.sort();
        println!(
            "{what} {} {}",
            times[ROUNDS / 2].as_nanos(),
            times[0].as_nanos()
        );
    }
    Ok(())
}

/// The type section of the BTF in a file's bytes, by the numbers of Documentation/bpf/btf.rst: the longest one behind
/// a header of 24 bytes.
fn type_section(bytes: &[u8]) -> Option<&[u8]> {
    let begins = bytes.windows(8).enumerate();
    begins
        .filter(|(_, window)| *window == [0x9f, 0xeb, 1, 0, 24, 0, 0, 0])
        .filter_map(|(start, _)| {
            let start = start + 24;
            let offset = word(bytes, start - 16)? as usize;
            let length = word(bytes, start - 12)? as usize;
            bytes.get(start + offset..start + offset + length)
        })
        .max_by_key(|types| types.len())
}

/// How many types there are.
fn count(types: &[u8]) -> usize {
    let (mut position, mut count) = (0, 0);
    while let Some(info) = word(types, position + 4) {
        let entries = (info & 0xffff) as usize;
        position += 12
            + match info >> 24 & 0x1f {
                1 | 14 | 17 => 4,
                3 => 12,
                4 | 5 | 15 | 19 => 12 * entries,
                6 | 13 => 8 * entries,
                _ => 0,
            };
        count += 1;
    }
    count
}

fn word(bytes: &[u8], position: usize) -> Option<u32> {
    let bytes = bytes.get(position..)?.first_chunk()?;
    Some(u32::from_le_bytes(*bytes))
}
