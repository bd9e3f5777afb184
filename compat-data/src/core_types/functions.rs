// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Members that are function pointers by a typedef, declared as the function pointers that they are: so a driver's function
//! fills them as any other.

use super::{CoreType, core_type};
use crate::c::{Dialect, Member, Type, TypeKind, parse_members};
use crate::history::History;
use crate::observation::{Definition, Meaning, Observation, ObservedMember, TypeName};

/// Declares the members of all layouts without such typedefs.
pub fn spell_out_functions(history: &mut History) {
    for layout in &mut history.layouts {
        for member in &mut layout.members {
            spell_out(&mut member.ty, &listed);
        }
    }
}

/// Declares the members of an observed struct without such typedefs: what was observed decides, and this crate's own list
/// where the observation does not say what the typedef is.
pub fn spell_out_observed_functions(observation: &mut Observation) {
    let mut members = std::mem::take(&mut observation.members);
    each(&mut members, &mut |member| {
        spell_out(&mut member.ty, &|name| meant(observation, name));
    });
    observation.members = members;
}

/// Whether a recorded member is the observed one, what their typedefs of functions stand for included: by the list for the
/// recorded one, as far as that has the name.
pub(crate) fn is_same(recorded: &Member, observed: &Member, observation: &Observation) -> bool {
    let (mut recorded, mut observed) = (recorded.clone(), observed.clone());
    spell_out(&mut recorded.ty, &|name| match core_type(name) {
        Some(_) => listed(name),
        None => meant(observation, name),
    });
    spell_out(&mut observed.ty, &|name| meant(observation, name));
    recorded == observed
}

/// Whether a typedef of a function, or of a pointer to one, is observed as this crate's list has it.
pub(crate) fn is_as_listed(name: &str, definition: &Definition, observation: &Observation) -> bool {
    let listed = listed(name);
    listed.is_some() && listed == function(definition, observation)
}

fn each(members: &mut [ObservedMember], visit: &mut impl FnMut(&mut Member)) {
    for member in members {
        visit(&mut member.member);
        each(&mut member.members, visit);
    }
}

/// What a typedef's name means there.
fn meant(observation: &Observation, name: &str) -> Option<(Type, bool)> {
    let definition = observation
        .definitions
        .get(&TypeName::Typedef(name.to_owned()));
    match definition {
        Some(definition) => function(definition, observation),
        None => listed(name),
    }
}

/// What a typedef's name means by this crate's own list.
fn listed(name: &str) -> Option<(Type, bool)> {
    match core_type(name)? {
        CoreType::Function(declared) => read(declared).map(|ty| (ty, true)),
        CoreType::FunctionPointer(declared) => read(declared).map(|ty| (ty, false)),
        _ => None,
    }
}

/// The function pointer that a typedef of one stands for, or a pointer to the function that one of that stands for; and
/// whether it is the latter.
fn function(definition: &Definition, observation: &Observation) -> Option<(Type, bool)> {
    let ty = Type::plain(observation.end(definition)?.kind.clone());
    match definition.meaning {
        Meaning::Function => Some((ty.pointer(), true)),
        _ => ty.as_function_pointer().is_some().then_some((ty, false)),
    }
}

fn spell_out(ty: &mut Type, meaning: &impl Fn(&str) -> Option<(Type, bool)>) {
    let (name, through_pointer) = match &ty.kind {
        TypeKind::Typedef(name) => (name, false),
        TypeKind::Pointer(to) => match &to.kind {
            TypeKind::Typedef(name) => (name, true),
            _ => return,
        },
        _ => return,
    };
    // A pointer to a function pointer is data.
    if let Some((found, _)) =
        meaning(name).filter(|(_, is_function)| *is_function == through_pointer)
    {
        ty.kind = found.kind;
    }
}

/// The type in a declaration of this crate's own list.
pub(crate) fn read(declared: &str) -> Option<Type> {
    let members = parse_members(&format!("{declared};"), Dialect::C).ok()?;
    members.into_iter().next().map(|member| member.ty)
}
