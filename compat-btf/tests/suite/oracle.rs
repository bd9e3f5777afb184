// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! btf-rs, another reader of BTF, on all structs of a kernel: names, sizes, members, offsets.

use btf_rs::{Btf as Oracle, Type};
use compat_btf::{Btf, TypeId};
use compat_data::observation::ObservedMember;

use crate::support::kernels;

/// The members as both readers can give them: name, offset in bits, width of a bit-field.
type Members = Vec<(String, u64, u64)>;

fn ours(members: &[ObservedMember]) -> Members {
    let mut list: Members = members
        .iter()
        .map(|member| {
            let bits = member.bit_field;
            (
                member.member.name.clone(),
                bits.map_or(member.offset * 8, |bits| bits.offset),
                bits.map_or(0, |bits| bits.width),
            )
        })
        .collect();
    list.sort();
    list
}

fn theirs(oracle: &Oracle, ty: &btf_rs::Struct) -> Members {
    let mut list: Members = ty
        .members
        .iter()
        .map(|member| {
            (
                oracle.resolve_name(member).unwrap_or_default(),
                member.bit_offset().into(),
                member.bitfield_size().unwrap_or_default().into(),
            )
        })
        .collect();
    list.sort();
    list
}

#[test]
fn another_reader_finds_the_same_structs() {
    for kernel in kernels("btf-rs") {
        let Some(path) = kernel.vmlinux() else {
            println!(
                "SKIPPED: btf-rs on {}: no vmlinux with its headers",
                kernel.release
            );
            continue;
        };
        let elf = std::fs::read(&path).unwrap();
        let raw = section(&elf);
        let oracle = Oracle::from_bytes(raw).unwrap();
        let btf = Btf::parse("vmlinux", raw).unwrap();
        let structs = btf.structs().unwrap();
        let mut compared = 0;
        for id in 1.. {
            let Ok(ty) = oracle.resolve_type_by_id(id) else {
                break;
            };
            let Type::Struct(ty) = ty else {
                continue;
            };
            let Ok(name) = oracle.resolve_name(&ty) else {
                continue;
            };
            if name.is_empty() {
                continue;
            }
            assert_eq!(structs[compared], (TypeId(id), name.as_str()));
            let observation = btf.observe_type(TypeId(id)).unwrap();
            assert_eq!(observation.size, ty.size() as u64, "{name}");
            assert_eq!(ours(&observation.members), theirs(&oracle, &ty), "{name}");
            compared += 1;
        }
        assert_eq!(compared, structs.len());
        println!(
            "{}: {compared} structs compared with btf-rs",
            kernel.release
        );
    }
}

/// The BTF of an ELF file, found by its magic: btf-rs reads no ELF, and our reader is on trial.
fn section(elf: &[u8]) -> &[u8] {
    let start = elf
        .windows(8)
        .position(|window| window == [0x9f, 0xeb, 1, 0, 24, 0, 0, 0]);
    &elf[start.unwrap()..]
}
