// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! C types in Rust: the one place that says what each is there. It serves generated code, messages, and comparison with
//! what an author wrote.

use std::fmt;

use crate::c::{Function, Integer, Member, TagKind, Type, TypeKind};
use crate::core_types::{CoreType, core_type, is_as_listed, is_core_type, is_primitive, read};
use crate::history::History;
use crate::observation::{Definition, Meaning, Observation};
use crate::release::Release;

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
    /// The same for one target's kernel, which says whether its `char` has a sign: see [`char_is_unsigned`].
    Target {
        /// Whether its `char` is unsigned.
        unsigned_char: bool,
    },
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
        /// Whether the target's `char` is unsigned.
        unsigned_char: bool,
    },
}

/// Whether `char` is unsigned on all architectures, as kernels are compiled with `-funsigned-char` from 6.2 on (commit
/// 3bc753c06dd0). Before, it is as the architecture has it, in Rust as in C. Type information is no witness: what writes it
/// has called a signed `char` unsigned.
pub fn char_is_unsigned(release: Release) -> bool {
    release >= Release::new(6, 2)
}

impl Names<'_> {
    /// The name of a type that something points to, or that is its own value.
    fn name(&self, name: &str) -> String {
        match self {
            Self::Paths | Self::Target { .. } | Self::Observed { .. } if is_primitive(name) => {
                format!("::core::primitive::{name}")
            }
            Self::Paths | Self::Target { .. } if is_core_type(name) => {
                format!("::compat_core::types::{}", identifier(name))
            }
            Self::Paths | Self::Target { .. } | Self::Plain => identifier(name),
            Self::Canonical(history) => canonical(name, history),
            Self::Observed { .. } if is_core_type(name) => Self::Paths.name(name),
            Self::Observed {
                module: Some(module),
                ..
            } => format!("{module}::{}", identifier(name)),
            Self::Observed { module: None, .. } => identifier(name),
        }
    }

    /// The name of a type of which there is a value; none: its size is not known.
    fn value(&self, ty: &Type, name: &str) -> Option<String> {
        let is_tag = matches!(ty.kind, TypeKind::Tag(TagKind::Struct | TagKind::Union, _));
        match self {
            // To be read or compared, a name needs no size.
            Self::Plain | Self::Canonical(_) => Some(self.name(name)),
            Self::Paths | Self::Target { .. } => match core_type(name) {
                Some(CoreType::Opaque) => None,
                Some(CoreType::Struct(..)) => Some(self.name(name)),
                // A driver's own history may name what the driver has to say.
                _ if is_tag => None,
                _ => Some(self.name(name)),
            },
            Self::Observed {
                observation,
                module,
                ..
            } => {
                let definition = observation.definition(ty);
                let meaning = definition.map(|known| &known.meaning);
                let is_aggregate = matches!(meaning, Some(Meaning::Aggregate { .. }));
                let is_core = is_core_type(name) && agrees(name, definition, observation);
                match is_core || is_primitive(name) {
                    true => Some(Self::Paths.name(name)),
                    false if is_tag && !is_aggregate => None,
                    // What is opaque elsewhere has the same name.
                    false => {
                        let module = module.map(|module| format!("{module}::"));
                        let is_elsewhere = is_aggregate && is_core_type(name);
                        let within = if is_elsewhere { "by_value::" } else { "" };
                        let module = module.unwrap_or_default();
                        Some(format!("{module}{within}{}", identifier(name)))
                    }
                }
            }
        }
    }

    /// The name of a type that something points to. Structs and unions are opaque there; what else the target has otherwise
    /// than compat-core is the target's.
    fn pointee(&self, ty: &Type, name: &str) -> String {
        let is_scalar = match self {
            Self::Observed { observation, .. } => {
                observation.definition(ty).is_some_and(|definition| {
                    let meaning = &definition.meaning;
                    !matches!(meaning, Meaning::Aggregate { .. } | Meaning::Incomplete(_))
                })
            }
            _ => false,
        };
        let value = is_scalar.then(|| self.value(ty, name)).flatten();
        value.unwrap_or_else(|| self.name(name))
    }

    /// Whether that typedef is one of a function.
    fn is_function(&self, ty: &Type) -> bool {
        let TypeKind::Typedef(name) = &ty.kind else {
            return false;
        };
        let observed = match self {
            Self::Observed { observation, .. } => observation.definition(ty),
            _ => None,
        };
        match observed {
            Some(definition) => definition.meaning == Meaning::Function,
            None => matches!(core_type(name), Some(CoreType::Function(_))),
        }
    }

    fn boolean(&self) -> String {
        match self {
            Self::Plain | Self::Canonical(_) => "bool".to_owned(),
            _ => "::core::primitive::bool".to_owned(),
        }
    }

    fn option(&self, inner: &str) -> String {
        match self {
            Self::Plain | Self::Canonical(_) => format!("Option<{inner}>"),
            _ => format!("::core::option::Option<{inner}>"),
        }
    }
}

/// The first name in a type that compat-core does not have: only the target's own type information says what it is.
pub fn unknown_name(ty: &Type) -> Option<String> {
    let mut unknown = None;
    ty.visit(&mut |ty| {
        if let TypeKind::Typedef(name) | TypeKind::Tag(_, name) = &ty.kind {
            if unknown.is_none() && !is_core_type(name) && !is_primitive(name) {
                unknown = Some(ty.to_string());
            }
        }
    });
    unknown
}

/// Whether the type is one that a history alone gives: every name in it is compat-core's.
pub fn is_known(ty: &Type) -> bool {
    value(ty, &Names::Paths).is_ok() && unknown_name(ty).is_none()
}

/// Whether it is a struct or union, itself and no pointer, that compat-core does not have with its members: the target's
/// type information gives its size, and a table of it may be its value.
pub fn is_object(ty: &Type) -> bool {
    match &ty.kind {
        TypeKind::Tag(TagKind::Struct | TagKind::Union, name) => {
            matches!(core_type(name), None | Some(CoreType::Opaque))
        }
        TypeKind::Typedef(name) => match core_type(name) {
            Some(CoreType::Alias(of)) => core_type(of) == Some(CoreType::Opaque),
            core => core == Some(CoreType::Opaque),
        },
        _ => false,
    }
}

/// Whether the target's type information says the same of the type as compat-core has it, so that no other is needed.
pub fn is_as_everywhere(ty: &Type, observation: &Observation) -> bool {
    let module = Some("target");
    let there = Names::Observed {
        observation,
        module,
        unsigned_char: false,
    };
    is_known(ty) && value(ty, &there).ok() == value(ty, &Names::Paths).ok()
}

/// Whether compat-core's type of that name is what the target's type information says of it, as far as values go. What it
/// says nothing of is as it is everywhere.
///
/// Of a struct the size and the alignment are compared, since an observation has no members of the structs that stand in
/// others: these two alone decide how kernels pass and place it, as none of their structs has floating-point numbers.
pub fn agrees(name: &str, definition: Option<&Definition>, observation: &Observation) -> bool {
    let core = match core_type(name) {
        None | Some(CoreType::Opaque) => return false,
        Some(CoreType::Alias(of)) => {
            return !is_core_type(of) || agrees(of, definition, observation);
        }
        Some(core) => core,
    };
    let Some(definition) = definition else {
        return true;
    };
    let is_integer = |of: &str| {
        let there = integer_of(definition, observation);
        there.is_some() && there == integer(of, observation.pointer_size)
    };
    match core {
        CoreType::Alias(_) | CoreType::Opaque => false,
        CoreType::Integer(of) | CoreType::Wide(of) => is_integer(of),
        CoreType::Enum(of, is_signed) => match &definition.meaning {
            // Without enumerators it is only named there, and nothing tells its sign.
            Meaning::Enum {
                size,
                signed,
                enumerators,
            } => of == *size && (enumerators.is_empty() || is_signed == *signed),
            _ => false,
        },
        CoreType::Struct(of, to) => matches!(
            definition.meaning,
            Meaning::Aggregate { size, alignment, .. } if (of, to) == (size, alignment)
        ),
        CoreType::FunctionPointer(declared) | CoreType::Function(declared) => {
            is_as_listed(name, definition, observation)
                && read(declared).is_some_and(|ty| is_as_everywhere(&ty, observation))
        }
        CoreType::Typedef(declared) => read(declared).is_some_and(|ty| {
            observation.end(definition) == Some(&ty) && is_as_everywhere(&ty, observation)
        }),
        CoreType::Other => is_integer(name),
    }
}

/// The size in bytes and the signedness of the integer that a name stands for there; none: it is no integer, or a plain
/// `char`.
fn integer_of(definition: &Definition, observation: &Observation) -> Option<(u64, bool)> {
    match (
        observation.end(definition).map(|ty| &ty.kind),
        &definition.meaning,
    ) {
        // C's type says more than the sign that the encoder noted: see `char_is_unsigned`.
        (Some(TypeKind::Integer(of)), _) => integer(integer_name(*of), observation.pointer_size),
        (_, &Meaning::Integer { size, signed }) => Some((size, signed)),
        _ => None,
    }
}

/// The size in bytes and the signedness of an integer type by its name in `compat_core::types`; none: it is no integer, or
/// `c_char`, whose sign is the target's.
fn integer(name: &str, pointer_size: u64) -> Option<(u64, bool)> {
    Some(match name {
        "c_schar" => (1, true),
        "c_uchar" => (1, false),
        "c_short" => (2, true),
        "c_ushort" => (2, false),
        "c_int" => (4, true),
        "c_uint" => (4, false),
        "c_long" | "ssize_t" => (pointer_size, true),
        "c_ulong" | "size_t" => (pointer_size, false),
        "c_longlong" => (8, true),
        "c_ulonglong" => (8, false),
        _ => return None,
    })
}

/// The keywords of Rust that are no keywords of C, and may be raw; see the Rust Reference, "Keywords". Those that no raw identifier
/// can be are not the kernel's.
pub const KEYWORDS: &[&str] = &[
    "abstract",
    "as",
    "async",
    "await",
    "become",
    "box",
    "dyn",
    "false",
    "final",
    "fn",
    "gen",
    "impl",
    "in",
    "let",
    "loop",
    "macro",
    "macro_rules",
    "match",
    "mod",
    "move",
    "mut",
    "override",
    "priv",
    "pub",
    "ref",
    "trait",
    "true",
    "try",
    "type",
    "typeof",
    "unsafe",
    "unsized",
    "use",
    "virtual",
    "where",
    "yield",
];

/// A name of C's in Rust: raw where it is a keyword there.
pub fn identifier(name: &str) -> String {
    match KEYWORDS.contains(&name) {
        true => format!("r#{name}"),
        false => name.to_owned(),
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
    while let Some(CoreType::Integer(of) | CoreType::Alias(of)) = core_type(name) {
        name = of;
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
///
/// # Errors
/// A type that has no exact counterpart in Rust.
pub fn argument(ty: &Type, names: &Names<'_>) -> Result<String, Unrepresentable> {
    match &ty.kind {
        TypeKind::Array(element, _) => pointer(element, names),
        TypeKind::Function(_) => value(&ty.clone().pointer(), names),
        // Callers extend what they pass by its sign.
        TypeKind::Integer(Integer::Char) => Ok(match names {
            Names::Target {
                unsigned_char: true,
            }
            | Names::Observed {
                unsigned_char: true,
                ..
            } => names.name("c_uchar"),
            _ => names.name("c_char"),
        }),
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
        TypeKind::Typedef(name) | TypeKind::Tag(_, name) => match names.value(ty, name) {
            Some(name) => name,
            None => return Err(no_size(ty)),
        },
        TypeKind::Pointer(to) => match &to.kind {
            TypeKind::Function(function) => names.option(&function_type(function, names)?),
            TypeKind::Typedef(name) if names.is_function(to) => {
                names.option(&names.pointee(to, name))
            }
            _ => pointer(to, names)?,
        },
        TypeKind::Array(element, Some(length)) => format!("[{}; {length}]", value(element, names)?),
        TypeKind::Void
        | TypeKind::Array(_, None)
        | TypeKind::Function(_)
        | TypeKind::Anonymous(_) => return Err(no_size(ty)),
    })
}

fn no_size(ty: &Type) -> Unrepresentable {
    Unrepresentable(format!(
        "the size of `{ty}` is not recorded, and a history alone can't know it"
    ))
}

fn pointer(to: &Type, names: &Names<'_>) -> Result<String, Unrepresentable> {
    let target = match &to.kind {
        TypeKind::Void => names.name("c_void"),
        TypeKind::Tag(_, name) | TypeKind::Typedef(name) => names.pointee(to, name),
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

/// The name of an integer type of C in `compat_core::types`.
pub const fn integer_name(integer: Integer) -> &'static str {
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
