// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Boot images, and compressed files. The numbers are from Documentation/arch/x86/boot.rst,
//! Documentation/arch/arm64/booting.rst, Documentation/arch/riscv/boot-image-header.rst and
//! drivers/firmware/efi/libstub/zboot-header.S of the kernel's source.

use compat_data::kernel::Architecture;

use super::decompress::decompress;
use super::elf;
use super::error::FileProblem;
use super::release;
use crate::bytes::ByteOrder;
use crate::header::{Header, MAGIC};

/// What was in a boot image or a compressed file.
pub(super) enum Unpacked {
    /// An ELF file.
    Elf(Vec<u8>),
    /// BTF, found by its header in a kernel's bare memory image.
    Btf {
        btf: Vec<u8>,
        /// The kernel's release string, if the image says one.
        release: Option<String>,
        /// The architecture, if the image says it.
        architecture: Option<Architecture>,
    },
}

/// Unpacks a boot image or a compressed file, to no more than `limit` bytes.
pub(super) fn unpack(bytes: &[u8], limit: u64) -> Result<Unpacked, FileProblem> {
    let payload = match x86_payload(bytes).or_else(|| zboot_payload(bytes)) {
        Some(payload) => payload?,
        None => bytes,
    };
    if let Some(unpacked) = decompress(payload, limit)? {
        return inside(unpacked);
    }
    match bare_architecture(bytes).is_some() {
        true => in_memory_image(bytes),
        false if payload.len() < bytes.len() => Err(FileProblem::UnknownCompression {
            name: format!("the payload begins with {:02x?}", first(payload)),
        }),
        false => Err(FileProblem::UnknownForm),
    }
}

fn inside(bytes: Vec<u8>) -> Result<Unpacked, FileProblem> {
    if bytes.starts_with(elf::MAGIC) {
        return Ok(Unpacked::Elf(bytes));
    }
    in_memory_image(&bytes)
}

fn in_memory_image(image: &[u8]) -> Result<Unpacked, FileProblem> {
    Ok(Unpacked::Btf {
        btf: btf_in(image)?,
        release: release::in_banner(image),
        architecture: bare_architecture(image),
    })
}

/// The payload of an x86 image whose boot protocol says where it is, 2.08 and newer; none: it is no such image.
fn x86_payload(bytes: &[u8]) -> Option<Result<&[u8], FileProblem>> {
    const SECTOR: u64 = 512;
    let order = ByteOrder::Little;
    if bytes.get(0x202..)?.starts_with(b"HdrS") && order.u16(bytes, 0x1fe)? == 0xaa55 {
        if order.u16(bytes, 0x206)? < 0x208 {
            let name = "an x86 boot image from before Linux 2.6.26".to_owned();
            return Some(Err(FileProblem::UnknownCompression { name }));
        }
        let setup = match *bytes.get(0x1f1)? {
            0 => 4,
            sectors => u64::from(sectors),
        };
        let offset = (setup + 1) * SECTOR + u64::from(order.u32(bytes, 0x248)?);
        let length = order.u32(bytes, 0x24c)?.into();
        return Some(slice(bytes, offset, length));
    }
    None
}

/// The payload of an image that decompresses itself as an EFI program; none: it is no such image.
fn zboot_payload(bytes: &[u8]) -> Option<Result<&[u8], FileProblem>> {
    if bytes.starts_with(b"MZ") && bytes.get(4..)?.starts_with(b"zimg") {
        let order = ByteOrder::Little;
        let offset = order.u32(bytes, 8)?.into();
        let length = order.u32(bytes, 12)?.into();
        return Some(slice(bytes, offset, length));
    }
    None
}

fn slice(bytes: &[u8], offset: u64, length: u64) -> Result<&[u8], FileProblem> {
    let start = usize::try_from(offset).ok();
    let end = offset
        .checked_add(length)
        .and_then(|end| usize::try_from(end).ok());
    start
        .zip(end)
        .and_then(|(start, end)| bytes.get(start..end))
        .ok_or(FileProblem::Truncated {
            length: bytes.len() as u64,
        })
}

/// The architecture of a kernel's memory image, not compressed, for arm64 or RISC-V; none: it is no such image. Of 32-bit
/// kernels Arm's have another header; RISC-V's have the same one, and are not told apart here.
fn bare_architecture(bytes: &[u8]) -> Option<Architecture> {
    let magic = bytes.get(56..).unwrap_or_default();
    if magic.starts_with(b"ARM\x64") {
        return Some(Architecture::Arm64);
    }
    magic
        .starts_with(b"RSC\x05")
        .then_some(Architecture::Riscv64)
}

/// The BTF in a memory image, which has no section headers: the one with the most types of all that have a sound header.
/// Programs that the kernel carries may bring small ones of their own.
fn btf_in(image: &[u8]) -> Result<Vec<u8>, FileProblem> {
    let mut best: Option<(usize, &[u8])> = None;
    let mut from = 0;
    while let Some(found) = image.get(from..).and_then(next_magic) {
        let start = from.saturating_add(found);
        from = start.saturating_add(2);
        let rest = image.get(start..).unwrap_or_default();
        let Ok(header) = Header::read(rest) else {
            continue;
        };
        let types = header.types.len();
        let strings = rest.get(header.strings.clone()).unwrap_or_default();
        let sound = strings.first() == Some(&0) && strings.last() == Some(&0);
        let end = header
            .layout
            .map_or(0, |layout| layout.end)
            .max(header.types.end)
            .max(header.strings.end);
        if sound && best.is_none_or(|(most, _)| types > most) {
            best = rest.get(..end).map(|btf| (types, btf));
        }
    }
    match best {
        Some((types, btf)) if types > 0 => Ok(btf.to_vec()),
        _ => Err(FileProblem::NoBtfInImage),
    }
}

/// Where the magic number is next, with version 1 and no flags behind it.
fn next_magic(bytes: &[u8]) -> Option<usize> {
    let [low, high] = MAGIC.to_le_bytes();
    bytes
        .windows(4)
        .position(|window| window == [low, high, 1, 0] || window == [high, low, 1, 0])
}

fn first(bytes: &[u8]) -> &[u8] {
    bytes.get(..4).unwrap_or(bytes)
}
