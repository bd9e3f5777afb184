// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! What the kernels that are read say of the types that the structs name.

use std::collections::{BTreeMap, BTreeSet};

use compat_data::c::{Member, Type, TypeKind};
use compat_data::observation::{Definition, Meaning, Observation, TypeName};

/// The largest struct that is a value rather than an object: what two registers of a 64-bit kernel hold.
const LARGEST_VALUE: u64 = 16;

/// What all kernels say.
#[derive(Debug, Default)]
pub struct Kernels {
    pub(super) all: BTreeMap<String, Kernel>,
    /// The structs of the catalogue: these are tables, and never values.
    pub(super) tables: BTreeSet<String>,
}

/// What one kernel says.
#[derive(Debug, Default)]
pub(super) struct Kernel {
    /// Every name that the members' types have, and that those stand for.
    pub mentioned: BTreeSet<TypeName>,
    /// What the names stand for. Structs and unions of which there are only pointers have nothing here.
    pub definitions: BTreeMap<TypeName, Definition>,
    /// The members of small structs that stand somewhere by value, where they are plain lists of members.
    pub fields: BTreeMap<TypeName, Vec<Member>>,
    /// The names of small structs whose members were looked for.
    pub looked_up: BTreeSet<TypeName>,
    /// Names that stand for several things in one kernel: modules may have types of one name.
    pub ambiguous: BTreeSet<TypeName>,
}

impl Kernels {
    /// Takes what a kernel says of one struct. `look_up` says what it says of a small struct that stands there by value.
    pub fn add(
        &mut self,
        kernel: &str,
        observation: &Observation,
        look_up: impl Fn(&TypeName) -> Option<Observation>,
    ) {
        self.tables.insert(observation.name.clone());
        let kernel = self.all.entry(kernel.to_owned()).or_default();
        let mut pending = vec![observation.clone()];
        while let Some(observation) = pending.pop() {
            kernel.take(&observation);
            for (name, definition) in &observation.definitions {
                if !is_value(&definition.meaning) || !kernel.looked_up.insert(name.clone()) {
                    continue;
                }
                let Some(found) = look_up(name).filter(Observation::is_plain) else {
                    continue;
                };
                let members = found.members.iter().map(|member| member.member.clone());
                let members: Vec<Member> = members.collect();
                if let Some(tag) = definition.of.as_ref().and_then(TypeName::of) {
                    kernel.fields.insert(tag, members.clone());
                }
                kernel.fields.insert(name.clone(), members);
                pending.push(found);
            }
        }
    }
}

fn is_value(meaning: &Meaning) -> bool {
    matches!(meaning, Meaning::Aggregate { size, .. } if (1..=LARGEST_VALUE).contains(size))
}

impl Kernel {
    fn take(&mut self, observation: &Observation) {
        self.mentioned.extend(observation.named_types());
        for (name, definition) in &observation.definitions {
            self.define(name.clone(), definition);
            // What a typedef of a tag stands for is what the tag stands for.
            let tag = definition.of.as_ref().and_then(TypeName::of);
            if let Some(tag @ TypeName::Tag(..)) = tag {
                let meaning = definition.meaning.clone();
                self.define(tag, &Definition { of: None, meaning });
            }
        }
    }

    fn define(&mut self, name: TypeName, definition: &Definition) {
        let known = self.definitions.get(&name);
        match known.map(|known| complete(known, definition)) {
            None => {
                self.definitions.insert(name, definition.clone());
            }
            Some(Some(complete)) => {
                let complete = complete.clone();
                self.definitions.insert(name, complete);
            }
            Some(None) => {
                self.ambiguous.insert(name);
            }
        }
    }

    /// The definition of a typedef's meaning, through all typedefs: the last of them, and what it stands for.
    pub fn end<'a>(&'a self, name: &'a TypeName) -> Option<(&'a TypeName, &'a Definition)> {
        let mut name = name;
        let mut definition = self.definitions.get(name)?;
        // A chain of typedefs has an end: compat-btf refuses circles.
        while let Some(TypeKind::Typedef(next)) = definition.of.as_ref().map(|of| &of.kind) {
            let next = TypeName::Typedef(next.clone());
            let (next, found) = self.definitions.get_key_value(&next)?;
            (name, definition) = (next, found);
        }
        Some((name, definition))
    }

    /// The type with every typedef of a function in it replaced by that function.
    pub fn with_functions(&self, ty: &Type) -> Type {
        let within = |inner: &Type| Box::new(self.with_functions(inner));
        let kind = match &ty.kind {
            TypeKind::Pointer(inner) => TypeKind::Pointer(within(inner)),
            TypeKind::Array(inner, length) => TypeKind::Array(within(inner), *length),
            TypeKind::Function(function) => {
                let mut function = function.clone();
                function.result = self.with_functions(&function.result);
                for parameter in &mut function.parameters {
                    *parameter = self.with_functions(parameter);
                }
                TypeKind::Function(function)
            }
            TypeKind::Typedef(name) => {
                let definition = self.definitions.get(&TypeName::Typedef(name.clone()));
                match definition {
                    Some(Definition {
                        of: Some(of),
                        meaning: Meaning::Function,
                    }) => return self.with_functions(of),
                    _ => ty.kind.clone(),
                }
            }
            _ => ty.kind.clone(),
        };
        Type {
            qualifiers: ty.qualifiers,
            kind,
        }
    }
}

/// The definition that says more; none: they contradict each other.
fn complete<'a>(first: &'a Definition, second: &'a Definition) -> Option<&'a Definition> {
    let says_nothing = |definition: &Definition| match &definition.meaning {
        Meaning::Incomplete(_) => true,
        Meaning::Enum { enumerators, .. } => enumerators.is_empty(),
        _ => false,
    };
    match (first == second, says_nothing(first), says_nothing(second)) {
        (true, _, _) | (_, _, true) => Some(first),
        (_, true, false) => Some(second),
        (false, false, false) => None,
    }
}
