// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The types that the members name and compat-core does not have: opaque ones for what is behind pointers.

use std::collections::{BTreeMap, BTreeSet};

use compat_data::c::{Function, Type, TypeKind};
use compat_data::core_types::is_core_type;
use compat_data::coverage::Covered;
use compat_data::history::{History, Layout};

use crate::error::{Error, Errors};
use crate::render::rust::is_keyword;

/// The integers of Rust that C's typedefs of these names are, too.
const INTEGERS: [&str; 10] = [
    "i16", "i32", "i64", "i8", "isize", "u16", "u32", "u64", "u8", "usize",
];

/// Whether a typedef of that name is the same integer everywhere.
pub(super) fn is_integer(name: &str) -> bool {
    INTEGERS.contains(&name) || integer(name).is_some()
}

fn integer(name: &str) -> Option<&'static str> {
    let mut typedefs = TYPEDEFS.iter();
    typedefs
        .find(|(known, _)| *known == name)
        .map(|(_, integer)| *integer)
}

/// Typedefs that are the same integer on every kernel, whatever its architecture, and what they are in Rust
/// (include/uapi/asm-generic/int-ll64.h, include/linux/types.h, include/uapi/linux/types.h).
const TYPEDEFS: [(&str, &str); 31] = [
    ("__be16", "u16"),
    ("__be32", "u32"),
    ("__be64", "u64"),
    ("__le16", "u16"),
    ("__le32", "u32"),
    ("__le64", "u64"),
    ("__s16", "i16"),
    ("__s32", "i32"),
    ("__s64", "i64"),
    ("__s8", "i8"),
    ("__u16", "u16"),
    ("__u32", "u32"),
    ("__u64", "u64"),
    ("__u8", "u8"),
    ("int16_t", "i16"),
    ("int32_t", "i32"),
    ("int64_t", "i64"),
    ("int8_t", "i8"),
    ("s16", "i16"),
    ("s32", "i32"),
    ("s64", "i64"),
    ("s8", "i8"),
    ("u_int16_t", "u16"),
    ("u_int32_t", "u32"),
    ("u_int64_t", "u64"),
    ("u_int8_t", "u8"),
    ("uint16_t", "u16"),
    ("uint32_t", "u32"),
    ("uint64_t", "u64"),
    ("uint8_t", "u8"),
    ("umode_t", "u16"),
];

/// The types that the driver has to bring.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct OwnTypes {
    /// Opaque ones: the name, and what C calls it.
    pub opaque: BTreeMap<String, String>,
    /// Older tags of the same types: the name, and the newer one.
    pub renamed: BTreeMap<String, String>,
    /// Typedefs of integers: the name, and what it is in Rust.
    pub integers: BTreeMap<String, &'static str>,
}

impl OwnTypes {
    /// Whether the driver has to bring none.
    pub fn is_empty(&self) -> bool {
        self.opaque.is_empty() && self.renamed.is_empty() && self.integers.is_empty()
    }
}

/// A type that a member names.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Named {
    name: String,
    /// `struct inode`.
    c: String,
    /// Whether its size matters: it is passed or held, not pointed to.
    by_value: bool,
}

/// The types that the driver has to bring for its history.
///
/// # Errors
/// When the size of one of them must be known.
pub(super) fn own_types(history: &History, covered: &[Covered<'_>]) -> Result<OwnTypes, Errors> {
    let all = named(history.layouts.iter());
    let needed = named(covered.iter().map(|covered| covered.layout));
    let sized: BTreeSet<&str> = all
        .iter()
        .filter(|named| named.by_value && integer(&named.name).is_none())
        .map(|named| named.name.as_str())
        .collect();
    let unknown: BTreeSet<&str> = needed
        .iter()
        .filter(|named| sized.contains(named.name.as_str()))
        .map(|named| named.c.as_str())
        .collect();
    if !unknown.is_empty() {
        return Err(without_size(history, &unknown).into());
    }
    let keyword = needed.iter().find(|named| is_keyword(&named.name));
    if let Some(named) = keyword {
        return Err(Error::new(format_args!(
            "`{}` can't be named in Rust: it is a keyword there",
            named.c
        ))
        .into());
    }
    let mut types = OwnTypes::default();
    // Those of other kernels serve where one of them is the target.
    for Named { name, c, .. } in &all {
        if let Some(integer) = integer(name) {
            types.integers.insert(name.clone(), integer);
        } else if !sized.contains(name.as_str()) && !is_keyword(name) {
            types.opaque.insert(name.clone(), c.clone());
        }
    }
    for (from, to) in history.renames().tags {
        if types.opaque.contains_key(to) && types.opaque.remove(from).is_some() {
            types.renamed.insert(from.to_owned(), to.to_owned());
        }
    }
    Ok(types)
}

fn without_size(history: &History, unknown: &BTreeSet<&str>) -> Error {
    let name = &history.name;
    let list: Vec<String> = unknown.iter().map(|c| format!("`{c}`")).collect();
    let header = history.headers.iter().rfind(|header| !header.private);
    let header = header.map_or("linux/….h", |header| &header.path);
    Error::new(format_args!(
        "`struct {name}` passes or holds types whose size no history knows: {}",
        list.join(", ")
    ))
    .help(format_args!(
        "a driver without this history can have them from the kernel that it is built for: in build.rs \
         `compat_build::configure().header(\"{header}\", \"{name}\").emit()`; the types are in `{name}_types` then"
    ))
    .help("start the crate on another struct, and change build.rs and src/lib.rs so")
}

/// What these layouts name and nobody else brings.
fn named<'a>(layouts: impl Iterator<Item = &'a Layout>) -> BTreeSet<Named> {
    let mut found = BTreeSet::new();
    for member in layouts.flat_map(|layout| &layout.members) {
        find(&member.ty, true, &mut found);
    }
    found.retain(|named| {
        let name = named.name.as_str();
        !is_core_type(name) && !INTEGERS.contains(&name)
    });
    found
}

fn find(ty: &Type, by_value: bool, found: &mut BTreeSet<Named>) {
    match &ty.kind {
        TypeKind::Void | TypeKind::Bool | TypeKind::Integer(_) | TypeKind::Anonymous(_) => {}
        TypeKind::Typedef(name) | TypeKind::Tag(_, name) => {
            let named = Named {
                name: name.clone(),
                c: Type::plain(ty.kind.clone()).to_string(),
                by_value,
            };
            found.insert(named);
        }
        TypeKind::Pointer(to) => find(to, false, found),
        TypeKind::Array(element, _) => find(element, by_value, found),
        TypeKind::Function(function) => find_in_function(function, found),
    }
}

/// An array is passed as a pointer.
fn find_in_function(function: &Function, found: &mut BTreeSet<Named>) {
    for ty in function.parameters.iter().chain([&function.result]) {
        match &ty.kind {
            TypeKind::Array(element, _) => find(element, false, found),
            _ => find(ty, true, found),
        }
    }
}
