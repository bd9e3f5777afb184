// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Members that are function pointers by a typedef, declared as the function pointers that they are: so a driver's function
//! fills them as any other.

use super::{CoreType, core_type};
use crate::c::{Dialect, Member, Type, TypeKind, parse_members};
use crate::history::History;
use crate::observation::{Meaning, Observation, ObservedMember, TypeName};

/// Declares the members of all layouts without such typedefs.
pub fn spell_out_functions(history: &mut History) {
    for layout in &mut history.layouts {
        for member in &mut layout.members {
            spell_out(&mut member.ty, &|_| None);
        }
    }
}

/// Declares the members of an observed struct without such typedefs.
pub fn spell_out_observed_functions(observation: &mut Observation) {
    let mut members = std::mem::take(&mut observation.members);
    each(&mut members, &mut |member| {
        spell_out(&mut member.ty, &|name| observed(observation, name));
    });
    observation.members = members;
}

fn each(members: &mut [ObservedMember], visit: &mut impl FnMut(&mut Member)) {
    for member in members {
        visit(&mut member.member);
        each(&mut member.members, visit);
    }
}

/// The function pointer that a typedef of one stands for, or a pointer to the function that one of that stands for; and
/// whether it is the latter.
fn observed(observation: &Observation, name: &str) -> Option<(Type, bool)> {
    let mut name = TypeName::Typedef(name.to_owned());
    loop {
        let definition = observation.definitions.get(&name)?;
        let of = definition.of.clone()?;
        match (&definition.meaning, of.kind) {
            (_, TypeKind::Typedef(next)) => name = TypeName::Typedef(next),
            (Meaning::Function, kind) => return Some((Type::plain(kind).pointer(), true)),
            (_, kind) => {
                let ty = Type::plain(kind);
                return ty.as_function_pointer().is_some().then_some((ty, false));
            }
        }
    }
}

fn spell_out(ty: &mut Type, observed: &impl Fn(&str) -> Option<(Type, bool)>) {
    let (name, through_pointer) = match &ty.kind {
        TypeKind::Typedef(name) => (name, false),
        TypeKind::Pointer(to) => match &to.kind {
            TypeKind::Typedef(name) => (name, true),
            _ => return,
        },
        _ => return,
    };
    let found = match core_type(name) {
        Some(CoreType::Function(declared)) => read(declared).map(|ty| (ty, true)),
        Some(CoreType::FunctionPointer(declared)) => read(declared).map(|ty| (ty, false)),
        Some(_) => None,
        None => observed(name),
    };
    // A pointer to a function pointer is data.
    if let Some((found, _)) = found.filter(|(_, is_function)| *is_function == through_pointer) {
        ty.kind = found.kind;
    }
}

/// The type in a declaration of this crate's own list.
fn read(declared: &str) -> Option<Type> {
    let members = parse_members(&format!("{declared};"), Dialect::C).ok()?;
    members.into_iter().next().map(|member| member.ty)
}
