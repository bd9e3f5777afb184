// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The forms of attribute values: DWARF 5, section 7.5.6, and DWARF 2 to 4, of which it is a superset.

use super::abbreviation::{DW_FORM_IMPLICIT_CONST, Specification};
use super::cursor::Cursor;

/// How the numbers of one unit are written.
#[derive(Clone, Copy)]
pub(super) struct Encoding {
    pub version: u64,
    /// The size of an offset into a section: 4 or 8.
    pub offset_size: u8,
    pub address_size: u8,
}

/// The value of an attribute.
#[derive(Clone, Copy)]
pub(super) enum Value<'a> {
    /// A number without a sign, a flag, an offset into a section, or an address.
    Unsigned(u64),
    /// A number with a sign.
    Signed(i64),
    /// A string in place.
    Inline(&'a [u8]),
    /// A string in `.debug_str`.
    String(u64),
    /// A string in `.debug_line_str`.
    LineString(u64),
    /// A string by its number in `.debug_str_offsets`.
    Index(u64),
    /// Bytes, or an expression.
    Block(&'a [u8]),
    /// An entry, by its offset from the beginning of the unit.
    InUnit(u64),
    /// An entry, by its offset in `.debug_info`.
    Absolute(u64),
    /// Something in another file or section.
    Elsewhere,
}

/// Reads a value; none: it is truncated, or its form is unknown.
pub(super) fn read<'a>(
    cursor: &mut Cursor<'a>,
    specification: Specification,
    encoding: Encoding,
) -> Option<Value<'a>> {
    let mut form = specification.form;
    // `DW_FORM_indirect`: the form stands before the value.
    while form == 0x16 {
        form = cursor.unsigned()?;
    }
    let offset = encoding.offset_size;
    Some(match form {
        // addr
        0x01 => Value::Unsigned(cursor.number(encoding.address_size)?),
        // block2, block4, block1, block and exprloc
        0x03 => block(cursor, 2)?,
        0x04 => block(cursor, 4)?,
        0x0a => block(cursor, 1)?,
        0x09 | 0x18 => {
            let length = cursor.unsigned()?;
            Value::Block(cursor.bytes(length)?)
        }
        // data2, data4, data8, data1 and flag, udata, data16
        0x05 => Value::Unsigned(cursor.number(2)?),
        0x06 => Value::Unsigned(cursor.number(4)?),
        0x07 => Value::Unsigned(cursor.number(8)?),
        0x0b | 0x0c => Value::Unsigned(cursor.number(1)?),
        0x0f => Value::Unsigned(cursor.unsigned()?),
        0x1e => Value::Block(cursor.bytes(16)?),
        // sdata, implicit_const, flag_present
        0x0d => Value::Signed(cursor.signed()?),
        DW_FORM_IMPLICIT_CONST => Value::Signed(specification.constant),
        0x19 => Value::Unsigned(1),
        // string, strp, line_strp
        0x08 => Value::Inline(cursor.string()?),
        0x0e => Value::String(cursor.number(offset)?),
        0x1f => Value::LineString(cursor.number(offset)?),
        // strx, strx1 to strx4
        0x1a => Value::Index(cursor.unsigned()?),
        0x25 => Value::Index(cursor.number(1)?),
        0x26 => Value::Index(cursor.number(2)?),
        0x27 => Value::Index(cursor.number(3)?),
        0x28 => Value::Index(cursor.number(4)?),
        // ref1, ref2, ref4, ref8, ref_udata
        0x11 => Value::InUnit(cursor.number(1)?),
        0x12 => Value::InUnit(cursor.number(2)?),
        0x13 => Value::InUnit(cursor.number(4)?),
        0x14 => Value::InUnit(cursor.number(8)?),
        0x15 => Value::InUnit(cursor.unsigned()?),
        // ref_addr, which was an address in DWARF 2
        0x10 if encoding.version == 2 => Value::Absolute(cursor.number(encoding.address_size)?),
        0x10 => Value::Absolute(cursor.number(offset)?),
        // sec_offset
        0x17 => Value::Unsigned(cursor.number(offset)?),
        // addrx, loclistx, rnglistx; addrx1 to addrx4; ref_sup4, ref_sup8 and ref_sig8, strp_sup
        0x1b | 0x22 | 0x23 => elsewhere(cursor.unsigned()?),
        0x29 => elsewhere(cursor.number(1)?),
        0x2a => elsewhere(cursor.number(2)?),
        0x2b => elsewhere(cursor.number(3)?),
        0x1c | 0x2c => elsewhere(cursor.number(4)?),
        0x20 | 0x24 => elsewhere(cursor.number(8)?),
        0x1d => elsewhere(cursor.number(offset)?),
        _ => return None,
    })
}

fn block<'a>(cursor: &mut Cursor<'a>, size: u8) -> Option<Value<'a>> {
    let length = cursor.number(size)?;
    Some(Value::Block(cursor.bytes(length)?))
}

fn elsewhere<'a>(_: u64) -> Value<'a> {
    Value::Elsewhere
}
