// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The section `.debug_abbrev`: what the entries of a unit consist of.

use std::collections::HashMap;

use super::cursor::Cursor;
use super::error::DwarfError;

/// What an entry consists of.
pub(super) struct Abbreviation {
    pub tag: u64,
    pub has_children: bool,
    pub attributes: Vec<Specification>,
}

/// An attribute's name, and how its value is written.
#[derive(Clone, Copy)]
pub(super) struct Specification {
    pub name: u64,
    pub form: u64,
    /// The value itself, of `DW_FORM_implicit_const`.
    pub constant: i64,
}

/// The abbreviations of one unit, by their codes.
pub(super) type Abbreviations = HashMap<u64, Abbreviation>;

pub(super) const DW_FORM_IMPLICIT_CONST: u64 = 0x21;

/// Reads the table of abbreviations at the cursor.
pub(super) fn read(mut cursor: Cursor<'_>) -> Result<Abbreviations, DwarfError> {
    let start = cursor.position;
    let mut read = || {
        let mut abbreviations = Abbreviations::new();
        loop {
            let code = cursor.unsigned()?;
            if code == 0 {
                return Some(abbreviations);
            }
            let tag = cursor.unsigned()?;
            let has_children = cursor.number(1)? != 0;
            let mut attributes = Vec::new();
            loop {
                let (name, form) = (cursor.unsigned()?, cursor.unsigned()?);
                let constant = match form {
                    DW_FORM_IMPLICIT_CONST => cursor.signed()?,
                    _ => 0,
                };
                if name == 0 && form == 0 {
                    break;
                }
                attributes.push(Specification {
                    name,
                    form,
                    constant,
                });
            }
            abbreviations.insert(
                code,
                Abbreviation {
                    tag,
                    has_children,
                    attributes,
                },
            );
        }
    };
    read().ok_or_else(|| DwarfError::new(".debug_abbrev", start, "the abbreviations have no end"))
}
