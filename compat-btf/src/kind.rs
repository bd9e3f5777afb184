// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The kinds of types, and how long their records are.

use std::fmt;

use crate::error::Problem;
use crate::record::RECORD;

/// A kind of type, by the name that btf.rst gives it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "they are named after BTF_KIND_*")]
pub enum Kind {
    Void,
    Int,
    Ptr,
    Array,
    Struct,
    Union,
    Enum,
    Fwd,
    Typedef,
    Volatile,
    Const,
    Restrict,
    Func,
    FuncProto,
    Var,
    Datasec,
    Float,
    DeclTag,
    TypeTag,
    Enum64,
    /// One that says nothing of a struct's layout, or that is newer than this library.
    Other(u8),
}

/// How long the records of one kind are, from what `struct btf_layout` gives: in the low half the bytes that each has,
/// `info_sz` beyond those of all records, in the high half the bytes of each of its `vlen` elements, `elem_sz`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct RecordLayout(u32);

/// The layouts of all kinds, by their numbers.
pub(crate) type RecordLayouts = [RecordLayout; KINDS];

/// How many kinds a record can tell apart: the kind has seven bits since 7.2, five before, when the others were 0.
pub(crate) const KINDS: usize = 128;

/// The kinds up to this one were in kernels before the layout section: their records can't change.
const SETTLED: usize = 20;

/// The records of the kinds known here. Kinds 20 to 22 hold the places of inlined functions' parameters; in 7.2 they are
/// not yet, so a layout section may know better.
pub(crate) const RECORD_LAYOUTS: RecordLayouts = {
    const KNOWN: [(u8, u8); 23] = [
        (0, 0),  // void, which has no record
        (4, 0),  // INT
        (0, 0),  // PTR
        (12, 0), // ARRAY
        (0, 12), // STRUCT
        (0, 12), // UNION
        (0, 8),  // ENUM
        (0, 0),  // FWD
        (0, 0),  // TYPEDEF
        (0, 0),  // VOLATILE
        (0, 0),  // CONST
        (0, 0),  // RESTRICT
        (0, 0),  // FUNC
        (0, 8),  // FUNC_PROTO
        (4, 0),  // VAR
        (0, 12), // DATASEC
        (0, 0),  // FLOAT
        (4, 0),  // DECL_TAG
        (0, 0),  // TYPE_TAG
        (0, 12), // ENUM64
        (4, 4),  // LOC_PARAM
        (0, 4),  // LOC_PROTO
        (0, 12), // LOCSEC
    ];
    let mut layouts = [RecordLayout::UNKNOWN; KINDS];
    let mut kind = 1;
    while kind < KNOWN.len() {
        layouts[kind] = RecordLayout::new(KNOWN[kind].0, KNOWN[kind].1);
        kind += 1;
    }
    layouts
};

/// The layouts that a BTF's own layout section gives. It has one `struct btf_layout` for each kind from 0 on; its flags
/// have no meaning yet.
pub(crate) fn read_layouts(section: &[u8]) -> Result<RecordLayouts, Problem> {
    const ENTRY: usize = 4;
    if section.len() % ENTRY != 0 || section.len() / ENTRY > KINDS {
        return Err(Problem::LayoutSection);
    }
    let mut layouts = RECORD_LAYOUTS;
    for (number, entry) in section.chunks_exact(ENTRY).enumerate().skip(1) {
        let [info_size, element_size, ..] = *entry else {
            return Err(Problem::LayoutSection);
        };
        let layout = RecordLayout::new(info_size, element_size);
        if number < SETTLED && layout != layouts[number] {
            return Err(Problem::LayoutOfKnownKind { kind: number as u8 });
        }
        layouts[number] = layout;
    }
    Ok(layouts)
}

impl RecordLayout {
    /// All others have a record's bytes at least.
    const UNKNOWN: Self = Self(0);

    const fn new(info_size: u8, element_size: u8) -> Self {
        Self((element_size as u32) << 16 | (RECORD as u32 + info_size as u32))
    }

    /// How many bytes a record with that many elements takes; none: it is not known.
    #[inline]
    pub const fn length(self, vlen: u32) -> Option<u64> {
        match self.0 {
            0 => None,
            // 24 bits times 8 bits and some: no overflow.
            layout => Some((layout as u64 >> 16) * vlen as u64 + (layout as u64 & 0xffff)),
        }
    }
}

impl Kind {
    /// The kind of that number.
    pub(crate) const fn from_number(number: u8) -> Self {
        match number {
            0 => Self::Void,
            1 => Self::Int,
            2 => Self::Ptr,
            3 => Self::Array,
            4 => Self::Struct,
            5 => Self::Union,
            6 => Self::Enum,
            7 => Self::Fwd,
            8 => Self::Typedef,
            9 => Self::Volatile,
            10 => Self::Const,
            11 => Self::Restrict,
            12 => Self::Func,
            13 => Self::FuncProto,
            14 => Self::Var,
            15 => Self::Datasec,
            16 => Self::Float,
            17 => Self::DeclTag,
            18 => Self::TypeTag,
            19 => Self::Enum64,
            other => Self::Other(other),
        }
    }
}

/// `STRUCT`, `kind 23`.
impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Void => "void",
            Self::Int => "INT",
            Self::Ptr => "PTR",
            Self::Array => "ARRAY",
            Self::Struct => "STRUCT",
            Self::Union => "UNION",
            Self::Enum => "ENUM",
            Self::Fwd => "FWD",
            Self::Typedef => "TYPEDEF",
            Self::Volatile => "VOLATILE",
            Self::Const => "CONST",
            Self::Restrict => "RESTRICT",
            Self::Func => "FUNC",
            Self::FuncProto => "FUNC_PROTO",
            Self::Var => "VAR",
            Self::Datasec => "DATASEC",
            Self::Float => "FLOAT",
            Self::DeclTag => "DECL_TAG",
            Self::TypeTag => "TYPE_TAG",
            Self::Enum64 => "ENUM64",
            Self::Other(number) => return write!(f, "kind {number}"),
        })
    }
}
