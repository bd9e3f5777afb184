// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Sections of a relocatable object file, with their relocations applied. Offsets and numbers are those of elf(5); the
//! relocations those of each architecture's ELF ABI.

use std::borrow::Cow;

use super::cursor::ByteOrder;
use super::error::DwarfError;

/// An object file.
pub(super) struct Object<'a> {
    bytes: &'a [u8],
    pub order: ByteOrder,
    /// Whether it is a file of 64 bits.
    wide: bool,
    machine: u64,
    sections: Vec<Section>,
    /// The index of the section with the sections' names.
    names: usize,
}

/// The fields of a section header that matter.
#[derive(Clone, Copy)]
struct Section {
    name: u64,
    kind: u64,
    flags: u64,
    offset: u64,
    size: u64,
    link: u64,
    info: u64,
}

/// The kinds of sections with relocations.
const RELA: u64 = 4;
const REL: u64 = 9;
const COMPRESSED: u64 = 1 << 11;
/// Where the number of sections, and the index of their names, stand in section 0 instead.
const EXTENDED: u64 = 0xffff;

impl<'a> Object<'a> {
    /// Reads the section headers.
    pub fn parse(bytes: &'a [u8]) -> Result<Self, DwarfError> {
        let (wide, order) = match bytes.get(..6) {
            Some([0x7f, b'E', b'L', b'F', class @ 1..=2, data @ 1..=2]) => (
                *class == 2,
                match data {
                    1 => ByteOrder::Little,
                    _ => ByteOrder::Big,
                },
            ),
            _ => return Err(error(0, "no ELF file of a known class and byte order")),
        };
        let mut object = Self {
            bytes,
            order,
            wide,
            machine: 0,
            sections: Vec::new(),
            names: 0,
        };
        object.machine = object.number(18, 2)?;
        let table = object.word(32, 40)?;
        let [entry, count, names] = match wide {
            true => [58, 60, 62],
            false => [46, 48, 50],
        };
        let entry = object.number(entry, 2)?;
        if entry != if wide { 64 } else { 40 } {
            return Err(error(58, "section headers of an unknown size"));
        }
        let mut count = object.number(count, 2)?;
        let mut names = object.number(names, 2)?;
        if table != 0 && (count == 0 || names == EXTENDED) {
            let first = object.header(table)?;
            count = if count == 0 { first.size } else { count };
            names = if names == EXTENDED { first.link } else { names };
        }
        // A header that is not there ends the loop: no more are kept than the file has.
        for nth in 0..count {
            let place = nth
                .checked_mul(entry)
                .and_then(|place| place.checked_add(table));
            let place = place.ok_or_else(|| error(0, "section headers behind the end"))?;
            let section = object.header(place)?;
            object.sections.push(section);
        }
        object.names = usize::try_from(names).unwrap_or(usize::MAX);
        Ok(object)
    }

    /// The bytes of the first section of that name, relocated as a linker would at address 0.
    pub fn section(&self, name: &str) -> Result<Option<Cow<'a, [u8]>>, DwarfError> {
        let Some(names) = self.sections.get(self.names) else {
            return Ok(None);
        };
        let names = self.contents(names)?;
        let is_named = |section: &Section| {
            let start = usize::try_from(section.name).ok();
            let rest = start.and_then(|start| names.get(start..)?.strip_prefix(name.as_bytes()));
            rest.is_some_and(|rest| rest.first() == Some(&0))
        };
        let Some(index) = self.sections.iter().position(is_named) else {
            return Ok(None);
        };
        let section = self.sections[index];
        if section.flags & COMPRESSED != 0 {
            return Err(error(section.offset, &format!("{name} is compressed")));
        }
        let mut contents = Cow::Borrowed(self.contents(&section)?);
        for relocations in &self.sections {
            if matches!(relocations.kind, RELA | REL) && relocations.info == index as u64 {
                self.relocate(contents.to_mut(), relocations)?;
            }
        }
        Ok(Some(contents))
    }

    fn relocate(&self, contents: &mut [u8], relocations: &Section) -> Result<(), DwarfError> {
        let truncated = || error(relocations.offset, "a relocation that points nowhere");
        let symbols = usize::try_from(relocations.link).ok();
        let symbols = symbols.and_then(|index| self.sections.get(index));
        let symbols = self.contents(symbols.ok_or_else(truncated)?)?;
        let word = if self.wide { 8 } else { 4 };
        let explicit = relocations.kind == RELA;
        let (symbol_size, value) = if self.wide { (24, 8..16) } else { (16, 4..8) };
        for entry in self
            .contents(relocations)?
            .chunks_exact(word * if explicit { 3 } else { 2 })
        {
            let field = |nth: usize| self.order.number(&entry[nth * word..(nth + 1) * word]);
            let (symbol, kind) = match self.wide {
                true => (field(1) >> 32, field(1) & 0xffff_ffff),
                false => (field(1) >> 8, field(1) & 0xff),
            };
            let width = match relocation_width(self.machine, kind) {
                Some(0) => continue,
                Some(width) => width,
                None => {
                    let what = format!(
                        "a relocation of the unknown type {kind} (machine {})",
                        self.machine
                    );
                    return Err(error(relocations.offset, &what));
                }
            };
            let symbol = usize::try_from(symbol).ok();
            let symbol = symbol.and_then(|symbol| symbols.chunks_exact(symbol_size).nth(symbol));
            let value = self
                .order
                .number(&symbol.ok_or_else(truncated)?[value.clone()]);
            let place = usize::try_from(field(0)).ok();
            let place = place.and_then(|place| contents.get_mut(place..place.checked_add(width)?));
            let place = place.ok_or_else(truncated)?;
            let addend = match explicit {
                true => field(2),
                false => self.order.number(place),
            };
            self.order.put(value.wrapping_add(addend), place);
        }
        Ok(())
    }

    fn header(&self, place: u64) -> Result<Section, DwarfError> {
        let at = |offset: u64| place.saturating_add(offset);
        let number = |offset, size| self.number(at(offset), size);
        let word = |narrow, wide| self.word(at(narrow), at(wide));
        Ok(Section {
            name: number(0, 4)?,
            kind: number(4, 4)?,
            flags: word(8, 8)?,
            offset: word(16, 24)?,
            size: word(20, 32)?,
            link: number(if self.wide { 40 } else { 24 }, 4)?,
            info: number(if self.wide { 44 } else { 28 }, 4)?,
        })
    }

    fn contents(&self, section: &Section) -> Result<&'a [u8], DwarfError> {
        let range = || {
            let start = usize::try_from(section.offset).ok()?;
            let end = start.checked_add(usize::try_from(section.size).ok()?)?;
            self.bytes.get(start..end)
        };
        range().ok_or_else(|| error(section.offset, "a section behind the end"))
    }

    /// An address, an offset or a size: at one place in 32-bit files, at another in 64-bit ones.
    fn word(&self, narrow: u64, wide: u64) -> Result<u64, DwarfError> {
        match self.wide {
            true => self.number(wide, 8),
            false => self.number(narrow, 4),
        }
    }

    fn number(&self, place: u64, size: usize) -> Result<u64, DwarfError> {
        let range = || {
            let start = usize::try_from(place).ok()?;
            self.bytes.get(start..start.checked_add(size)?)
        };
        let bytes = range().ok_or_else(|| error(place, "truncated"))?;
        Ok(self.order.number(bytes))
    }
}

/// How many bytes an absolute relocation fills; 0: it does nothing; none: it is not known here.
fn relocation_width(machine: u64, kind: u64) -> Option<usize> {
    const ARM: u64 = 40;
    const PPC64: u64 = 21;
    // No architecture of ours, but the one whose bytes and bits go the other way.
    const S390: u64 = 22;
    const X86_64: u64 = 62;
    const AARCH64: u64 = 183;
    const RISCV: u64 = 243;
    Some(match (machine, kind) {
        (ARM | PPC64 | S390 | X86_64 | AARCH64 | RISCV, 0) => 0,
        // R_ARM_ABS32; R_PPC64_ADDR32; R_390_32; R_X86_64_32 and 32S; R_AARCH64_ABS32; R_RISCV_32
        (ARM, 2) | (PPC64, 1) | (S390, 4) | (X86_64, 10 | 11) | (AARCH64, 258) | (RISCV, 1) => 4,
        // R_PPC64_ADDR64; R_390_64; R_X86_64_64; R_AARCH64_ABS64; R_RISCV_64
        (PPC64, 38) | (S390, 22) | (X86_64, 1) | (AARCH64, 257) | (RISCV, 2) => 8,
        _ => return None,
    })
}

fn error(position: u64, what: &str) -> DwarfError {
    DwarfError::new("ELF", usize::try_from(position).unwrap_or(usize::MAX), what)
}
