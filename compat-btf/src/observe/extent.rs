// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Sizes and alignments.

use compat_data::observation::Placement;

use super::placement::{Field, place};
use super::{DEEPEST, Reader};
use crate::error::{Error, Problem};
use crate::kind::Kind;
use crate::record::{MemberRecord, Record, TypeId};

/// What a value of a type takes, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Extent {
    pub size: u64,
    pub alignment: u64,
}

/// An alignment that no type of the language exceeds on any architecture of Linux.
const LARGEST_ALIGNMENT: u64 = 16;

impl<'a> Reader<'_, 'a> {
    /// The extent of a type; none: it has no size.
    pub(super) fn extent(&mut self, id: TypeId, depth: usize) -> Result<Option<Extent>, Error> {
        let mut id = id;
        let mut count: u64 = 1;
        for depth in depth..DEEPEST {
            if id == TypeId::VOID {
                return Ok(None);
            }
            let record = self.record(id)?;
            let scalar = |size: u64| Extent {
                size,
                alignment: natural_alignment(size),
            };
            let extent = match record.kind() {
                Kind::Const | Kind::Volatile | Kind::Restrict | Kind::TypeTag | Kind::Typedef => {
                    id = record.ty();
                    continue;
                }
                Kind::Array => {
                    let array = record.array().ok_or_else(|| self.truncated(id))?;
                    count = count
                        .checked_mul(array.length.into())
                        .ok_or_else(|| self.error(id, Problem::TooLarge))?;
                    id = array.element;
                    continue;
                }
                Kind::Int => {
                    self.check_int(&record)?;
                    scalar(record.size())
                }
                Kind::Enum | Kind::Enum64 if matches!(record.size(), 1 | 2 | 4 | 8) => {
                    scalar(record.size())
                }
                Kind::Float if (1..=LARGEST_ALIGNMENT).contains(&record.size()) => {
                    scalar(record.size())
                }
                Kind::Enum | Kind::Enum64 | Kind::Float => {
                    let what = "a size that no such type has";
                    return Err(self.error(id, Problem::Meaningless { what }));
                }
                Kind::Ptr => scalar(self.pointer_size),
                Kind::Struct | Kind::Union => self.aggregate(&record, depth)?.0,
                Kind::Fwd | Kind::FuncProto => return Ok(None),
                found => return Err(self.not_a_type(id, found)),
            };
            let size = extent.size.checked_mul(count);
            let size = size.ok_or_else(|| self.error(id, Problem::TooLarge))?;
            return Ok(Some(Extent { size, ..extent }));
        }
        Err(self.error(id, Problem::TooDeep))
    }

    /// The extent of a struct or union, and how its members lie.
    pub(super) fn aggregate(
        &mut self,
        record: &Record<'a>,
        depth: usize,
    ) -> Result<(Extent, Placement), Error> {
        if let Some(&extent) = self.extents.get(&record.id) {
            // The placement matters only for the struct that is asked for, which is not known before.
            return Ok((extent, Placement::Natural));
        }
        if depth >= DEEPEST {
            return Err(self.error(record.id, Problem::TooDeep));
        }
        let mut fields = Vec::new();
        for member in record.members() {
            fields.push(self.field(record, &member, depth)?);
        }
        fields.sort_by_key(|field| field.bit_offset);
        let union = record.kind() == Kind::Union;
        let (alignment, placement) = place(&fields, record.size(), union)
            .map_err(|problem| self.error(record.id, problem))?;
        let extent = Extent {
            size: record.size(),
            alignment,
        };
        self.extents.insert(record.id, extent);
        Ok((extent, placement))
    }

    /// One member's place, with the bits of a bit-field.
    pub(super) fn field(
        &mut self,
        aggregate: &Record<'a>,
        member: &MemberRecord,
        depth: usize,
    ) -> Result<Field<'a>, Error> {
        let name = self
            .btf
            .string(member.name)
            .and_then(|name| match name {
                Some(name) if !super::is_name(name) => Err(Problem::NotAName {
                    found: name.to_owned(),
                }),
                name => Ok(name.unwrap_or_default()),
            })
            .map_err(|problem| self.error(aggregate.id, problem))?;
        let extent = self.extent(member.ty, depth + 1)?.ok_or_else(|| {
            let member = name.to_owned();
            self.error(aggregate.id, Problem::NoSize { member })
        })?;
        let mut field = Field {
            name,
            extent,
            bit_offset: member.bit_offset,
            bit_width: (member.bit_width != 0).then_some(member.bit_width),
        };
        if field.bit_width.is_none() && !aggregate.info.kind_flag() {
            if let Some((offset, width)) = self.old_bit_field(member.ty)? {
                field.bit_offset = field.bit_offset.saturating_add(offset);
                field.bit_width = Some(width);
            }
        }
        Ok(field)
    }

    /// The bits within its storage of an INT that is narrower: how bit-fields were written before `kind_flag`.
    fn old_bit_field(&mut self, id: TypeId) -> Result<Option<(u64, u64)>, Error> {
        let mut id = id;
        for _ in 0..DEEPEST {
            if id == TypeId::VOID {
                return Ok(None);
            }
            let record = self.record(id)?;
            match record.kind() {
                Kind::Const | Kind::Volatile | Kind::TypeTag | Kind::Typedef => id = record.ty(),
                Kind::Int => {
                    let int = record.int().ok_or_else(|| self.truncated(id))?;
                    let whole = int.offset == 0 && int.bits == record.size() * 8;
                    return Ok((!whole).then_some((int.offset, int.bits)));
                }
                _ => return Ok(None),
            }
        }
        Err(self.error(id, Problem::TooDeep))
    }

    fn check_int(&self, record: &Record<'_>) -> Result<(), Error> {
        let int = record.int().ok_or_else(|| self.truncated(record.id))?;
        let size = record.size();
        let sound = size.is_power_of_two()
            && size <= LARGEST_ALIGNMENT
            && int.bits > 0
            && int.offset + int.bits <= size * 8;
        match sound {
            true => Ok(()),
            false => {
                let what = "a size that no integer has";
                Err(self.error(record.id, Problem::Meaningless { what }))
            }
        }
    }

    pub(super) fn truncated(&self, id: TypeId) -> Error {
        self.error(id, Problem::RecordTruncated)
    }

    pub(super) fn not_a_type(&self, id: TypeId, found: Kind) -> Error {
        let expected = "a type of values";
        self.error(id, Problem::WrongKind { found, expected })
    }
}

/// The alignment of a number: its size, or the largest power of two in it, as of the 12 bytes of i386's `long double`.
fn natural_alignment(size: u64) -> u64 {
    match size {
        0 => 1,
        size => 1 << size.trailing_zeros(),
    }
}
