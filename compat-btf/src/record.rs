// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! One record of the type section: `struct btf_type` and what follows it.

use std::fmt;

use crate::bytes::ByteOrder;
use crate::kind::Kind;

/// The number by which types refer to one another; 0 is `void`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TypeId(pub u32);

/// A type, decoded as far as all kinds have the same fields.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Record<'a> {
    pub id: TypeId,
    pub name: NameOffset,
    pub info: Info,
    /// The size of a type that has one, else the type referred to.
    size_or_type: u32,
    /// What follows, as long as the kind and `vlen` say.
    data: &'a [u8],
    order: ByteOrder,
}

/// Where a name is in the strings; 0: there is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NameOffset(pub u32);

/// The kind, the number of elements and the flag of a type.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Info(pub u32);

/// `struct btf_array`.
pub(crate) struct ArrayOf {
    pub element: TypeId,
    pub index: TypeId,
    pub length: u32,
}

/// The word that follows an INT.
pub(crate) struct IntEncoding {
    pub signed: bool,
    pub boolean: bool,
    /// Where the value begins in its storage, in bits. An old way to write bit-fields.
    pub offset: u64,
    pub bits: u64,
}

/// `struct btf_member`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct MemberRecord {
    pub name: NameOffset,
    pub ty: TypeId,
    /// From the beginning of its struct.
    pub bit_offset: u64,
    /// 0: the record does not say that it is a bit-field.
    pub bit_width: u64,
}

/// `struct btf_param`.
pub(crate) struct ParameterRecord {
    pub name: NameOffset,
    pub ty: TypeId,
}

/// `struct btf_enum` or `struct btf_enum64`.
pub(crate) struct EnumeratorRecord {
    pub name: NameOffset,
    /// The value, as if it were signed.
    pub value: i64,
}

/// The bytes that every record begins with.
pub(crate) const RECORD: usize = 12;

impl Info {
    pub const fn kind_number(self) -> u8 {
        (self.0 >> 24) as u8 & 0x7f
    }

    pub const fn kind(self) -> Kind {
        Kind::from_number(self.kind_number())
    }

    /// Sixteen bits before 7.2, when the eight above them were 0.
    pub const fn vlen(self) -> u32 {
        self.0 & 0x00ff_ffff
    }

    pub const fn kind_flag(self) -> bool {
        self.0 >> 31 == 1
    }
}

impl<'a> Record<'a> {
    /// The record in exactly these bytes.
    pub fn read(id: TypeId, bytes: &'a [u8], order: ByteOrder) -> Option<Self> {
        Some(Self {
            id,
            name: NameOffset(order.u32(bytes, 0)?),
            info: Info(order.u32(bytes, 4)?),
            size_or_type: order.u32(bytes, 8)?,
            data: bytes.get(RECORD..)?,
            order,
        })
    }

    pub const fn kind(&self) -> Kind {
        self.info.kind()
    }

    /// The type that it refers to.
    pub const fn ty(&self) -> TypeId {
        TypeId(self.size_or_type)
    }

    /// Its size in bytes.
    pub fn size(&self) -> u64 {
        self.size_or_type.into()
    }

    pub fn array(&self) -> Option<ArrayOf> {
        Some(ArrayOf {
            element: TypeId(self.word(0)?),
            index: TypeId(self.word(4)?),
            length: self.word(8)?,
        })
    }

    pub fn int(&self) -> Option<IntEncoding> {
        let word = self.word(0)?;
        Some(IntEncoding {
            signed: word >> 24 & 1 != 0,
            boolean: word >> 24 & 4 != 0,
            offset: (word >> 16 & 0xff).into(),
            bits: (word & 0xff).into(),
        })
    }

    /// The members, in the order of the records.
    pub fn members(&self) -> impl Iterator<Item = MemberRecord> {
        let flag = self.info.kind_flag();
        self.elements().map_while(move |element| {
            let offset = self.order.u32(element, 8)?;
            let (bit_width, bit_offset) = match flag {
                true => (offset >> 24, offset & 0x00ff_ffff),
                false => (0, offset),
            };
            Some(MemberRecord {
                name: NameOffset(self.order.u32(element, 0)?),
                ty: TypeId(self.order.u32(element, 4)?),
                bit_offset: bit_offset.into(),
                bit_width: bit_width.into(),
            })
        })
    }

    pub fn parameters(&self) -> impl Iterator<Item = ParameterRecord> {
        self.elements().map_while(|element| {
            Some(ParameterRecord {
                name: NameOffset(self.order.u32(element, 0)?),
                ty: TypeId(self.order.u32(element, 4)?),
            })
        })
    }

    pub fn enumerators(&self) -> impl Iterator<Item = EnumeratorRecord> {
        self.elements().map_while(|element| {
            let low = self.order.u32(element, 4)?;
            let value = match self.kind() {
                Kind::Enum64 => {
                    (u64::from(self.order.u32(element, 8)?) << 32 | u64::from(low)) as i64
                }
                _ => i64::from(low as i32),
            };
            Some(EnumeratorRecord {
                name: NameOffset(self.order.u32(element, 0)?),
                value,
            })
        })
    }

    fn word(&self, position: usize) -> Option<u32> {
        self.order.u32(self.data, position)
    }

    fn elements(&self) -> impl Iterator<Item = &'a [u8]> {
        let size = match self.kind() {
            Kind::Enum | Kind::FuncProto => 8,
            _ => 12,
        };
        self.data.chunks_exact(size)
    }
}

impl TypeId {
    /// `void`.
    pub const VOID: Self = Self(0);
}

impl fmt::Display for TypeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
