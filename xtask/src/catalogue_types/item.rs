// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! What each name is in Rust, where all kernels that were read agree on it.

use std::collections::{BTreeMap, BTreeSet};

use compat_data::c::{Integer, Member, TagKind, Type, TypeKind};
use compat_data::core_types::{PRIMITIVES, is_primitive};
use compat_data::observation::{Enumerator, Meaning, TypeName};
use compat_data::rust::{Names, integer_name, value};

use super::gather::{Kernel, Kernels};
use super::is_by_hand;

/// Typedefs whose size is the configuration's affair on 32-bit kernels (`CONFIG_ARCH_DMA_ADDR_T_64BIT`,
/// `CONFIG_PHYS_ADDR_T_64BIT`: include/linux/types.h), or another one there (include/linux/atomic/atomic-long.h).
pub const WIDE: [&str; 4] = [
    "atomic_long_t",
    "dma_addr_t",
    "phys_addr_t",
    "resource_size_t",
];

/// One type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Its name.
    pub name: TypeName,
    /// What it is.
    pub kind: ItemKind,
}

/// What a type is in Rust.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ItemKind {
    /// A struct or union of which there are only pointers.
    Opaque,
    /// A typedef of an integer of C, under its name in Rust; whether it is that on 32-bit kernels, too.
    Integer(&'static str, bool),
    /// An enum with the enumerators that have one value.
    Enum {
        size: u64,
        signed: bool,
        enumerators: Vec<Enumerator>,
    },
    /// A small struct with its members; whether it is that on 32-bit kernels, too.
    Struct {
        members: Vec<Member>,
        size: u64,
        alignment: u64,
        everywhere: bool,
    },
    /// A typedef of a tag, or of a typedef of a struct or an enum without one.
    Alias(TypeName),
    /// Another typedef: its type.
    Typedef(Type),
    /// A typedef of a function pointer: its type.
    FunctionPointer(Type),
    /// A typedef of a function: its type.
    Function(Type),
}

/// A name that is left to the target's own type information.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Left {
    pub name: String,
    pub why: String,
}

impl ItemKind {
    /// The words for types of this kind.
    pub const fn words(&self) -> &'static str {
        match self {
            Self::Opaque => "opaque structs and unions",
            Self::Integer(..) => "integers",
            Self::Enum { .. } => "enums",
            Self::Struct { .. } => "structs with members",
            Self::Alias(_) => "other names",
            Self::Typedef(_) => "other typedefs",
            Self::FunctionPointer(_) | Self::Function(_) => "function types",
        }
    }
}

/// The types of all names, sorted, and what is left out.
///
/// # Errors
/// Where two types of C want one name of Rust.
pub fn items(kernels: &Kernels) -> Result<(Vec<Item>, Vec<Left>), String> {
    let mut left = Vec::new();
    let mut items: BTreeMap<String, Item> = BTreeMap::new();
    for name in names(kernels) {
        match decide(kernels, &name) {
            Ok(kind) => {
                let item = Item {
                    name: name.clone(),
                    kind,
                };
                let other = items.insert(name.plain().to_owned(), item);
                if let Some(other) = other {
                    reconcile(&mut items, other, &name)?;
                }
            }
            Err(why) => left.push(Left {
                name: name.to_string(),
                why,
            }),
        }
    }
    leave_inexpressible(&mut items, &mut left);
    leave_enumerators(&mut items, &mut left);
    Ok((items.into_values().collect(), left))
}

/// Every name that is wanted.
fn names(kernels: &Kernels) -> BTreeSet<TypeName> {
    let mut names: BTreeSet<TypeName> = BTreeSet::new();
    for kernel in kernels.all.values() {
        names.extend(kernel.mentioned.iter().cloned());
    }
    names.retain(|name| !is_by_hand(name.plain()) && !is_primitive(name.plain()));
    names
}

/// A tag and a typedef of one name are one type, if the typedef is of that tag.
fn reconcile(
    items: &mut BTreeMap<String, Item>,
    other: Item,
    name: &TypeName,
) -> Result<(), String> {
    let key = name.plain().to_owned();
    let both = [other.clone(), items[&key].clone()];
    let is_alias = |item: &&Item| matches!(&item.kind, ItemKind::Alias(of) if of.plain() == key);
    match both.iter().find(|item| !is_alias(item)) {
        Some(own) if both.iter().any(|item| is_alias(&item)) => {
            items.insert(key, own.clone());
            Ok(())
        }
        _ => Err(format!(
            "`{}` and `{name}` are two types of C, and Rust has one name for both: it has to be said which of them \
             compat_core::types is to have",
            other.name
        )),
    }
}

/// What the name is, or why that can't be said for all kernels.
fn decide(kernels: &Kernels, name: &TypeName) -> Result<ItemKind, String> {
    let mut found: Vec<(&str, ItemKind)> = Vec::new();
    for (build, kernel) in &kernels.all {
        if kernel.ambiguous.contains(name) {
            return Err(format!("it is several types on {build}"));
        }
        if !kernel.mentioned.contains(name) {
            continue;
        }
        let is_table = matches!(name, TypeName::Tag(_, tag) if kernels.tables.contains(tag));
        let kind = match is_table {
            true => Some(ItemKind::Opaque),
            false => on(kernel, name).map_err(|why| format!("{why} on {build}"))?,
        };
        found.extend(kind.map(|kind| (build.as_str(), kind)));
    }
    let Some((first_build, first)) = found.first().cloned() else {
        return match name {
            TypeName::Tag(TagKind::Enum, _) => Err("no kernel declares its enumerators".to_owned()),
            _ => Ok(ItemKind::Opaque),
        };
    };
    let mut kind = first;
    for (build, other) in &found[1..] {
        kind = same(kind, other)
            .ok_or_else(|| format!("it is not the same on {first_build} and {build}"))?;
    }
    if let ItemKind::Integer(_, everywhere) = &mut kind {
        *everywhere &= !WIDE.contains(&name.plain())
            && kernels
                .all
                .values()
                .all(|kernel| !passes_wide(kernel, name));
    }
    Ok(kind)
}

/// Whether a typedef is one of a typedef whose size is the configuration's affair.
fn passes_wide(kernel: &Kernel, name: &TypeName) -> bool {
    let mut name = name.clone();
    loop {
        let of = kernel.definitions.get(&name).and_then(|one| one.of.clone());
        match of.map(|of| of.kind) {
            Some(TypeKind::Typedef(next)) if WIDE.contains(&next.as_str()) => return true,
            Some(TypeKind::Typedef(next)) => name = TypeName::Typedef(next),
            _ => return false,
        }
    }
}

/// What the name is on one kernel; none: it says no more than that there is such a type.
fn on(kernel: &Kernel, name: &TypeName) -> Result<Option<ItemKind>, String> {
    let Some((end, definition)) = kernel.end(name) else {
        return Ok(None);
    };
    let of = definition.of.as_ref();
    // A typedef of a tag is another name of it.
    if let (TypeName::Typedef(_), Some(TypeKind::Tag(kind, tag))) = (name, of.map(|of| &of.kind)) {
        return Ok(Some(ItemKind::Alias(TypeName::Tag(*kind, tag.clone()))));
    }
    let is_one = matches!(
        definition.meaning,
        Meaning::Enum { .. } | Meaning::Aggregate { .. }
    );
    if is_one && end != name {
        return Ok(Some(ItemKind::Alias(end.clone())));
    }
    let spelled = || {
        let of = of.ok_or_else(|| "it is the compiler's own".to_owned())?;
        Ok::<_, String>(kernel.with_functions(of))
    };
    Ok(Some(match &definition.meaning {
        Meaning::Integer { .. } => match of.map(|of| &of.kind) {
            Some(TypeKind::Integer(Integer::Char)) => {
                return Err("it is a plain `char`, whose sign is the target's".to_owned());
            }
            Some(TypeKind::Integer(integer)) => ItemKind::Integer(integer_name(*integer), true),
            _ => {
                let primitive = PRIMITIVES.iter().find(|(known, _)| *known == end.plain());
                match primitive {
                    Some((_, of)) => ItemKind::Integer(of, true),
                    None => return Err("it is the compiler's own".to_owned()),
                }
            }
        },
        Meaning::Enum { enumerators, .. } if enumerators.is_empty() => return Ok(None),
        Meaning::Enum {
            size,
            signed,
            enumerators,
        } => ItemKind::Enum {
            size: *size,
            signed: *signed,
            enumerators: enumerators.clone(),
        },
        Meaning::Aggregate {
            size, alignment, ..
        } => match kernel.fields.get(name) {
            Some(members) => ItemKind::Struct {
                members: members.clone(),
                size: *size,
                alignment: *alignment,
                everywhere: true,
            },
            None => ItemKind::Opaque,
        },
        Meaning::Incomplete(_) => return Ok(None),
        Meaning::Function => ItemKind::Function(spelled()?),
        Meaning::Pointer => {
            let ty = spelled()?;
            match ty.as_function_pointer() {
                Some(_) => ItemKind::FunctionPointer(ty),
                None => ItemKind::Typedef(ty),
            }
        }
        Meaning::Void | Meaning::Bool => ItemKind::Typedef(spelled()?),
        Meaning::Array { .. } => return Err("it is an array".to_owned()),
        Meaning::Float { .. } => return Err("it is a floating-point number".to_owned()),
    }))
}

/// What both kernels agree on; none: the type differs.
fn same(first: ItemKind, second: &ItemKind) -> Option<ItemKind> {
    Some(match (first, second) {
        (
            ItemKind::Enum {
                size,
                signed,
                mut enumerators,
            },
            ItemKind::Enum {
                size: other_size,
                signed: other_signed,
                enumerators: others,
            },
        ) if size == *other_size && signed == *other_signed => {
            for other in others {
                if !enumerators.contains(other) {
                    enumerators.push(other.clone());
                }
            }
            ItemKind::Enum {
                size,
                signed,
                enumerators,
            }
        }
        // On 64-bit kernels, `long` and `long long` are the same.
        (ItemKind::Integer(one, everywhere), ItemKind::Integer(other, _)) => match one == *other {
            true => ItemKind::Integer(one, everywhere),
            false if lasting(one) == lasting(other) => ItemKind::Integer(lasting(one), false),
            false => return None,
        },
        (one @ ItemKind::Struct { .. }, other @ ItemKind::Struct { .. }) if one == *other => one,
        // There are pointers to it on all of them, and values only where the target says what they are.
        (
            ItemKind::Struct { .. } | ItemKind::Opaque,
            ItemKind::Struct { .. } | ItemKind::Opaque,
        ) => ItemKind::Opaque,
        (one, other) if one == *other => one,
        _ => return None,
    })
}

fn lasting(integer: &'static str) -> &'static str {
    match integer {
        "c_long" => "c_longlong",
        "c_ulong" => "c_ulonglong",
        other => other,
    }
}

/// Leaves out what is made of types that are not there, until all that stays can be written.
fn leave_inexpressible(items: &mut BTreeMap<String, Item>, left: &mut Vec<Left>) {
    loop {
        let mut changes: Vec<(String, Result<ItemKind, String>)> = Vec::new();
        for (key, item) in items.iter() {
            match &item.kind {
                ItemKind::Struct {
                    members,
                    size,
                    alignment,
                    everywhere,
                } => {
                    let types: Vec<&Type> = members.iter().map(|member| &member.ty).collect();
                    let there = types.iter().try_for_each(|ty| expressible(items, ty));
                    let wide = types.iter().any(|ty| is_wide(items, ty));
                    match there {
                        Err(_) => changes.push((key.clone(), Ok(ItemKind::Opaque))),
                        Ok(()) if wide && *everywhere => {
                            let kind = ItemKind::Struct {
                                members: members.clone(),
                                size: *size,
                                alignment: *alignment,
                                everywhere: false,
                            };
                            changes.push((key.clone(), Ok(kind)));
                        }
                        Ok(()) => {}
                    }
                }
                ItemKind::Typedef(ty) | ItemKind::FunctionPointer(ty) | ItemKind::Function(ty) => {
                    let whole = match &ty.kind {
                        TypeKind::Function(_) => ty.clone().pointer(),
                        _ => ty.clone(),
                    };
                    if let Err(why) = expressible(items, &whole) {
                        changes.push((key.clone(), Err(why)));
                    }
                }
                ItemKind::Alias(of)
                    if !items.contains_key(of.plain()) && !is_by_hand(of.plain()) =>
                {
                    changes.push((key.clone(), Err(format!("it is `{of}`"))));
                }
                _ => {}
            }
        }
        if changes.is_empty() {
            return;
        }
        for (key, change) in changes {
            match (change, items.get_mut(&key)) {
                (Ok(kind), Some(item)) => item.kind = kind,
                (Err(why), Some(item)) => {
                    let name = item.name.to_string();
                    left.push(Left { name, why });
                    items.remove(&key);
                }
                (_, None) => {}
            }
        }
    }
}

/// Whether Rust can say it with what there is.
fn expressible(items: &BTreeMap<String, Item>, ty: &Type) -> Result<(), String> {
    value(ty, &Names::Plain).map_err(|reason| reason.to_string())?;
    let mut problem = None;
    ty.visit(&mut |ty| {
        let mut check = |ty: &Type, by_value: bool| {
            let (TypeKind::Tag(_, name) | TypeKind::Typedef(name)) = &ty.kind else {
                return;
            };
            let is_there = items.contains_key(name) || is_by_hand(name) || is_primitive(name);
            let is_object = matches!(resolved(items, name), Some(ItemKind::Opaque));
            if !is_there || by_value && is_object {
                problem.get_or_insert_with(|| format!("it has `{ty}`"));
            }
        };
        match &ty.kind {
            TypeKind::Pointer(to) => check(to, false),
            TypeKind::Array(element, _) => check(element, true),
            TypeKind::Function(function) => {
                check(&function.result, true);
                let parameters = function.parameters.iter();
                parameters.for_each(|parameter| check(parameter, true));
            }
            _ => {}
        }
    });
    if let TypeKind::Tag(_, name) | TypeKind::Typedef(name) = &ty.kind {
        let is_there = items.contains_key(name) || is_by_hand(name) || is_primitive(name);
        if !is_there || matches!(resolved(items, name), Some(ItemKind::Opaque)) {
            problem.get_or_insert_with(|| format!("it has `{ty}`"));
        }
    }
    problem.map_or(Ok(()), Err)
}

/// What the name is, through other names.
fn resolved<'a>(items: &'a BTreeMap<String, Item>, name: &str) -> Option<&'a ItemKind> {
    let mut kind = &items.get(name)?.kind;
    // A tag is no other name, and a typedef of one without is of another.
    while let ItemKind::Alias(of) = kind {
        kind = &items.get(of.plain())?.kind;
    }
    Some(kind)
}

fn is_wide(items: &BTreeMap<String, Item>, ty: &Type) -> bool {
    let (TypeKind::Tag(_, name) | TypeKind::Typedef(name)) = &ty.kind else {
        return false;
    };
    WIDE.contains(&name.as_str())
        || matches!(
            resolved(items, name),
            Some(
                ItemKind::Integer(_, false)
                    | ItemKind::Struct {
                        everywhere: false,
                        ..
                    }
            )
        )
}

/// Leaves out the enumerators whose value is not the same on all kernels, and those that several enums have.
fn leave_enumerators(items: &mut BTreeMap<String, Item>, left: &mut Vec<Left>) {
    let mut owners: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (key, item) in items.iter() {
        if let ItemKind::Enum { enumerators, .. } = &item.kind {
            for enumerator in enumerators {
                let all = owners.entry(enumerator.name.clone()).or_default();
                all.insert(key.clone());
            }
        }
    }
    let names: BTreeSet<String> = items.keys().cloned().collect();
    for item in items.values_mut() {
        let whole = item.name.to_string();
        let ItemKind::Enum { enumerators, .. } = &mut item.kind else {
            continue;
        };
        let mut values: BTreeMap<String, BTreeSet<i128>> = BTreeMap::new();
        for enumerator in enumerators.iter() {
            let all = values.entry(enumerator.name.clone()).or_default();
            all.insert(enumerator.value);
        }
        let mut differing: Vec<&str> = Vec::new();
        let mut shared: Vec<&str> = Vec::new();
        for (name, values) in &values {
            if values.len() > 1 {
                differing.push(name);
            } else if owners[name].len() > 1 || names.contains(name) {
                shared.push(name);
            }
        }
        let mut leave = |enumerators: &[&str], why: &str| {
            if !enumerators.is_empty() {
                let why = format!("{why}: {}", enumerators.join(", "));
                let name = whole.clone();
                left.push(Left { name, why });
            }
        };
        leave(
            &differing,
            "enumerators whose value is not the same everywhere",
        );
        leave(
            &shared,
            "enumerators whose name is something else's as well",
        );
        let goes = |name: &str| differing.contains(&name) || shared.contains(&name);
        enumerators.retain(|enumerator| !goes(&enumerator.name));
        enumerators.sort_by(|one, other| (one.value, &one.name).cmp(&(other.value, &other.name)));
    }
}
