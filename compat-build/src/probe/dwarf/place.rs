// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Where members lie, and what is behind typedefs.

use super::cursor::ByteOrder;
use super::encode::{Encoder, LONGEST_CHAIN};
use super::error::DwarfError;
use super::names::{encoding, tag};
use super::unit::Entry;

impl<'a> Encoder<'a> {
    /// Where a member begins, in bits.
    pub(super) fn bit_offset(&self, member: &Entry<'a>) -> Result<u64, DwarfError> {
        let wrong = || self.error(member, "a member at no possible place");
        if let Some(offset) = member.data_bit_offset {
            return Ok(offset);
        }
        // The members of a union may have none.
        let bytes = member.data_member_location.unwrap_or(0);
        let start = bytes.checked_mul(8).ok_or_else(wrong)?;
        let Some(from_top) = member.bit_offset else {
            return Ok(start);
        };
        let offset = match self.writer.order() {
            ByteOrder::Big => start.checked_add(from_top),
            ByteOrder::Little => {
                let storage = match member.byte_size {
                    Some(size) => size,
                    None => self.resolved_size(member)?,
                };
                // The most significant bit of the storage unit is the last one.
                let end = storage
                    .checked_mul(8)
                    .and_then(|bits| bits.checked_add(start));
                end.and_then(|end| end.checked_sub(from_top))
                    .and_then(|end| end.checked_sub(member.bit_size?))
            }
        };
        offset.ok_or_else(wrong)
    }

    /// The size of a member's type, through typedefs and qualifiers.
    fn resolved_size(&self, member: &Entry<'a>) -> Result<u64, DwarfError> {
        let entry = self.resolve(member.ty)?;
        entry
            .and_then(|entry| entry.byte_size)
            .ok_or_else(|| self.error(member, "a bit-field of a type without a size"))
    }

    /// Whether an enum is compatible with a signed integer, where the compiler says so.
    pub(super) fn is_signed(&self, entry: &Entry<'a>) -> Result<bool, DwarfError> {
        let encoding = match entry.encoding {
            Some(encoding) => Some(encoding),
            None => self.resolve(entry.ty)?.and_then(|integer| integer.encoding),
        };
        Ok(matches!(
            encoding,
            Some(encoding::SIGNED | encoding::SIGNED_CHAR)
        ))
    }

    /// The entry of a type, without typedefs and qualifiers; none: `void`.
    fn resolve(&self, ty: Option<usize>) -> Result<Option<Entry<'a>>, DwarfError> {
        let mut next = ty;
        for _ in 0..LONGEST_CHAIN {
            let Some(offset) = next else {
                return Ok(None);
            };
            let entry = self.unit.entry(offset)?;
            match entry {
                Some(Entry {
                    tag: tag::TYPEDEF | tag::CONST | tag::VOLATILE | tag::RESTRICT | tag::ATOMIC,
                    ty,
                    ..
                }) => next = ty,
                entry => return Ok(entry),
            }
        }
        Err(self
            .unit
            .error(next.unwrap_or(0), "typedefs without an end"))
    }
}
