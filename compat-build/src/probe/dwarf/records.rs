// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The record of each kind of type.

use super::btf::{Kind, Record};
use super::encode::{Encoder, Node};
use super::error::DwarfError;
use super::names::{encoding, tag};
use super::unit::Entry;

impl<'a> Encoder<'a> {
    pub(super) fn write_base(&mut self, entry: &Entry<'a>) -> Result<(), DwarfError> {
        const INT_SIGNED: u32 = 1 << 24;
        const INT_BOOL: u32 = 4 << 24;
        let size = self.size(entry)?;
        let kind = match entry.encoding {
            Some(encoding::FLOAT) => Kind::Float,
            _ => Kind::Int,
        };
        let flags = match entry.encoding {
            Some(
                encoding::FLOAT | encoding::UNSIGNED | encoding::UNSIGNED_CHAR | encoding::UTF,
            ) => 0,
            Some(encoding::SIGNED | encoding::SIGNED_CHAR) => INT_SIGNED,
            Some(encoding::BOOLEAN) => INT_BOOL,
            _ => return Err(self.error(entry, "a base type of an unknown encoding")),
        };
        self.head(entry, kind, 0, false, size)?;
        if matches!(kind, Kind::Int) {
            if size > 16 {
                return Err(self.error(entry, "an integer of more than 128 bits"));
            }
            self.writer.word(flags | (size * 8));
        }
        Ok(())
    }

    pub(super) fn write_link(&mut self, entry: &Entry<'a>, kind: Kind) -> Result<(), DwarfError> {
        let ty = self.id(entry, entry.ty)?;
        let name = match kind {
            Kind::Typedef => entry.name.unwrap_or_default(),
            // Pointers and qualifiers have no names in BTF.
            _ => "",
        };
        let record = Record {
            name,
            kind,
            elements: 0,
            kind_flag: false,
            size_or_type: ty,
        };
        self.record(entry, &record)
    }

    pub(super) fn write_array(
        &mut self,
        entry: &Entry<'a>,
        dimension: usize,
    ) -> Result<(), DwarfError> {
        let is_dimension = |child: &Entry<'_>| child.tag == tag::SUBRANGE;
        let mut dimensions = self.unit.children(entry, is_dimension)?.into_iter();
        // Without a bound it has no elements of its own: `[]`.
        let length = dimensions
            .nth(dimension)
            .and_then(|range| range.count)
            .unwrap_or(0);
        let length = u32::try_from(length)
            .map_err(|_| self.error(entry, "an array of more than 2^32 elements"))?;
        let element = match dimensions.next() {
            None => self.id(entry, entry.ty)?,
            Some(_) => self.id_of(Node::Row {
                array: entry.offset,
                dimension: dimension + 1,
            })?,
        };
        let index = self.id_of(Node::Index)?;
        let record = Record {
            name: "",
            kind: Kind::Array,
            elements: 0,
            kind_flag: false,
            size_or_type: 0,
        };
        self.record(entry, &record)?;
        for word in [element, index, length] {
            self.writer.word(word);
        }
        Ok(())
    }

    pub(super) fn write_index(&mut self) -> Result<(), DwarfError> {
        let record = Record {
            name: "__ARRAY_SIZE_TYPE__",
            kind: Kind::Int,
            elements: 0,
            kind_flag: false,
            size_or_type: 4,
        };
        let too_many = || DwarfError::new(".debug_info", 0, "its types are too many for BTF");
        self.writer.record(&record).ok_or_else(too_many)?;
        self.writer.word(32);
        Ok(())
    }

    pub(super) fn write_function(&mut self, entry: &Entry<'a>) -> Result<(), DwarfError> {
        let is_parameter = |child: &Entry<'_>| {
            matches!(
                child.tag,
                tag::FORMAL_PARAMETER | tag::UNSPECIFIED_PARAMETERS
            )
        };
        let mut parameters = Vec::new();
        for child in self.unit.children(entry, is_parameter)? {
            parameters.push(match child.tag {
                tag::FORMAL_PARAMETER => self.id(&child, child.ty)?,
                // BTF's sign for `...`.
                _ => 0,
            });
        }
        let result = self.id(entry, entry.ty)?;
        let record = Record {
            name: "",
            kind: Kind::FuncProto,
            elements: parameters.len(),
            kind_flag: false,
            size_or_type: result,
        };
        self.record(entry, &record)?;
        for parameter in parameters {
            self.writer.word(0);
            self.writer.word(parameter);
        }
        Ok(())
    }

    pub(super) fn write_enum(&mut self, entry: &Entry<'a>) -> Result<(), DwarfError> {
        let mut enumerators = Vec::new();
        for child in self
            .unit
            .children(entry, |child| child.tag == tag::ENUMERATOR)?
        {
            let value = child.const_value;
            let value = value.ok_or_else(|| self.error(&child, "an enumerator without a value"))?;
            enumerators.push((child.name.unwrap_or_default(), value));
        }
        // One that is only declared has no size; BTF has no record for it but this.
        let size = match entry.declaration {
            true => 4,
            false => self.size(entry)?,
        };
        let signed = self.is_signed(entry)? || enumerators.iter().any(|(_, value)| *value < 0);
        let narrow = size <= 4;
        let kind = if narrow { Kind::Enum } else { Kind::Enum64 };
        self.head(entry, kind, enumerators.len(), signed, size)?;
        for (name, value) in enumerators {
            let name = self.writer.string(name);
            let name =
                name.ok_or_else(|| self.unit.error(entry.offset, "too many names for BTF"))?;
            self.writer.word(name);
            // The low words of the two's complement.
            self.writer.word(value as u32);
            if !narrow {
                self.writer.word((value >> 32) as u32);
            }
        }
        Ok(())
    }

    pub(super) fn write_aggregate(&mut self, entry: &Entry<'a>) -> Result<(), DwarfError> {
        let is_union = entry.tag == tag::UNION;
        if entry.declaration {
            return self.head(entry, Kind::Fwd, 0, is_union, 0);
        }
        let size = self.size(entry)?;
        let kind = if is_union { Kind::Union } else { Kind::Struct };
        let members = self
            .unit
            .children(entry, |child| child.tag == tag::MEMBER)?;
        let bit_fields = members.iter().any(|member| member.bit_size.is_some());
        let mut words = Vec::with_capacity(members.len() * 3);
        for member in &members {
            let too_far = || self.error(member, "a member too far from the beginning for BTF");
            let offset = self.bit_offset(member)?;
            let offset = u32::try_from(offset).map_err(|_| too_far())?;
            // With bit-fields, the width has the highest byte.
            let width = match member.bit_size {
                _ if bit_fields && offset >> 24 != 0 => return Err(too_far()),
                None => 0,
                Some(width @ 1..=255) => (width as u32) << 24,
                Some(_) => return Err(self.error(member, "a bit-field without a width")),
            };
            let name = self.writer.string(member.name.unwrap_or_default());
            let name = name.ok_or_else(|| self.error(member, "too many names for BTF"))?;
            words.extend([name, self.id(member, member.ty)?, width | offset]);
        }
        self.head(entry, kind, members.len(), bit_fields, size)?;
        for word in words {
            self.writer.word(word);
        }
        Ok(())
    }
}
