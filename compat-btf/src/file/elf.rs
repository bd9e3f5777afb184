// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The sections of an ELF file that hold BTF, and those that name its kernel. Offsets and numbers are those of elf(5).

use std::io::{Read, Seek};

use compat_data::kernel::Architecture;

use super::error::FileProblem;
use super::{read_at, release};
use crate::bytes::ByteOrder;

/// What every ELF file begins with.
pub(super) const MAGIC: &[u8] = b"\x7fELF";

/// What an ELF file says of types.
pub(super) struct Sections {
    /// The section `.BTF`.
    pub btf: Vec<u8>,
    /// The section `.BTF.base`.
    pub base: Option<Vec<u8>>,
    /// The release string of its kernel, where a section says it.
    pub release: Option<String>,
    /// The size of an address of the target in bytes.
    pub pointer_size: u64,
    /// The architecture, where it is one of ours.
    pub architecture: Option<Architecture>,
}

/// The fields of a section header that matter.
#[derive(Clone, Copy)]
struct Section {
    name: u64,
    /// Whether the file has its bytes: it does of all types but NOBITS.
    present: bool,
    compressed: bool,
    offset: u64,
    size: u64,
    link: u64,
}

/// The two classes of ELF files, by what differs.
struct Class {
    order: ByteOrder,
    wide: bool,
}

/// More section headers than any kernel file has; a kernel with one section per function has some 100,000.
const MOST_SECTIONS: u64 = 1 << 20;
const NOBITS: u64 = 8;
const COMPRESSED: u64 = 1 << 11;
/// The index that says that the real one is in section 0.
const EXTENDED: u64 = 0xffff;

/// Reads the sections that hold BTF from a file of that length.
pub(super) fn read(reader: &mut (impl Read + Seek), length: u64) -> Result<Sections, FileProblem> {
    let elf = |what| FileProblem::Elf { what };
    let ident = read_at(reader, length, 0, 16)?;
    let class = Class {
        wide: match ident.get(4) {
            Some(1) => false,
            Some(2) => true,
            _ => return Err(elf("an unknown class")),
        },
        order: match ident.get(5) {
            Some(1) => ByteOrder::Little,
            Some(2) => ByteOrder::Big,
            _ => return Err(elf("an unknown byte order")),
        },
    };
    let header = read_at(reader, length, 0, if class.wide { 64 } else { 52 })?;
    let architecture = class.architecture(class.half(&header, 18)?);
    let table = class.word(&header, 32, 40)?;
    let [entry, count, names] = if class.wide {
        [58, 60, 62]
    } else {
        [46, 48, 50]
    };
    let entry = class.half(&header, entry)?;
    let mut count = class.half(&header, count)?;
    let mut names = class.half(&header, names)?;
    if table == 0 {
        return Err(FileProblem::NoBtfSection);
    }
    let expected = if class.wide { 64 } else { 40 };
    if entry != expected {
        return Err(elf("section headers of an unknown size"));
    }
    if count == 0 || names == EXTENDED {
        let first = class.section(&read_at(reader, length, table, entry)?)?;
        if count == 0 {
            count = first.size;
        }
        if names == EXTENDED {
            names = first.link;
        }
    }
    if count > MOST_SECTIONS {
        return Err(elf("too many sections"));
    }
    // At most 2^20 times 64 bytes, and no more than the file is long.
    let headers = read_at(reader, length, table, count * entry)?;
    let sections = || headers.chunks_exact(entry as usize);
    let strings = usize::try_from(names)
        .ok()
        .and_then(|names| sections().nth(names));
    let strings = class.section(strings.ok_or(elf("no names of sections"))?)?;
    if !strings.present {
        return Err(elf("no names of sections"));
    }
    let strings = read_at(reader, length, strings.offset, strings.size)?;
    let find = |wanted: &[u8]| -> Result<Option<Section>, FileProblem> {
        for header in sections() {
            let section = class.section(header)?;
            let name = usize::try_from(section.name)
                .ok()
                .and_then(|name| strings.get(name..));
            let rest = name.and_then(|name| name.strip_prefix(wanted));
            if rest.is_some_and(|rest| rest.first() == Some(&0)) && section.present {
                return Ok(Some(section));
            }
        }
        Ok(None)
    };
    let mut contents = |section: Section| read_at(reader, length, section.offset, section.size);
    let mut types = |name: &[u8]| match find(name)? {
        Some(section) if section.compressed => Err(elf("a compressed section `.BTF`")),
        Some(section) => contents(section).map(Some),
        None => Ok(None),
    };
    let btf = types(b".BTF")?.ok_or(FileProblem::NoBtfSection)?;
    let base = types(b".BTF.base")?;
    let release = match (find(b".modinfo")?, find(b".rodata")?) {
        (Some(modinfo), _) => release::in_modinfo(&contents(modinfo)?),
        (None, Some(constants)) if !constants.compressed => {
            release::in_banner(&contents(constants)?)
        }
        (None, _) => None,
    };
    Ok(Sections {
        btf,
        base,
        release,
        architecture,
        pointer_size: if class.wide { 8 } else { 4 },
    })
}

impl Class {
    /// The architecture of `e_machine`; see include/uapi/linux/elf-em.h.
    fn architecture(&self, machine: u64) -> Option<Architecture> {
        match (machine, self.wide, self.order) {
            (62, true, ByteOrder::Little) => Some(Architecture::Amd64),
            (183, true, ByteOrder::Little) => Some(Architecture::Arm64),
            (40, false, ByteOrder::Little) => Some(Architecture::Armhf),
            (21, true, ByteOrder::Little) => Some(Architecture::Ppc64el),
            (243, true, ByteOrder::Little) => Some(Architecture::Riscv64),
            _ => None,
        }
    }

    fn half(&self, bytes: &[u8], position: usize) -> Result<u64, FileProblem> {
        let half = self.order.u16(bytes, position);
        half.map(u64::from).ok_or(FileProblem::Truncated {
            length: bytes.len() as u64,
        })
    }

    /// An address, an offset or a size: at one place in 32-bit files, at another in 64-bit ones.
    fn word(&self, bytes: &[u8], narrow: usize, wide: usize) -> Result<u64, FileProblem> {
        let word = match self.wide {
            true => self.order.u64(bytes, wide),
            false => self.order.u32(bytes, narrow).map(u64::from),
        };
        word.ok_or(FileProblem::Truncated {
            length: bytes.len() as u64,
        })
    }

    /// A field of four bytes in both classes.
    fn field(&self, bytes: &[u8], position: usize) -> Result<u64, FileProblem> {
        let field = self.order.u32(bytes, position).map(u64::from);
        field.ok_or(FileProblem::Truncated {
            length: bytes.len() as u64,
        })
    }

    fn section(&self, header: &[u8]) -> Result<Section, FileProblem> {
        Ok(Section {
            name: self.field(header, 0)?,
            present: self.field(header, 4)? != NOBITS,
            compressed: self.word(header, 8, 8)? & COMPRESSED != 0,
            offset: self.word(header, 16, 24)?,
            size: self.word(header, 20, 32)?,
            link: self.field(header, if self.wide { 40 } else { 24 })?,
        })
    }
}
