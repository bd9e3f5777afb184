// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The members of a struct, and of the unnamed structs and unions in it.

use compat_data::c::Member;
use compat_data::observation::{BitField, ObservedMember};

use super::types::Use;
use super::{DEEPEST, Reader};
use crate::error::{Error, Problem};
use crate::kind::Kind;
use crate::record::{Record, TypeId};

impl<'a> Reader<'_, 'a> {
    /// The members by offset; the struct or union itself lies `outer` bits from the beginning of the one observed.
    pub(super) fn members(
        &mut self,
        aggregate: &Record<'a>,
        outer: u64,
        depth: usize,
    ) -> Result<Vec<ObservedMember>, Error> {
        if depth >= DEEPEST {
            return Err(self.error(aggregate.id, Problem::TooDeep));
        }
        let mut members = Vec::new();
        for record in aggregate.members() {
            let field = self.field(aggregate, &record, depth)?;
            // An unnamed bit-field is padding.
            if field.name.is_empty() && field.bit_width.is_some() {
                continue;
            }
            let bit_offset = outer.saturating_add(field.bit_offset);
            let inner = match field.name {
                "" => self.unnamed(record.ty, bit_offset, depth)?,
                _ => Vec::new(),
            };
            members.push(ObservedMember {
                member: Member {
                    name: field.name.to_owned(),
                    ty: self.ty(record.ty, Use::Value, depth)?,
                },
                offset: bit_offset / 8,
                size: field.extent.size,
                alignment: field.extent.alignment,
                bit_field: field.bit_width.map(|width| BitField {
                    offset: bit_offset,
                    width,
                }),
                members: inner,
            });
        }
        members.sort_by_key(|member| match member.bit_field {
            Some(bit_field) => bit_field.offset,
            None => member.offset.saturating_mul(8),
        });
        Ok(members)
    }

    /// The members of an unnamed struct or union.
    fn unnamed(
        &mut self,
        id: TypeId,
        bit_offset: u64,
        depth: usize,
    ) -> Result<Vec<ObservedMember>, Error> {
        let mut id = id;
        for depth in depth..DEEPEST {
            let record = self.record(id)?;
            match record.kind() {
                Kind::Struct | Kind::Union => return self.members(&record, bit_offset, depth + 1),
                Kind::Const | Kind::Volatile | Kind::TypeTag | Kind::Typedef => id = record.ty(),
                found => {
                    let expected = "an unnamed struct or union";
                    return Err(self.error(id, Problem::WrongKind { found, expected }));
                }
            }
        }
        Err(self.error(id, Problem::TooDeep))
    }
}
