// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! C types in Rust: the one place that says what each is there. It serves generated code, messages, and comparison with
//! what an author wrote.

use std::fmt;

use crate::c::{Function, Integer, Member, TagKind, Type, TypeKind};
use crate::core_types::is_core_type;
use crate::history::History;
use crate::observation::{Meaning, Observation, TypeName};

/// A C type that has no exact counterpart here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unrepresentable(String);

impl fmt::Display for Unrepresentable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// How names of types are written.
pub enum Names<'a> {
    /// By their full paths, for generated code; those that compat-core lacks, which only a driver's own histories name,
    /// as the driver has them where the table is.
    Paths,
    /// Plain, for people.
    Plain,
    /// One spelling for all names of one type, to compare by.
    Canonical(&'a History),
    /// By their paths, where types that compat-core lacks are in a module made from an observation; none: from within.
    Observed {
        /// The observation.
        observation: &'a Observation,
        /// The module's name.
        module: Option<&'a str>,
    },
}

impl Names<'_> {
    fn name(&self, name: &str) -> String {
        match self {
            Self::Paths if is_core_type(name) => format!("::compat_core::types::{name}"),
            Self::Paths => name.to_owned(),
            Self::Plain => name.to_owned(),
            Self::Canonical(history) => canonical(name, history),
            Self::Observed { .. } if is_core_type(name) => Self::Paths.name(name),
            Self::Observed {
                module: Some(module),
                ..
            } => format!("{module}::{name}"),
            Self::Observed { module: None, .. } => name.to_owned(),
        }
    }

    /// Whether a struct or union of that tag has a known size.
    fn has_size(&self, kind: TagKind, tag: &str) -> bool {
        let observation = match self {
            Self::Observed { observation, .. } => observation,
            // To be read or compared, a name needs no size.
            Self::Plain | Self::Canonical(_) => return true,
            Self::Paths => return false,
        };
        let name = TypeName::Tag(kind, tag.to_owned());
        let definition = observation.definitions.get(&name);
        definition.is_some_and(|definition| matches!(definition.meaning, Meaning::Aggregate { .. }))
    }

    fn boolean(&self) -> String {
        match self {
            Self::Paths | Self::Observed { .. } => "::core::primitive::bool".to_owned(),
            Self::Plain | Self::Canonical(_) => "bool".to_owned(),
        }
    }

    fn option(&self, inner: &str) -> String {
        match self {
            Self::Paths | Self::Observed { .. } => format!("::core::option::Option<{inner}>"),
            Self::Plain | Self::Canonical(_) => format!("Option<{inner}>"),
        }
    }
}

/// One name for each set of names that are the same type on every target.
pub fn canonical(name: &str, history: &History) -> String {
    let name = match name {
        "i8" => "c_schar",
        "u8" => "c_uchar",
        "i16" => "c_short",
        "u16" => "c_ushort",
        "i32" => "c_int",
        "u32" => "c_uint",
        "i64" | "loff_t" => "c_longlong",
        "u64" => "c_ulonglong",
        "usize" => "size_t",
        "isize" => "ssize_t",
        name => name,
    };
    let mut name = name;
    for (from, to) in history.renames().tags {
        if name == from {
            name = to;
        }
    }
    name.to_owned()
}

/// A struct's member in Rust.
///
/// # Errors
/// A type that has no exact counterpart there.
pub fn member(member: &Member, names: &Names<'_>) -> Result<String, Unrepresentable> {
    value(&member.ty, names)
}

/// A function's parameters in Rust.
///
/// # Errors
/// A type that has no exact counterpart there.
pub fn parameters(function: &Function, names: &Names<'_>) -> Result<Vec<String>, Unrepresentable> {
    function
        .parameters
        .iter()
        .map(|parameter| argument(parameter, names))
        .collect()
}

/// A function's return type in Rust; none: it returns nothing.
///
/// # Errors
/// A type that has no exact counterpart there.
pub fn result(function: &Function, names: &Names<'_>) -> Result<Option<String>, Unrepresentable> {
    match (&function.result.kind, function.noreturn) {
        (_, true) => Ok(Some("!".to_owned())),
        (TypeKind::Void, false) => Ok(None),
        (_, false) => argument(&function.result, names).map(Some),
    }
}

/// What is passed to or from a function: an array is passed as a pointer.
fn argument(ty: &Type, names: &Names<'_>) -> Result<String, Unrepresentable> {
    match &ty.kind {
        TypeKind::Array(element, _) => pointer(element, names),
        TypeKind::Function(_) => value(&ty.clone().pointer(), names),
        TypeKind::Integer(Integer::Char) => Err(Unrepresentable(
            "a plain `char` is passed by value, and its sign is the target's (unsigned from 6.2 on)".to_owned(),
        )),
        _ => value(ty, names),
    }
}

/// A type in Rust, as a member or a typedef has it.
///
/// # Errors
/// A type that has no exact counterpart there.
pub fn value(ty: &Type, names: &Names<'_>) -> Result<String, Unrepresentable> {
    Ok(match &ty.kind {
        TypeKind::Bool => names.boolean(),
        TypeKind::Integer(integer) => names.name(integer_name(*integer)),
        TypeKind::Typedef(name) | TypeKind::Tag(TagKind::Enum, name) => names.name(name),
        TypeKind::Tag(kind, tag) if names.has_size(*kind, tag) => names.name(tag),
        TypeKind::Pointer(to) => match &to.kind {
            TypeKind::Function(function) => names.option(&function_type(function, names)?),
            _ => pointer(to, names)?,
        },
        TypeKind::Array(element, Some(length)) => format!("[{}; {length}]", value(element, names)?),
        TypeKind::Void
        | TypeKind::Array(_, None)
        | TypeKind::Function(_)
        | TypeKind::Anonymous(_)
        | TypeKind::Tag(TagKind::Struct | TagKind::Union, _) => {
            return Err(Unrepresentable(format!(
                "the size of `{ty}` is not recorded, and a history alone can't know it"
            )));
        }
    })
}

fn pointer(to: &Type, names: &Names<'_>) -> Result<String, Unrepresentable> {
    let target = match &to.kind {
        TypeKind::Void => names.name("c_void"),
        TypeKind::Tag(_, tag) => names.name(tag),
        TypeKind::Anonymous(kind) => {
            return Err(Unrepresentable(format!(
                "a `{}` without a tag has no name that a pointer to it could have",
                kind.keyword()
            )));
        }
        TypeKind::Array(element, None) => value(element, names)?,
        _ => value(to, names)?,
    };
    let access = if to.qualifiers.constant {
        "const"
    } else {
        "mut"
    };
    Ok(format!("*{access} {target}"))
}

fn function_type(function: &Function, names: &Names<'_>) -> Result<String, Unrepresentable> {
    let mut list = parameters(function, names)?;
    if function.variadic {
        list.push("...".to_owned());
    }
    Ok(format!(
        "unsafe extern \"C\" fn({}){}",
        list.join(", "),
        arrow(result(function, names)?)
    ))
}

/// ` -> c_int`, or nothing.
pub fn arrow(result: Option<String>) -> String {
    result
        .map(|result| format!(" -> {result}"))
        .unwrap_or_default()
}

fn integer_name(integer: Integer) -> &'static str {
    match integer {
        Integer::Char => "c_char",
        Integer::SignedChar => "c_schar",
        Integer::UnsignedChar => "c_uchar",
        Integer::Short => "c_short",
        Integer::UnsignedShort => "c_ushort",
        Integer::Int => "c_int",
        Integer::UnsignedInt => "c_uint",
        Integer::Long => "c_long",
        Integer::UnsignedLong => "c_ulong",
        Integer::LongLong => "c_longlong",
        Integer::UnsignedLongLong => "c_ulonglong",
    }
}
