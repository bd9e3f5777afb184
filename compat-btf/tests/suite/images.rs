// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Boot images and compressed files, compressed here by the tools that a kernel's build calls.

use std::io::Write;
use std::process::{Command, Stdio};

use compat_btf::file::{BtfFile, FileProblem, from_bytes, from_bytes_within};
use compat_data::kernel::Architecture;

use crate::support::{Builder, Elf, declarations};

/// The compressors with the options of the kernel's scripts/Makefile.lib, and whether its build appends the length.
const COMPRESSORS: [(&str, &[&str], bool); 7] = [
    ("gzip", &["-n", "-9"], false),
    (
        "xz",
        &["--check=crc32", "--x86", "--lzma2=dict=128MiB"],
        true,
    ),
    ("xz", &["--check=crc32", "--lzma2=dict=2MiB"], false),
    ("zstd", &["-22", "--ultra"], true),
    ("lz4", &["-l", "-9", "-"], true),
    ("bzip2", &["-9"], true),
    ("lzma", &["-9"], true),
];

fn btf() -> Vec<u8> {
    let mut btf = Builder::new();
    btf.structure("s", 4, &[("a", Builder::INT, 0)]);
    btf.build()
}

fn elf() -> Vec<u8> {
    let elf = Elf {
        wide: true,
        big: false,
    };
    // Enough of something else for the compressors to have work.
    let code: Vec<u8> = (0..300_000_u32)
        .flat_map(|n| (n.wrapping_mul(n) >> 7).to_le_bytes())
        .collect();
    elf.build(&[(".text", 1, &code), (".BTF", 1, &btf())])
}

/// A bare memory image for arm64, with small BTF of something else before the kernel's.
fn bare() -> Vec<u8> {
    let mut image = vec![0; 0x1000];
    image[56..60].copy_from_slice(b"ARM\x64");
    let mut other = Builder::empty(false);
    other.int("int", 4, 1);
    image.extend(other.build());
    image.extend([0x9f, 0xeb, 1, 0, 0xff, 0xff]);
    image.extend(b"Linux version 6.6.0-bare (builder@host) #1\0");
    image.extend(btf());
    image.extend([7; 99]);
    image
}

fn compress(tool: &str, options: &[&str], bytes: &[u8]) -> Option<Vec<u8>> {
    let mut child = Command::new(tool)
        .args(options)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .inspect_err(|_| println!("SKIPPED: no {tool} to compress with"))
        .ok()?;
    let mut input = child.stdin.take().unwrap();
    let bytes = bytes.to_vec();
    let writer = std::thread::spawn(move || input.write_all(&bytes).unwrap());
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    assert!(output.status.success(), "{tool}");
    Some(output.stdout)
}

/// An x86 boot image around a payload.
fn x86(payload: &[u8]) -> Vec<u8> {
    let mut image = vec![0; 0x1000];
    image[0x1f1] = 3;
    image[0x1fe..0x200].copy_from_slice(&[0x55, 0xaa]);
    image[0x202..0x206].copy_from_slice(b"HdrS");
    image[0x206..0x208].copy_from_slice(&[0x0f, 0x02]);
    let offset = 0x1000 - 4 * 512_u32;
    image[0x248..0x24c].copy_from_slice(&offset.to_le_bytes());
    image[0x24c..0x250].copy_from_slice(&(payload.len() as u32).to_le_bytes());
    image.extend(payload);
    image.extend([0xcc; 77]);
    image
}

/// An EFI image that decompresses itself around a payload.
fn zboot(payload: &[u8]) -> Vec<u8> {
    let mut image = b"MZ\0\0zimg".to_vec();
    image.extend(0x40_u32.to_le_bytes());
    image.extend((payload.len() as u32).to_le_bytes());
    image.resize(0x40, 0);
    image.extend(payload);
    image.extend([0xcc; 77]);
    image
}

/// What the image says of its kernel where a boot loader can read it.
fn with_release(mut image: Vec<u8>, release: &[u8]) -> Vec<u8> {
    image[0x20e..0x210].copy_from_slice(&0x300_u16.to_le_bytes());
    image[0x500..0x500 + release.len()].copy_from_slice(release);
    image
}

fn has_struct(file: &BtfFile) {
    let observation = file.btf().unwrap().observe("s").unwrap().unwrap();
    assert_eq!(declarations(&observation), ["0 int a"]);
}

#[test]
fn compressed_files_and_boot_images() {
    let (elf, bare) = (elf(), bare());
    for (tool, options, append) in COMPRESSORS {
        for unpacked in [&elf, &bare, &btf()] {
            let Some(mut payload) = compress(tool, options, unpacked) else {
                continue;
            };
            has_struct(&from_bytes(tool, &payload).unwrap());
            if append {
                payload.extend((unpacked.len() as u32).to_le_bytes());
            }
            has_struct(&from_bytes(tool, &x86(&payload)).unwrap());
            has_struct(&from_bytes(tool, &zboot(&payload)).unwrap());
        }
    }
    has_struct(&from_bytes("Image", &bare).unwrap());
}

#[test]
fn the_release_that_an_image_is_of() {
    let release = |bytes: &[u8]| {
        let file = from_bytes("image", bytes).unwrap();
        file.kernel_release().map(str::to_owned)
    };
    assert_eq!(release(&bare()).as_deref(), Some("6.6.0-bare"));
    let Some(payload) = compress("gzip", &["-n"], &bare()) else {
        return;
    };
    assert_eq!(release(&zboot(&payload)).as_deref(), Some("6.6.0-bare"));
    let image = x86(&payload);
    let named = with_release(image.clone(), b"6.1.0-56-amd64 (builder@host) #1\0");
    assert_eq!(release(&named).as_deref(), Some("6.1.0-56-amd64"));
    // Behind the end of the image.
    let mut far = image;
    far[0x20e..0x210].copy_from_slice(&[0xff, 0xff]);
    assert_eq!(release(&far).as_deref(), Some("6.6.0-bare"));
}

#[test]
fn the_architecture_that_an_image_is_for() {
    let architecture = |bytes: &[u8]| from_bytes("image", bytes).unwrap().architecture();
    assert_eq!(architecture(&bare()), Some(Architecture::Arm64));
    let mut other = bare();
    other[56..60].copy_from_slice(b"RSC\x05");
    assert_eq!(architecture(&other), Some(Architecture::Riscv64));
    if let Some(payload) = compress("gzip", &["-n"], &bare()) {
        assert_eq!(architecture(&payload), Some(Architecture::Arm64));
        assert_eq!(architecture(&zboot(&payload)), Some(Architecture::Arm64));
    }
    if let Some(payload) = compress("gzip", &["-n"], &elf()) {
        assert_eq!(architecture(&x86(&payload)), Some(Architecture::Amd64));
    }
}

/// Bytes that begin as BTF does, and are none: before the kernel's own, or in the place of it.
#[test]
fn what_only_looks_like_type_information() {
    let header = |types: u32, strings: u32| {
        let mut bytes = vec![0x9f, 0xeb, 1, 0];
        for word in [24, 0, types, types, strings] {
            bytes.extend(u32::to_le_bytes(word));
        }
        bytes
    };
    let with = |what: &[u8]| {
        let mut image = vec![0; 0x1000];
        image[56..60].copy_from_slice(b"ARM\x64");
        image.extend(what);
        image
    };
    for fake in [
        header(1 << 20, 1 << 20),
        header(u32::MAX, 8),
        vec![0x9f, 0xeb, 1, 0],
    ] {
        let mut image = with(&fake);
        let problem = from_bytes("Image", &image).unwrap_err().problem;
        assert!(matches!(problem, FileProblem::NoBtfInImage), "{problem}");
        image.extend(btf());
        has_struct(&from_bytes("Image", &image).unwrap());
    }
    // Cut within the types.
    let whole = with(&btf());
    let problem = from_bytes("Image", &whole[..whole.len() - 8])
        .unwrap_err()
        .problem;
    assert!(matches!(problem, FileProblem::NoBtfInImage), "{problem}");
}

#[test]
fn broken_compressed_data() {
    let elf = elf();
    for (tool, options, _) in COMPRESSORS {
        let Some(payload) = compress(tool, options, &elf) else {
            continue;
        };
        let cut = &payload[..payload.len() / 2];
        let problem = from_bytes(tool, cut).unwrap_err().problem;
        assert!(
            matches!(problem, FileProblem::Decompression { .. }),
            "{tool}: {problem}"
        );
        let limit = elf.len() as u64 - 1;
        let problem = from_bytes_within(tool, &payload, limit)
            .unwrap_err()
            .problem;
        // A decoder may refuse the dictionary before the data.
        let refused = matches!(
            problem,
            FileProblem::TooLarge { .. } | FileProblem::Decompression { .. }
        );
        assert!(refused, "{tool}: {problem}");
    }
}

#[test]
fn what_is_not_read_is_named() {
    let message = |bytes: &[u8]| from_bytes("file", bytes).unwrap_err().to_string();
    let lzo = [0x89, b'L', b'Z', b'O', 0, 0];
    assert_eq!(
        message(&x86(&lzo)),
        "file: compressed in a way that is not read: LZO"
    );
    assert!(message(&x86(b"what")).contains("begins with [77, 68, 61, 74]"));
    assert!(message(b"text").contains("neither raw BTF"));
    let mut old = x86(&lzo);
    old[0x206] = 7;
    assert!(message(&old).contains("2.6.26"));
    let mut far = x86(&lzo);
    far[0x24f] = 0xff;
    assert!(message(&far).contains("truncated"));
    let mut image = vec![0; 0x100];
    image[56..60].copy_from_slice(b"RSC\x05");
    assert_eq!(
        message(&image),
        "file: a kernel image without type information"
    );
}
