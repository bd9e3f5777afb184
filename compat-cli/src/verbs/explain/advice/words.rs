// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The sentences of an advice.

use compat_data::c::{Function, Type, TypeKind};
use compat_data::history::Layout;
use compat_data::operation::Operation;

use super::super::demands::Demanded;
use super::super::explanation::Rule;
use super::super::scope::{Place, Scope};
use super::alternatives::{Alternative, Value, signatures};
use super::bounds::{OPTIONAL, is_ambiguous};
use super::method::Sketch;
use super::names::parameter_names;
use crate::render::ranges::in_words;

fn sketches<'a, 'b>(
    alternatives: &'b [Alternative<'a>],
) -> impl Iterator<Item = (&'b Alternative<'a>, &'b Sketch<'a>)> {
    alternatives
        .iter()
        .filter_map(|alternative| match &alternative.value {
            Value::Method(sketch) => Some((alternative, sketch)),
            Value::Constant { .. } => None,
        })
}

/// Arguments that come and go, and those whose types do not tell them apart.
pub(super) fn arguments(scope: &Scope<'_>, alternatives: &[Alternative<'_>]) -> Vec<String> {
    let mut sentences = Vec::new();
    for (alternative, sketch) in sketches(alternatives) {
        let signatures = alternative.signatures(scope.history());
        let mut passed: Vec<(String, Vec<String>, Vec<String>)> = Vec::new();
        for parameter in sketch.optional() {
            let layouts: Vec<&Layout> = parameter
                .passed_by
                .iter()
                .filter_map(|&at| signatures.get(at))
                .flat_map(|(_, layouts)| layouts.iter().copied())
                .collect();
            let kernels = in_words(&scope.describe(&layouts));
            let ty = format!("`{}`", parameter.ty);
            let option = format!("`{}: Option<{}>`", parameter.name, parameter.ty);
            match passed.iter_mut().find(|(known, ..)| *known == kernels) {
                Some((_, types, options)) => {
                    types.push(ty);
                    options.push(option);
                }
                None => passed.push((kernels, vec![ty], vec![option])),
            }
        }
        for (kernels, types, options) in passed {
            let (them, none) = match types.len() {
                1 => ("it", "which is `None`"),
                _ => ("them", "which are `None`"),
            };
            sentences.push(format!(
                "On {kernels} the kernel also passes {}: leave {them} out, or take {}, {none} elsewhere.",
                counted(&types),
                options.join(" and ")
            ));
        }
        for (function, layouts) in &signatures {
            if let Some(list) = list_of_alike(function) {
                let two = match signatures.len() {
                    1 => "Two".to_owned(),
                    _ => format!("On {} two", in_words(&scope.describe(layouts))),
                };
                sentences.push(format!(
                    "{two} arguments have one type: a method that takes only one of them lists all, for instance \
                     `#[kernel({list})]`."
                ));
            }
        }
    }
    sentences
}

/// `two `size_t``, or each by its name.
fn counted(types: &[String]) -> String {
    match types {
        [one, other] if one == other => format!("two {one}"),
        types => types.join(" and "),
    }
}

/// `args(buf, _, size2, direction)`, where two of the kernel's arguments are of one type.
fn list_of_alike(function: &Function) -> Option<String> {
    let types = &function.parameters;
    let is_repeated = |(at, ty): &(usize, &Type)| types[..*at].contains(ty);
    let (again, repeated) = types.iter().enumerate().find(is_repeated)?;
    let names = parameter_names(types);
    let list: Vec<&str> = names
        .iter()
        .zip(types)
        .enumerate()
        .map(|(at, (name, ty))| match ty == repeated && at != again {
            true => "_",
            false => name.as_str(),
        })
        .collect();
    Some(format!("args({})", list.join(", ")))
}

/// Results that differ.
pub(super) fn results(scope: &Scope<'_>, alternatives: &[Alternative<'_>]) -> Vec<String> {
    let mut sentences = Vec::new();
    for (alternative, sketch) in sketches(alternatives) {
        let signatures = alternative.signatures(scope.history());
        let Some((first, _)) = signatures.first() else {
            continue;
        };
        let is_one = signatures
            .iter()
            .all(|(other, _)| other.result == first.result);
        if let (false, Some(result)) = (is_one, &sketch.result) {
            let mut kinds: Vec<String> = Vec::new();
            for (function, _) in &signatures {
                let kind = format!("`{}`", function.result);
                if !kinds.contains(&kind) {
                    kinds.push(kind);
                }
            }
            let nothing: Vec<&Layout> = signatures
                .iter()
                .filter(|(function, _)| function.result.kind == TypeKind::Void)
                .flat_map(|(_, layouts)| layouts.iter().copied())
                .collect();
            let lost = match nothing.is_empty() {
                true => String::new(),
                false => format!(
                    "; an error is lost on {}",
                    in_words(&scope.describe(&nothing))
                ),
            };
            sentences.push(format!(
                "`{result}` serves {} alike{lost}.",
                kinds.join(" and ")
            ));
        }
    }
    sentences
}

/// Why there are several entries.
pub(super) fn several(
    scope: &Scope<'_>,
    alternatives: &[Alternative<'_>],
    places: &[Place<'_>],
    name: &str,
) -> Option<String> {
    let count = match alternatives.len() {
        0 | 1 => return None,
        2 => "two".to_owned(),
        3 => "three".to_owned(),
        count => count.to_string(),
    };
    let all = signatures(scope.history(), places);
    let functions: Vec<&Function> = all.iter().map(|(function, _)| *function).collect();
    let one = Sketch::of(scope.history(), &functions).ok().flatten();
    let is_function = |place: &Place<'_>| place.1.ty.as_function_pointer().is_some();
    let is_method = places.iter().all(is_function);
    Some(match one {
        Some(sketch) if is_method => format!(
            "An argument gives way to one of another type: write {count} of one name, each with its bounds. One that takes \
             neither serves all of them, too: `{}`.",
            sketch.declaration(name, false)
        ),
        _ => format!(
            "It becomes another in kind, and no single one serves all: write {count} of one name, each with its bounds."
        ),
    })
}

/// Several names for one thing.
pub(super) fn names(places: &[Place<'_>]) -> Option<String> {
    let mut names: Vec<&str> = Vec::new();
    for (_, member) in places {
        if !names.contains(&member.name.as_str()) {
            names.push(&member.name);
        }
    }
    let (newest, older) = names.split_last()?;
    let older: Vec<String> = older.iter().map(|name| format!("`{name}`")).collect();
    (!older.is_empty()).then(|| {
        format!(
            "One entry serves under all its names: `{newest}` is for {} as well.",
            older.join(" and ")
        )
    })
}

/// The other way to heed kernels that lack the member, where there is one entry.
pub(super) fn absence(
    scope: &Scope<'_>,
    operation: &Operation<'_>,
    bounds: &[Option<String>],
) -> Option<&'static str> {
    let [Some(bounds)] = bounds else {
        return None;
    };
    if bounds == OPTIONAL {
        return Some(
            "No bounds say where it is; `optional` leaves it out wherever it does not exist.",
        );
    }
    // Where the name is another operation's as well, only bounds say which one is meant.
    let has_choice = !scope.without(operation).is_empty() && !is_ambiguous(scope, operation);
    has_choice
        .then_some("Or `#[kernel(optional)]`, which leaves it out wherever it does not exist.")
}

/// How to leave a member out where another is set that excludes it.
pub(super) fn exclusions(
    scope: &Scope<'_>,
    layouts: &[&Layout],
    demands: &[Demanded<'_>],
) -> Vec<String> {
    let mut sentences = Vec::new();
    for demand in demands {
        if demand.explained.rule != Rule::Excludes {
            continue;
        }
        let is_excluded = |layout: &Layout| {
            let mut excluded = demand.layouts.iter();
            excluded.any(|excluded| excluded.name == layout.name)
        };
        let rest: Vec<&Layout> = layouts
            .iter()
            .copied()
            .filter(|layout| !is_excluded(layout))
            .collect();
        if let (false, Some(bounds)) = (rest.is_empty(), scope.bounds(&rest)) {
            let others: Vec<String> = demand
                .explained
                .members
                .iter()
                .map(|member| format!("`{member}`"))
                .collect();
            sentences.push(format!(
                "A driver that sets {} leaves it out there: `#[kernel({bounds}, optional)]`.",
                others.join(" or ")
            ));
        }
    }
    sentences
}

/// Entries that no bounds tell apart.
pub(super) fn beyond_bounds(
    scope: &Scope<'_>,
    alternatives: &[Alternative<'_>],
    name: &str,
) -> String {
    let each: Vec<String> = alternatives
        .iter()
        .map(|alternative| in_words(&scope.describe(&alternative.layouts())))
        .collect();
    format!(
        "It differs between {}, and no bounds tell these apart. Fill it by hand, without the block: \
         `Ops {{ {name}: …, ..Ops::EMPTY }}`, with `#[cfg({} = \"LAYOUT\")]` for each layout.",
        each.join(" and "),
        scope.history().name
    )
}
