// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Where the members of a struct lie: by C's rules where those say it, as observed elsewhere.

use std::collections::BTreeMap;

use crate::c::{Integer, Member, Type, TypeKind};
use crate::kernel::Architecture;
use crate::observation::{BitField, Observation};

/// Where the members of a struct lie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Places {
    /// The struct's size in bytes.
    pub size: u64,
    /// The struct's alignment in bytes.
    pub alignment: u64,
    /// Where each member begins, in bytes; of a bit-field, the byte with its first bit.
    pub offsets: Vec<u64>,
    /// The members that are bit-fields, by name.
    pub bits: BTreeMap<String, BitField>,
    /// Whether the struct is a plain list of these members: see [`Observation::is_plain`]. Of any other, the list of members
    /// alone does not give the layout.
    pub plain: bool,
}

impl Places {
    /// Where C's rules put the members; none: the type of one has a size that only a kernel's own type information says.
    pub fn computed(members: &[Member], architecture: Architecture) -> Option<Self> {
        let mut places = Self {
            size: 0,
            alignment: 1,
            offsets: Vec::new(),
            bits: BTreeMap::new(),
            plain: true,
        };
        for member in members {
            let (size, alignment) = extent(&member.ty, architecture)?;
            let offset = places.size.checked_next_multiple_of(alignment)?;
            places.offsets.push(offset);
            places.size = offset.checked_add(size)?;
            places.alignment = places.alignment.max(alignment);
        }
        places.size = places.size.checked_next_multiple_of(places.alignment)?;
        Some(places)
    }

    /// Where a kernel's type information has them.
    pub fn observed(observation: &Observation) -> Self {
        let mut offsets = Vec::new();
        let mut bits = BTreeMap::new();
        observation.visit(&mut |member| {
            offsets.push(member.offset);
            if let Some(field) = member.bit_field {
                bits.insert(member.member.name.clone(), field);
            }
        });
        Self {
            size: observation.size,
            alignment: observation.alignment,
            offsets,
            bits,
            plain: observation.is_plain(),
        }
    }
}

/// Size and alignment in bytes of a type whose size is the language's to say. See the System V ABIs of the architectures:
/// all align an integer to its size.
fn extent(ty: &Type, architecture: Architecture) -> Option<(u64, u64)> {
    let pointer = architecture.pointer_size();
    let size = match &ty.kind {
        TypeKind::Bool => 1,
        TypeKind::Integer(integer) => match integer {
            Integer::Char | Integer::SignedChar | Integer::UnsignedChar => 1,
            Integer::Short | Integer::UnsignedShort => 2,
            Integer::Int | Integer::UnsignedInt => 4,
            Integer::Long | Integer::UnsignedLong => pointer,
            Integer::LongLong | Integer::UnsignedLongLong => 8,
        },
        TypeKind::Pointer(_) => pointer,
        TypeKind::Array(element, length) => {
            let (size, alignment) = extent(element, architecture)?;
            return Some((size.checked_mul(length.unwrap_or(0))?, alignment));
        }
        TypeKind::Typedef(name) => match name.as_str() {
            // The kernel's include/uapi/asm-generic/int-ll64.h and posix_types.h.
            "u8" | "s8" | "__u8" | "__s8" => 1,
            "u16" | "s16" | "__u16" | "__s16" => 2,
            "u32" | "s32" | "__u32" | "__s32" => 4,
            "u64" | "s64" | "__u64" | "__s64" | "loff_t" => 8,
            "size_t" | "ssize_t" => pointer,
            _ => return None,
        },
        TypeKind::Void | TypeKind::Tag(..) | TypeKind::Anonymous(_) | TypeKind::Function(_) => {
            return None;
        }
    };
    Some((size, size))
}
