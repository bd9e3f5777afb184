// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The entries of a unit of `.debug_info`, by the names of DWARF 5.

use std::cell::Cell;

use super::abbreviation::Abbreviations;
use super::cursor::{ByteOrder, Cursor};
use super::error::DwarfError;
use super::form::{self, Encoding, Value};
use super::sections::Sections;

/// One unit.
pub(super) struct Unit<'a> {
    sections: &'a Sections<'a>,
    encoding: Encoding,
    abbreviations: Abbreviations,
    /// The offset of its first entry.
    pub first: usize,
    /// Where its part of `.debug_str_offsets` begins.
    string_offsets: u64,
    /// How many more entries may be read. In a valid unit each is read a few times; where entries refer to one another
    /// in ways that no compiler writes, it could be without end.
    budget: Cell<usize>,
}

/// How often an entry may be read on average. The shortest entry has one byte.
const READS: usize = 16;

/// What one entry says, as far as types need it.
pub(super) struct Entry<'a> {
    pub offset: usize,
    /// The offset behind it.
    pub end: usize,
    pub tag: u64,
    pub has_children: bool,
    pub name: Option<&'a str>,
    /// The offset of the entry of its type.
    pub ty: Option<usize>,
    pub declaration: bool,
    pub byte_size: Option<u64>,
    pub bit_size: Option<u64>,
    /// From the most significant bit of the storage unit, as before DWARF 4.
    pub bit_offset: Option<u64>,
    pub data_bit_offset: Option<u64>,
    pub data_member_location: Option<u64>,
    pub encoding: Option<u64>,
    /// The number of elements.
    pub count: Option<u64>,
    pub const_value: Option<i128>,
}

impl<'a> Unit<'a> {
    pub fn new(
        sections: &'a Sections<'a>,
        encoding: Encoding,
        abbreviations: Abbreviations,
        first: usize,
    ) -> Result<Self, DwarfError> {
        let mut unit = Self {
            sections,
            encoding,
            abbreviations,
            first,
            string_offsets: 0,
            budget: Cell::new(sections.info.len().saturating_mul(READS)),
        };
        unit.string_offsets = unit.find_string_offsets()?;
        Ok(unit)
    }

    /// The entry at that offset; none: the end of a list of children, or of the unit.
    pub fn entry(&self, offset: usize) -> Result<Option<Entry<'a>>, DwarfError> {
        let mut entry = Entry {
            offset,
            end: 0,
            tag: 0,
            has_children: false,
            name: None,
            ty: None,
            declaration: false,
            byte_size: None,
            bit_size: None,
            bit_offset: None,
            data_bit_offset: None,
            data_member_location: None,
            encoding: None,
            count: None,
            const_value: None,
        };
        let head = self.attributes(offset, |name, value| {
            let number = || unsigned(value);
            match name {
                // DW_AT_name, DW_AT_type, DW_AT_declaration
                0x03 => entry.name = Some(self.string(offset, value)?),
                0x49 => entry.ty = Some(self.reference(offset, value)?),
                0x3c => entry.declaration = number() == Some(1),
                // DW_AT_byte_size, DW_AT_bit_size, DW_AT_bit_offset, DW_AT_data_bit_offset
                0x0b => entry.byte_size = number(),
                0x0d => entry.bit_size = number(),
                0x0c => entry.bit_offset = number(),
                0x6b => entry.data_bit_offset = number(),
                // DW_AT_data_member_location, which was an expression in DWARF 2; DW_AT_encoding
                0x38 => entry.data_member_location = self.location(value),
                0x3e => entry.encoding = number(),
                // DW_AT_count, DW_AT_upper_bound: of `[0]` it is -1 or missing
                0x37 => entry.count = number(),
                0x2f => entry.count = number().map(|bound| bound.wrapping_add(1)).or(entry.count),
                // DW_AT_const_value
                0x1c => entry.const_value = constant(value, self.sections.order),
                _ => {}
            }
            Ok(())
        })?;
        Ok(head.map(|(tag, has_children, end)| Entry {
            tag,
            has_children,
            end,
            ..entry
        }))
    }

    /// The children of an entry, without theirs, that `keep` takes.
    pub fn children(
        &self,
        parent: &Entry<'a>,
        keep: impl Fn(&Entry<'a>) -> bool,
    ) -> Result<Vec<Entry<'a>>, DwarfError> {
        let mut children = Vec::new();
        let mut depth = usize::from(parent.has_children);
        let mut offset = parent.end;
        while depth > 0 {
            match self.entry(offset)? {
                None => {
                    depth -= 1;
                    // The null entry is one byte long.
                    offset += 1;
                    if depth > 0 && offset >= self.sections.info.len() {
                        return Err(self.error(offset, "a list of entries has no end"));
                    }
                }
                Some(entry) => {
                    offset = entry.end;
                    let nested = depth > 1;
                    depth += usize::from(entry.has_children);
                    if !nested && keep(&entry) {
                        children.push(entry);
                    }
                }
            }
        }
        Ok(children)
    }

    pub fn error(&self, offset: usize, what: &str) -> DwarfError {
        DwarfError::new(".debug_info", offset, what)
    }

    /// Calls `visit` with each attribute; the entry's tag, whether it has children, and the offset behind it.
    fn attributes(
        &self,
        offset: usize,
        mut visit: impl FnMut(u64, Value<'a>) -> Result<(), DwarfError>,
    ) -> Result<Option<(u64, bool, usize)>, DwarfError> {
        let budget = self.budget.get().checked_sub(1);
        self.budget
            .set(budget.ok_or_else(|| self.error(offset, "its entries overlap"))?);
        let mut cursor = Cursor::new(&self.sections.info, offset, self.sections.order);
        if cursor.is_at_end() {
            return Ok(None);
        }
        let code = cursor
            .unsigned()
            .ok_or_else(|| self.error(offset, "truncated"))?;
        if code == 0 {
            return Ok(None);
        }
        let abbreviation = self
            .abbreviations
            .get(&code)
            .ok_or_else(|| self.error(offset, &format!("no abbreviation {code}")))?;
        for specification in &abbreviation.attributes {
            let value = form::read(&mut cursor, *specification, self.encoding);
            let value = value.ok_or_else(|| {
                let form = specification.form;
                self.error(
                    offset,
                    &format!("truncated, or of the unknown form {form:#x}"),
                )
            })?;
            visit(specification.name, value)?;
        }
        Ok(Some((
            abbreviation.tag,
            abbreviation.has_children,
            cursor.position,
        )))
    }

    /// DW_AT_str_offsets_base of the unit's own entry; without it, behind the section's header.
    fn find_string_offsets(&self) -> Result<u64, DwarfError> {
        let mut base = 2 * u64::from(self.encoding.offset_size);
        self.attributes(self.first, |name, value| {
            if let (0x72, Some(value)) = (name, unsigned(value)) {
                base = value;
            }
            Ok(())
        })?;
        Ok(base)
    }

    fn string(&self, offset: usize, value: Value<'a>) -> Result<&'a str, DwarfError> {
        let sections = self.sections;
        let at = |section: &'a [u8], place: u64| -> Option<&'a [u8]> {
            Cursor::new(section, usize::try_from(place).ok()?, sections.order).string()
        };
        let text = match value {
            Value::Inline(text) => Some(text),
            Value::String(place) => at(&sections.strings, place),
            Value::LineString(place) => at(&sections.line_strings, place),
            Value::Index(index) => {
                let size = self.encoding.offset_size;
                let place = index.checked_mul(size.into());
                let place = place.and_then(|place| place.checked_add(self.string_offsets));
                place.and_then(|place| {
                    let place = usize::try_from(place).ok()?;
                    let mut cursor = Cursor::new(&sections.string_offsets, place, sections.order);
                    at(&sections.strings, cursor.number(size)?)
                })
            }
            _ => None,
        };
        text.and_then(|text| std::str::from_utf8(text).ok())
            .ok_or_else(|| self.error(offset, "a name that can't be read"))
    }

    fn reference(&self, offset: usize, value: Value<'a>) -> Result<usize, DwarfError> {
        let target = match value {
            // The unit is the only one, so it begins where the section does.
            Value::InUnit(offset) | Value::Absolute(offset) => usize::try_from(offset).ok(),
            _ => None,
        };
        target
            .filter(|target| (self.first..self.sections.info.len()).contains(target))
            .ok_or_else(|| self.error(offset, "a type outside the unit"))
    }

    /// The offset of a member: a number, or the expression `DW_OP_plus_uconst` of old compilers.
    fn location(&self, value: Value<'a>) -> Option<u64> {
        match value {
            Value::Block([0x23, rest @ ..]) => Cursor::new(rest, 0, self.sections.order).unsigned(),
            value => unsigned(value),
        }
    }
}

fn unsigned(value: Value<'_>) -> Option<u64> {
    match value {
        Value::Unsigned(number) => Some(number),
        // Old compilers write the bound of an array without elements as -1.
        Value::Signed(number) => Some(number as u64),
        _ => None,
    }
}

/// The value of an enumerator. Those without a sign are not negative: compilers write negative ones with a sign.
fn constant(value: Value<'_>, order: ByteOrder) -> Option<i128> {
    match value {
        Value::Unsigned(number) => Some(number.into()),
        Value::Signed(number) => Some(number.into()),
        Value::Block(bytes) if bytes.len() <= 8 => Some(order.number(bytes).into()),
        _ => None,
    }
}
