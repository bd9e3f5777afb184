// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! bpftool and pahole as judges on a real kernel's structs.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use compat_btf::{TypeId, file};
use compat_data::c::{Dialect, parse_members};

use crate::support::kernels;

/// Structs of operations that kernels have built in.
const OPS: [&str; 24] = [
    "address_space_operations",
    "block_device_operations",
    "bus_type",
    "clk_ops",
    "dentry_operations",
    "dev_pm_ops",
    "dma_buf_ops",
    "dma_map_ops",
    "ethtool_ops",
    "export_operations",
    "file_operations",
    "header_ops",
    "i2c_algorithm",
    "inode_operations",
    "iommu_ops",
    "net_device_ops",
    "pci_error_handlers",
    "proto_ops",
    "rtnl_link_ops",
    "seq_operations",
    "super_operations",
    "thermal_zone_device_ops",
    "tty_operations",
    "vm_operations_struct",
];

/// The types of the unnamed bit-fields with which bpftool fills holes: `long: 64;`.
const FILLERS: [&str; 4] = ["char", "short", "int", "long"];

/// What a tool prints; none: the tool is missing, or can't read the file.
fn run(tool: &str, arguments: &[&str], file: &Path) -> Option<String> {
    let Ok(output) = Command::new(tool).args(arguments).arg(file).output() else {
        println!("SKIPPED: no {tool}");
        return None;
    };
    if !output.status.success() {
        let error = String::from_utf8_lossy(&output.stderr);
        println!("SKIPPED: {tool} on {}: {error}", file.display());
        return None;
    }
    Some(String::from_utf8(output.stdout).unwrap())
}

/// The members of `struct name {` to its `};`, without the lines that open and close unnamed ones, the widths of
/// bit-fields, and the unnamed bit-fields that bpftool fills holes with.
fn body(lines: &[&str], name: &str) -> Vec<String> {
    let open = format!("struct {name} {{");
    let start = lines.iter().position(|line| *line == open).unwrap();
    lines[start + 1..]
        .iter()
        .take_while(|line| !line.starts_with('}'))
        .filter(|line| !line.trim_end().ends_with('{') && !line.trim_start().starts_with("};"))
        .filter_map(|line| {
            let (declaration, rest) = line.split_once(';').unwrap_or((line, ""));
            let (member, width) = declaration.split_once(':').unwrap_or((declaration, ""));
            let fills = !width.is_empty() && FILLERS.contains(&member.trim());
            (!fills).then(|| format!("{member};{rest}"))
        })
        .collect()
}

#[test]
fn declarations_are_those_of_bpftool() {
    for kernel in kernels("bpftool") {
        let Some(path) = kernel.vmlinux() else {
            continue;
        };
        let btf = file::open(&path).unwrap();
        let btf = btf.btf().unwrap();
        let dump = Command::new("bpftool")
            .args(["btf", "dump", "file"])
            .arg(&path)
            .args(["format", "c"])
            .output();
        let Ok(dump) = dump else {
            println!("SKIPPED: no bpftool");
            return;
        };
        let dump = String::from_utf8(dump.stdout).unwrap();
        let lines: Vec<&str> = dump.lines().collect();
        for name in OPS {
            let observation = btf.observe(name).unwrap().unwrap();
            let declared = body(&lines, name).join("\n");
            let declared = parse_members(&declared, Dialect::C).unwrap();
            assert_eq!(
                observation.layout("").members,
                declared,
                "{name} of {}",
                kernel.release
            );
        }
        println!(
            "{}: {} structs declared as by bpftool",
            kernel.release,
            OPS.len()
        );
    }
}

/// One struct of bpftool's raw dump: its name, its size, and its members with offsets and widths in bits.
type Raw = (String, u64, Vec<(String, u64, u64)>);

fn raw_structs(dump: &str) -> BTreeMap<u32, Raw> {
    let value = |line: &str, key: &str| -> u64 {
        let rest = line.split(key).nth(1).unwrap_or("0");
        rest.split(' ').next().unwrap().parse().unwrap()
    };
    let quoted = |line: &str| match line.split('\'').nth(1).unwrap() {
        "(anon)" => String::new(),
        name => name.to_owned(),
    };
    let mut structs = BTreeMap::new();
    let mut current = None;
    for line in dump.lines() {
        if let Some(member) = line.strip_prefix('\t') {
            if let Some((_, _, members)) = current.and_then(|id| structs.get_mut(&id)) {
                let members: &mut Vec<_> = members;
                members.push((
                    quoted(member),
                    value(member, "bits_offset="),
                    value(member, "bitfield_size="),
                ));
            }
            continue;
        }
        current = None;
        let Some((id, rest)) = line
            .strip_prefix('[')
            .and_then(|line| line.split_once("] "))
        else {
            continue;
        };
        if rest.starts_with("STRUCT '") && !rest.starts_with("STRUCT '(anon)'") {
            let id = id.parse().unwrap();
            structs.insert(id, (quoted(rest), value(rest, "size="), Vec::new()));
            current = Some(id);
        }
    }
    structs
}

#[test]
fn offsets_are_those_of_bpftool() {
    for kernel in kernels("bpftool") {
        let Some(path) = kernel.vmlinux() else {
            continue;
        };
        let Some(dump) = run("bpftool", &["btf", "dump", "file"], &path) else {
            return;
        };
        let file = file::open(&path).unwrap();
        let btf = file.btf().unwrap();
        let structs = raw_structs(&dump);
        assert_eq!(structs.len(), btf.structs().unwrap().len());
        for (id, (name, size, mut members)) in structs {
            let observation = btf.observe_type(TypeId(id)).unwrap();
            assert_eq!((&observation.name, observation.size), (&name, size));
            members.sort_by_key(|(_, offset, _)| *offset);
            let ours: Vec<(String, u64, u64)> = observation
                .members
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
            assert_eq!(ours, members, "{name}");
        }
        println!("{}: all structs lie as bpftool says", kernel.release);
    }
}

#[test]
fn places_are_those_of_pahole() {
    for kernel in kernels("pahole") {
        let Some(path) = kernel.vmlinux() else {
            continue;
        };
        let file = file::open(&path).unwrap();
        let btf = file.btf().unwrap();
        let list = OPS.join(",");
        let Some(dump) = run("pahole", &["-F", "btf", "-C", &list], &path) else {
            continue;
        };
        let lines: Vec<&str> = dump.lines().collect();
        if lines.is_empty() {
            println!("SKIPPED: pahole can't read {}", kernel.release);
            continue;
        }
        for name in OPS {
            let observation = btf.observe(name).unwrap().unwrap();
            let mut members = observation.layout("").members.into_iter();
            for line in body(&lines, name) {
                // `int (*open)(struct inode *, struct file *); /*  96     8 */`
                let Some((declaration, place)) = line.split_once("/*") else {
                    continue;
                };
                // Between the members, comments tell of holes.
                if declaration.trim().is_empty() {
                    continue;
                }
                let mut place = place.split_whitespace().map(str::parse);
                let (Some(offset), Some(Ok(size))) = (place.next(), place.next()) else {
                    continue;
                };
                let declared = parse_members(declaration, Dialect::C).unwrap();
                let ours = members.next().unwrap();
                assert_eq!(
                    std::slice::from_ref(&ours),
                    declared,
                    "{name} of {}",
                    kernel.release
                );
                let ours = observation.member(&ours.name).unwrap();
                // Of a bit-field, pahole gives the storage unit: `0: 3`.
                if let Ok(offset) = offset {
                    assert_eq!((ours.offset, ours.size), (offset, size), "{declaration}");
                }
            }
            assert_eq!(members.next(), None, "{name}");
        }
        println!(
            "{}: {} structs lie as pahole says",
            kernel.release,
            OPS.len()
        );
    }
}
