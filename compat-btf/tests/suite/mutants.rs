// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Real BTF, truncated and with bits flipped: never a panic, and where a record of the struct itself was hit in a way
//! that shows, never another layout.

use std::time::{Duration, Instant};

use compat_btf::Btf;
use compat_btf::file::{BtfFile, from_bytes, open};
use compat_data::observation::Observation;

use crate::support::{Builder, kernels};

/// Numbers that look random and are the same each time: xorshift, by George Marsaglia.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self, below: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % below as u64) as usize
    }
}

/// How many mutants to make: `KERNEL_COMPAT_MUTANTS`, or so many that a test run does not notice.
fn count(default: usize) -> usize {
    let count = std::env::var("KERNEL_COMPAT_MUTANTS").ok();
    count.map_or(default, |count| count.parse().unwrap())
}

fn read(bytes: &[u8]) -> Option<Observation> {
    Btf::parse("mutant", bytes)
        .ok()?
        .observe("dma_buf_ops")
        .ok()?
}

/// A small BTF of all that `struct dma_buf_ops` needs, and of little else, so that most mutations hit something.
fn small() -> Vec<u8> {
    let mut btf = Builder::new();
    let bool_ = btf.refer("bool", 8, Builder::BOOL);
    let [buf, attachment, table] = ["dma_buf", "dma_buf_attachment", "sg_table"].map(|name| {
        let ty = btf.add(name, 7, 0, crate::support::Flag::Clear, 0, &[]);
        btf.pointer(ty)
    });
    let flag = crate::support::Flag::Clear;
    let direction = btf.enumeration("dma_data_direction", flag, &[("TO", 1), ("FROM", 2)]);
    let attach = btf.function(Builder::INT, &[buf, attachment]);
    let map = btf.function(table, &[attachment, direction]);
    let release = btf.function(0, &[buf]);
    let [attach, map, release] = [attach, map, release].map(|function| btf.pointer(function));
    btf.structure(
        "dma_buf_ops",
        32,
        &[
            ("cache", bool_, 0),
            ("attach", attach, 64),
            ("map", map, 128),
            ("release", release, 192),
        ],
    );
    btf.build()
}

#[test]
fn every_single_bit_of_a_small_one() {
    let sound = small();
    let expected = read(&sound).unwrap();
    let (mut same, mut other) = (0, 0);
    for bit in 0..sound.len() * 8 {
        let mut mutant = sound.clone();
        mutant[bit / 8] ^= 1 << (bit % 8);
        match read(&mutant) {
            Some(observation) if observation == expected => same += 1,
            Some(_) => other += 1,
            None => {}
        }
        assert!(read(&mutant[..bit / 8]).is_none());
    }
    println!(
        "{} bits: {same} without effect, {other} with another sound struct",
        sound.len() * 8
    );
}

#[test]
fn mutants_of_real_btf_do_no_harm() {
    for kernel in kernels("mutants") {
        let Some(path) = kernel.vmlinux() else {
            continue;
        };
        let elf = std::fs::read(&path).unwrap();
        let start = elf
            .windows(8)
            .position(|window| window == [0x9f, 0xeb, 1, 0, 24, 0, 0, 0]);
        let sound = elf[start.unwrap()..].to_vec();
        let mut numbers = Numbers(0x9e37_79b9_7f4a_7c15);
        let mut mutant = sound.clone();
        let mut slowest = Duration::ZERO;
        for nth in 0..count(60) {
            let begin = Instant::now();
            if nth % 4 == 0 {
                read(&mutant[..numbers.next(sound.len())]);
            } else {
                let bits: Vec<usize> = (0..nth % 8 + 1)
                    .map(|_| numbers.next(sound.len() * 8))
                    .collect();
                for bit in &bits {
                    mutant[bit / 8] ^= 1 << (bit % 8);
                }
                if let Ok(btf) = Btf::parse("mutant", &mutant) {
                    for name in ["dma_buf_ops", "file_operations", "task_struct"] {
                        // It may be read or refused.
                        let _ = btf.observe(name);
                    }
                }
                for bit in &bits {
                    mutant[bit / 8] = sound[bit / 8];
                }
            }
            slowest = slowest.max(begin.elapsed());
        }
        assert!(slowest < Duration::from_secs(5), "{slowest:?}");
        println!("{}: the slowest mutant took {slowest:?}", kernel.release);
        files(&elf, &mut numbers);
    }
}

/// The ELF file cut short, and with bytes of its header and section headers changed.
fn files(elf: &[u8], numbers: &mut Numbers) {
    let table = usize::from_le_bytes(elf[40..48].try_into().unwrap());
    for nth in 0..count(60) {
        let mut mutant = match nth % 4 {
            0 => elf[..numbers.next(elf.len())].to_vec(),
            _ => elf.to_vec(),
        };
        for _ in 0..4 {
            let place = match nth % 2 {
                0 => numbers.next(64),
                _ => table + numbers.next(elf.len() - table),
            };
            if let Some(byte) = mutant.get_mut(place) {
                *byte = numbers.next(256) as u8;
            }
        }
        let observe = |file: BtfFile| file.btf().ok()?.observe("dma_buf_ops").ok()?;
        let _ = from_bytes("mutant", &mutant).ok().and_then(observe);
    }
}

/// Every bit of the struct's own record means something: none can be wrong without an error or a difference that a
/// comparison with the recorded layout finds.
#[test]
fn a_hit_on_the_structs_own_record_shows() {
    const FLAG: usize = 63;
    for kernel in kernels("mutants") {
        let Some(path) = kernel.vmlinux() else {
            continue;
        };
        let file = open(&path).unwrap();
        let btf = file.btf().unwrap();
        let expected = btf.observe("dma_buf_ops").unwrap().unwrap();
        let elf = std::fs::read(&path).unwrap();
        let start = elf
            .windows(8)
            .position(|window| window == [0x9f, 0xeb, 1, 0, 24, 0, 0, 0]);
        let sound = &elf[start.unwrap()..];
        let record = own_record(sound, &expected);
        let mut mutant = sound.to_vec();
        // In a test run that should not be noticed, every seventh: it meets all places in a byte.
        let step = if count(0) == 0 { 7 } else { 1 };
        for bit in (0..(12 + expected.members.len() * 12) * 8).step_by(step) {
            let byte = record + bit / 8;
            mutant[byte] ^= 1 << (bit % 8);
            // The flag alone says only that offsets have the widths of bit-fields beside them; these have none.
            if bit != FLAG {
                assert!(read(&mutant).as_ref() != Some(&expected), "bit {bit}");
            }
            mutant[byte] = sound[byte];
        }
    }
}

/// Where the struct's record is, found by its size, its number of members and its members' offsets.
fn own_record(btf: &[u8], expected: &Observation) -> usize {
    let words = |words: &[u32]| {
        words
            .iter()
            .flat_map(|word| word.to_le_bytes())
            .collect::<Vec<u8>>()
    };
    let count = expected.members.len() as u32;
    let head = words(&[4 << 24 | count, expected.size as u32]);
    let types = 24..24 + u32::from_le_bytes(btf[12..16].try_into().unwrap()) as usize;
    let section = &btf[types];
    let is_it = |place: usize| {
        section[place + 4..].starts_with(&head)
            && expected.members.iter().enumerate().all(|(nth, member)| {
                let offset = words(&[member.offset as u32 * 8]);
                section[place + 12 + nth * 12 + 8..].starts_with(&offset)
            })
            && {
                let name = u32::from_le_bytes(section[place..place + 4].try_into().unwrap());
                let strings = &btf[24 + section.len()..];
                strings[name as usize..].starts_with(b"dma_buf_ops\0")
            }
    };
    24 + (0..section.len() - 12 - expected.members.len() * 12)
        .step_by(4)
        .find(|place| is_it(*place))
        .unwrap()
}
