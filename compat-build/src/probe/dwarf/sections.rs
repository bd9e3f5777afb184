// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The sections with debug information, and the header of the unit in `.debug_info`.

use std::borrow::Cow;

use super::abbreviation;
use super::cursor::{ByteOrder, Cursor};
use super::elf::Object;
use super::error::DwarfError;
use super::form::Encoding;
use super::unit::Unit;

/// The sections with debug information of one object file.
pub(super) struct Sections<'a> {
    pub order: ByteOrder,
    pub info: Cow<'a, [u8]>,
    abbreviations: Cow<'a, [u8]>,
    pub strings: Cow<'a, [u8]>,
    pub line_strings: Cow<'a, [u8]>,
    pub string_offsets: Cow<'a, [u8]>,
}

impl<'a> Sections<'a> {
    pub fn read(object: &Object<'a>) -> Result<Self, DwarfError> {
        let section = |name: &str| -> Result<Cow<'a, [u8]>, DwarfError> {
            Ok(object.section(name)?.unwrap_or_default())
        };
        let info = object.section(".debug_info")?.ok_or_else(|| {
            DwarfError::new(".debug_info", 0, "the object file has no such section")
        })?;
        Ok(Self {
            order: object.order,
            info,
            abbreviations: section(".debug_abbrev")?,
            strings: section(".debug_str")?,
            line_strings: section(".debug_line_str")?,
            string_offsets: section(".debug_str_offsets")?,
        })
    }

    /// The unit: of one C file there is one.
    pub fn unit(&self) -> Result<Unit<'_>, DwarfError> {
        let error = |what: &str| DwarfError::new(".debug_info", 0, what);
        let truncated = || error("a truncated unit");
        let mut cursor = Cursor::new(&self.info, 0, self.order);
        let mut length = cursor.number(4).ok_or_else(truncated)?;
        let mut offset_size = 4;
        if length == 0xffff_ffff {
            length = cursor.number(8).ok_or_else(truncated)?;
            offset_size = 8;
        }
        let end = usize::try_from(length).ok();
        let end = end.and_then(|length| cursor.position.checked_add(length));
        let end = end
            .filter(|end| *end <= self.info.len())
            .ok_or_else(truncated)?;
        let version = cursor.number(2).ok_or_else(truncated)?;
        let (unit_type, address_size, abbreviations) = match version {
            2..=4 => {
                let offset = cursor.number(offset_size).ok_or_else(truncated)?;
                (1, cursor.number(1).ok_or_else(truncated)?, offset)
            }
            5 => {
                let unit_type = cursor.number(1).ok_or_else(truncated)?;
                let address_size = cursor.number(1).ok_or_else(truncated)?;
                let offset = cursor.number(offset_size).ok_or_else(truncated)?;
                (unit_type, address_size, offset)
            }
            _ => return Err(error(&format!("DWARF version {version}; known are 2 to 5"))),
        };
        // DW_UT_compile. The others hold parts of units, or refer to other files.
        if unit_type != 1 || end != self.info.len() {
            return Err(error("more than one compilation unit"));
        }
        let address_size = u8::try_from(address_size).ok().filter(|size| *size <= 8);
        let place = usize::try_from(abbreviations).unwrap_or(usize::MAX);
        let abbreviations = Cursor::new(&self.abbreviations, place, self.order);
        let encoding = Encoding {
            version,
            offset_size,
            address_size: address_size.ok_or_else(|| error("an unknown size of addresses"))?,
        };
        Unit::new(
            self,
            encoding,
            abbreviation::read(abbreviations)?,
            cursor.position,
        )
    }
}
