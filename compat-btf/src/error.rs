// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! What is wrong with an input, and where.

use std::fmt;

use crate::kind::Kind;
use crate::record::TypeId;

/// Something is wrong with a BTF.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    /// The name of the input.
    pub input: String,
    /// Where it is wrong.
    pub place: Place,
    /// What is wrong.
    pub problem: Problem,
}

/// A place in a BTF.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// Its header.
    Header,
    /// Its type section, that many bytes from its beginning.
    TypeSection(usize),
    /// One type.
    Type(TypeId, Option<String>),
    /// The struct of that name.
    Struct(String),
}

/// What can be wrong with a BTF.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(
    missing_docs,
    reason = "the fields are explained by the texts they appear in"
)]
pub enum Problem {
    /// The input is shorter than the header says, or than any header is.
    Truncated { needed: u64, length: u64 },
    /// It does not begin as BTF does.
    Magic { found: u16 },
    /// A version that is not 1.
    Version { found: u8 },
    /// Flags, of which none is known.
    Flags { found: u8 },
    /// A header too short for the fields that all have.
    HeaderLength { found: u32 },
    /// The type section and the string section share bytes.
    SectionsOverlap,
    /// The string section does not end with a string's end.
    StringSection,
    /// It is a module's: its types continue those of the kernel.
    NeedsBase,
    /// The base has the other byte order.
    ByteOrder,
    /// The layout section is no list of `struct btf_layout`.
    LayoutSection,
    /// The layout section gives a kind other records than all kernels do.
    LayoutOfKnownKind { kind: u8 },
    /// A kind that is not known, and no layout section that gives the length of its records.
    UnknownKind { kind: u8 },
    /// A record goes on behind the type section's end.
    RecordTruncated,
    /// There are more types than type ids.
    TooManyTypes,
    /// No type has that id.
    NoSuchType { last: TypeId },
    /// A type of another kind is needed there.
    WrongKind { found: Kind, expected: &'static str },
    /// A record that means nothing.
    Meaningless { what: &'static str },
    /// A name that does not begin where a string does.
    NoSuchString { offset: u32 },
    /// A name that no C declaration has.
    NotAName { found: String },
    /// Types that refer to one another without end, or nearly so.
    TooDeep,
    /// More types than any struct has.
    TooLarge,
    /// A value of a type that has no size.
    NoSize { member: String },
    /// A member outside its struct.
    Outside { member: String },
    /// Two members share bytes.
    Overlap { first: String, second: String },
    /// Nothing says how long a pointer is.
    PointerSize,
    /// Several structs of that name differ.
    AmbiguousStruct {
        ids: Vec<TypeId>,
        difference: String,
    },
    /// One name stands for different types in one struct.
    AmbiguousName { name: String },
}

/// `vmlinux: BTF type 4711, struct dma_buf_ops: …`
impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            input,
            place,
            problem,
        } = self;
        write!(f, "{input}: {place}: {problem}")
    }
}

impl std::error::Error for Error {}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Header => f.write_str("BTF header"),
            Self::TypeSection(position) => write!(f, "BTF type section, byte {position}"),
            Self::Type(id, None) => write!(f, "BTF type {id}"),
            Self::Type(id, Some(name)) => write!(f, "BTF type {id}, `{name}`"),
            Self::Struct(name) => write!(f, "struct {name}"),
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Truncated { needed, length } => {
                write!(
                    f,
                    "truncated: {needed} bytes are needed, there are {length}"
                )
            }
            Self::Magic { found } => {
                write!(f, "no BTF: it begins with {found:#06x}, not with 0xeb9f")
            }
            Self::Version { found } => write!(f, "BTF version {found}; only 1 is known"),
            Self::Flags { found } => {
                write!(f, "it has flags {found:#04x}, of which none is known")
            }
            Self::HeaderLength { found } => {
                write!(f, "a header of {found} bytes; at least 24 are needed")
            }
            Self::SectionsOverlap => f.write_str("the type and string sections overlap"),
            Self::StringSection => f.write_str("the string section has no end"),
            Self::NeedsBase => f.write_str(
                "split BTF, a module's: its types continue those of the kernel it was built for\nhelp: name that kernel's BTF as its base",
            ),
            Self::ByteOrder => f.write_str("its base has the other byte order"),
            Self::LayoutSection => {
                f.write_str("the layout section is no list of `struct btf_layout`")
            }
            Self::LayoutOfKnownKind { kind } => write!(
                f,
                "the layout section gives records of {} another length than all kernels have",
                Kind::from_number(*kind)
            ),
            Self::UnknownKind { kind } => write!(
                f,
                "a type of the unknown kind {kind}, and the BTF has no layout section that says how long it is"
            ),
            Self::RecordTruncated => f.write_str("a type is longer than the type section"),
            Self::TooManyTypes => f.write_str("more types than there are type ids"),
            Self::NoSuchType { last } => {
                write!(f, "there is no such type, the last one is {last}")
            }
            Self::WrongKind { found, expected } => {
                write!(f, "{found} where {expected} is needed")
            }
            Self::Meaningless { what } => f.write_str(what),
            Self::NoSuchString { offset } => {
                write!(f, "its name would begin at byte {offset} of the strings, where none does")
            }
            Self::NotAName { found } => write!(f, "`{found}` is no name in C"),
            Self::TooDeep => f.write_str("types that nest too deep, or that are part of themselves"),
            Self::TooLarge => f.write_str("its types are too many to be a struct's"),
            Self::NoSize { member } => {
                write!(f, "member `{member}` has a type without a size")
            }
            Self::Outside { member } => write!(f, "member `{member}` lies outside"),
            Self::Overlap { first, second } => {
                write!(f, "members `{first}` and `{second}` overlap")
            }
            Self::PointerSize => f.write_str(
                "nothing tells the size of a pointer: there is no `long`\nhelp: give it with `with_pointer_size`",
            ),
            Self::AmbiguousStruct { ids, difference } => {
                write!(f, "types ")?;
                for (nth, id) in ids.iter().enumerate() {
                    write!(f, "{}{id}", if nth > 0 { ", " } else { "" })?;
                }
                write!(f, " have this name and differ: {difference}")
            }
            Self::AmbiguousName { name } => {
                write!(f, "`{name}` stands for different types in its members")
            }
        }
    }
}
