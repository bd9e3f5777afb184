// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! What one kernel's own type information says of one struct: plain data, whatever it was read from.

pub mod record;

use std::collections::{BTreeMap, BTreeSet};

use crate::c::{Member, TagKind, Type, TypeKind};
use crate::core_types::is_same;
use crate::history::{History, Layout};

/// The name, in cfgs, of a target's layout that is in no history.
pub const OBSERVED: &str = "observed";

/// The word, in cfgs, for a struct whose members the kernel's build shuffled, so that no record speaks for it.
pub const RANDOMISED: &str = "randomised";

/// The word, in cfgs, for a struct that had to be observed and could not be.
pub const NOT_OBSERVED: &str = "not-observed";

/// One struct as one kernel's type information has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Observation {
    /// The struct's tag: `dma_buf_ops`.
    pub name: String,
    /// Its size in bytes.
    pub size: u64,
    /// Its alignment in bytes, as C computes it from the members: see [`Placement`].
    pub alignment: u64,
    /// How the offsets relate to C's rules.
    pub placement: Placement,
    /// The members by offset. Those of an unnamed struct or union are within it.
    pub members: Vec<ObservedMember>,
    /// What the names in the members' types stand for: every typedef and enum, and the structs and unions that stand
    /// there by value.
    pub definitions: BTreeMap<TypeName, Definition>,
    /// The size of a pointer in bytes; a `long` has the same one.
    pub pointer_size: u64,
    /// Whether `char` is signed; none: no member's type has it.
    pub char_is_signed: Option<bool>,
}

/// How the offsets of a struct's members relate to C's rules.
///
/// Type information has no attributes, so the alignment of a struct is computed from its members. Where the offsets
/// follow from C's rules it is right, unless an attribute has no effect on the struct's own members.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Placement {
    /// The members' types alone give the offsets and the size.
    Natural,
    /// Something lies where its alignment does not allow: `packed`. The alignment is taken to be 1.
    Packed,
    /// There is room that no member's alignment asks for: `aligned`, or an unnamed bit-field. The real alignment may
    /// be larger than the one computed.
    Padded,
}

/// One member, with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ObservedMember {
    /// Its declaration. The name of an unnamed struct or union is empty.
    pub member: Member,
    /// Where it begins, in bytes from the beginning of the struct that was observed; of a bit-field, the byte with its
    /// first bit.
    pub offset: u64,
    /// The size of its type in bytes.
    pub size: u64,
    /// The alignment of its type in bytes.
    pub alignment: u64,
    /// Its bits, if it is a bit-field.
    pub bit_field: Option<BitField>,
    /// The members of an unnamed struct or union.
    pub members: Vec<ObservedMember>,
}

/// The bits of a bit-field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct BitField {
    /// The first of them, in bits from the beginning of the struct that was observed. Bits count from the least
    /// significant one of a byte on little-endian targets, from the most significant one on the others.
    pub offset: u64,
    /// How many they are.
    pub width: u64,
}

/// A name in a type.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TypeName {
    /// A typedef, `size_t`, or a type of the compiler that C's declarations here have no kind for, `__int128`.
    Typedef(String),
    /// A tag, `enum dma_data_direction`.
    Tag(TagKind, String),
}

/// What a name stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Definition {
    /// The type that a typedef names, one step on.
    pub of: Option<Type>,
    /// What it is, through all typedefs.
    pub meaning: Meaning,
}

/// What a type is, as far as its values need it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// `void`.
    Void,
    /// `_Bool`.
    Bool,
    /// An integer.
    Integer {
        /// Its size in bytes.
        size: u64,
        /// Whether it is signed.
        signed: bool,
    },
    /// A floating-point number.
    Float {
        /// Its size in bytes.
        size: u64,
    },
    /// A pointer.
    Pointer,
    /// An enum.
    Enum {
        /// Its size in bytes.
        size: u64,
        /// Whether the integer that it is compatible with is signed.
        signed: bool,
        /// Its enumerators, as declared.
        enumerators: Vec<Enumerator>,
    },
    /// A struct or union.
    Aggregate {
        /// Which of them.
        kind: TagKind,
        /// Its size in bytes.
        size: u64,
        /// Its alignment in bytes, as far as its members tell: see [`Placement`].
        alignment: u64,
    },
    /// An array.
    Array {
        /// Its size in bytes.
        size: u64,
        /// Its alignment in bytes.
        alignment: u64,
    },
    /// A function.
    Function,
    /// A struct or union whose members are not declared there.
    Incomplete(TagKind),
}

/// One enumerator of an enum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Enumerator {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: i128,
}

impl Observation {
    /// The declared members as a layout of that name, to compare with a recorded one: members of unnamed structs
    /// and unions stand in their place, and widths of bit-fields are lost, as in the histories.
    pub fn layout(&self, name: &str) -> Layout {
        let mut members = Vec::new();
        self.visit(&mut |member| members.push(member.member.clone()));
        Layout {
            name: name.to_owned(),
            mainline: None,
            changes: Vec::new(),
            members,
            places: Vec::new(),
        }
    }

    /// Calls `visit` with every member that a driver can name, in order, be it in an unnamed struct or union.
    pub fn visit<'a>(&'a self, visit: &mut impl FnMut(&'a ObservedMember)) {
        flatten(&self.members, visit);
    }

    /// The recorded layout that this is, if the history has it. Where a member's type is a typedef of a function, the function
    /// is compared as well.
    ///
    /// A struct with bit-fields or with unnamed structs or unions is none: a recorded layout is a plain list of
    /// members and can't tell where those lie.
    pub fn recorded_in<'a>(&self, history: &'a History) -> Option<&'a Layout> {
        let members = self.layout(OBSERVED).members;
        let mut layouts = history.layouts.iter();
        layouts
            .find(|layout| {
                let mut pairs = layout.members.iter().zip(&members);
                layout.members.len() == members.len()
                    && pairs.all(|(recorded, observed)| is_same(recorded, observed, self))
            })
            .filter(|_| self.is_plain())
    }

    /// Whether it is a plain list of members, each where C's rules put it: no bit-fields, no unnamed structs or unions, no
    /// attributes that move members.
    pub fn is_plain(&self) -> bool {
        let is_plain =
            |member: &ObservedMember| member.bit_field.is_none() && !member.is_unnamed_aggregate();
        self.members.iter().all(is_plain) && self.placement == Placement::Natural
    }

    /// The named member with its place, be it in an unnamed struct or union.
    pub fn member(&self, name: &str) -> Option<&ObservedMember> {
        let mut found = None;
        flatten(&self.members, &mut |member| {
            if member.member.name == name {
                found = Some(member);
            }
        });
        found
    }

    /// Every name in the members' types, and in what those stand for.
    pub fn named_types(&self) -> BTreeSet<TypeName> {
        let mut names = BTreeSet::new();
        let mut pending: Vec<&Type> = Vec::new();
        let mut members: Vec<_> = self.members.iter().collect();
        while let Some(member) = members.pop() {
            pending.push(&member.member.ty);
            members.extend(&member.members);
        }
        while let Some(ty) = pending.pop() {
            ty.visit(&mut |ty| {
                let Some(name) = TypeName::of(ty) else {
                    return;
                };
                if names.insert(name.clone()) {
                    let of = self.definitions.get(&name);
                    pending.extend(of.and_then(|definition| definition.of.as_ref()));
                }
            });
        }
        names
    }

    /// The type that a typedef stands for, through all typedefs; none: it is the compiler's own.
    pub fn end<'a>(&'a self, definition: &'a Definition) -> Option<&'a Type> {
        let mut of = definition.of.as_ref()?;
        // A typedef of one that is in a circle stands for nothing.
        for _ in 0..=self.definitions.len() {
            match (&of.kind, self.definition(of)) {
                (TypeKind::Typedef(_), Some(next)) => of = next.of.as_ref()?,
                (TypeKind::Typedef(_), None) => return None,
                _ => return Some(of),
            }
        }
        None
    }

    /// What the name of a type stands for. Types without a name have no definition.
    pub fn definition(&self, ty: &Type) -> Option<&Definition> {
        self.definitions.get(&TypeName::of(ty)?)
    }
}

impl TypeName {
    /// The name of a type; none: it is made of others, or C's own.
    pub fn of(ty: &Type) -> Option<Self> {
        match &ty.kind {
            TypeKind::Typedef(name) => Some(Self::Typedef(name.clone())),
            TypeKind::Tag(kind, name) => Some(Self::Tag(*kind, name.clone())),
            _ => None,
        }
    }

    /// The name alone: `dma_buf`, `size_t`.
    pub fn plain(&self) -> &str {
        match self {
            Self::Typedef(name) | Self::Tag(_, name) => name,
        }
    }
}

impl ObservedMember {
    /// Whether it is an unnamed struct or union, whose members are named as if they were the outer struct's.
    pub fn is_unnamed_aggregate(&self) -> bool {
        self.member.name.is_empty()
    }
}

/// `struct dma_buf`, `size_t`.
impl std::fmt::Display for TypeName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Typedef(name) => f.write_str(name),
            Self::Tag(kind, name) => write!(f, "{} {name}", kind.keyword()),
        }
    }
}

/// Calls `visit` with every member that a driver can name.
fn flatten<'a>(members: &'a [ObservedMember], visit: &mut impl FnMut(&'a ObservedMember)) {
    for member in members {
        match member.is_unnamed_aggregate() {
            true => flatten(&member.members, visit),
            false => visit(member),
        }
    }
}
