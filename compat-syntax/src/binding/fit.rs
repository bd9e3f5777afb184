// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Holds an entry against the members that it claims.

use compat_data::c::{Function, Member};
use compat_data::history::{History, Layout};
use compat_data::operation::Operation;
use syn::{ImplItemConst, ImplItemFn};

use crate::binding::adapt::{Misfit, adapt};
use crate::binding::bind::{Call, Form};
use crate::binding::claim::Claim;
use crate::binding::coverage::Coverage;
use crate::binding::misfit::{Misfits, explain};
use crate::binding::signatures::signatures;
use crate::errors::Errors;
use crate::method::Method;
use crate::parse::{Entry, Value};
use crate::written::written;
use compat_data::core_types::{is_core_type, is_primitive};
use compat_data::rust::{Names, is_object, member, parameters};

/// The forms in which the entry fills the members that it claims; none, with an error, where it does not fit one.
pub(crate) fn fit<'a>(
    coverage: &Coverage<'a>,
    operations: &[Operation<'a>],
    claim: &Claim<'a>,
    entry: &Entry,
    errors: &Errors,
) -> Option<Vec<Form<'a>>> {
    let history = coverage.history;
    let before = errors.count();
    for place @ (_, member) in &claim.places {
        // A type without a counterpart in Rust. What has a size, the target's own type information says.
        if let Err(reason) = compat_data::rust::member(member, &Names::Plain) {
            let kernels = coverage.describe(&[place.0]);
            let name = &entry.name;
            errors.at(
                name,
                format!("`{name}` can't be filled on {kernels}: {reason}"),
            );
            return None;
        }
    }
    let forms = match &entry.value {
        Value::Constant(constant) => constant_forms(coverage, constant, &claim.places, errors),
        Value::Function(function) => {
            let functions = functions(coverage, function, &claim.places, errors)?;
            let method = Method::read(function, history);
            check_lists(coverage, entry, &method, &functions, errors);
            if errors.count() > before {
                return None;
            }
            let mut misfits = Misfits::default();
            let mut forms = Vec::new();
            for (place, function) in &functions {
                match adapt(&method, &entry.bounds.lists, function, history) {
                    Ok(adapter) => forms.push(Form {
                        places: vec![*place],
                        call: Some(Call { function, adapter }),
                    }),
                    Err(misfit) => misfits.add(misfit, place.0),
                }
            }
            let functions: Vec<(&Layout, &Function)> = functions
                .iter()
                .map(|((layout, _), function)| (*layout, *function))
                .collect();
            let operation = &operations[claim.operation];
            explain(coverage, operation, &method, &functions, &misfits, errors);
            if errors.count() == before {
                never_passed(coverage, operation, &method, &functions, errors);
            }
            forms
        }
    };
    (errors.count() == before).then_some(forms)
}

/// The form in which the entry fills one member, or why it does not fit; none: one of them is data, and the other not.
pub(crate) fn try_fit<'a>(
    history: &History,
    entry: &Entry,
    place: (&'a Layout, &'a Member),
) -> Option<Result<Form<'a>, Misfit>> {
    let (_, expected) = place;
    match (&entry.value, expected.ty.as_function_pointer()) {
        (Value::Constant(constant), None) => {
            is_value_of(constant, expected, history).then_some(Ok(Form {
                places: vec![place],
                call: None,
            }))
        }
        (Value::Function(method), Some(function)) => {
            let method = Method::read(method, history);
            let adapter = adapt(&method, &entry.bounds.lists, function, history);
            Some(adapter.map(|adapter| Form {
                places: vec![place],
                call: Some(Call { function, adapter }),
            }))
        }
        _ => None,
    }
}

type Place<'a> = (&'a Layout, &'a Member);

/// The members' functions; none, with an error, where one is data or takes variable arguments.
fn functions<'a>(
    coverage: &Coverage<'_>,
    method: &ImplItemFn,
    places: &[Place<'a>],
    errors: &Errors,
) -> Option<Vec<(Place<'a>, &'a Function)>> {
    let name = &method.sig.ident;
    let mut functions = Vec::new();
    for &(layout, member) in places {
        let kernels = coverage.describe(&[layout]);
        let message = match member.ty.as_function_pointer() {
            Some(function) if !function.variadic => {
                functions.push(((layout, member), function));
                continue;
            }
            Some(_) => format!(
                "`{name}` takes variable arguments on {kernels} (`{member}`), which Rust can't define"
            ),
            None => {
                let ty = compat_data::rust::member(member, &Names::Plain).unwrap_or_default();
                format!(
                    "`{name}` is data, not a function: `{member}`\nhelp: write `const {name}: {ty} = …;`"
                )
            }
        };
        errors.at(name, message);
        return None;
    }
    Some(functions)
}

/// A list for a number of arguments that no kernel passes says nothing.
fn check_lists(
    coverage: &Coverage<'_>,
    entry: &Entry,
    method: &Method<'_>,
    functions: &[(Place<'_>, &Function)],
    errors: &Errors,
) {
    for (at, list) in entry.bounds.lists.iter().enumerate() {
        list.check(method.function, errors);
        let earlier = &entry.bounds.lists[..at];
        if earlier
            .iter()
            .any(|earlier| earlier.count() == list.count())
        {
            let message = format!(
                "an earlier list is for {} arguments as well\nhelp: write one list for each number of arguments",
                list.count()
            );
            errors.at(&list.key, message);
            continue;
        }
        let passes = |function: &Function| function.parameters.len() == list.count();
        // Without a recorded one, only the target has the member.
        let none = functions.is_empty();
        if none || functions.iter().any(|(_, function)| passes(function)) {
            continue;
        }
        let all: Vec<(&Layout, &Function)> = functions
            .iter()
            .map(|((layout, _), function)| (*layout, *function))
            .collect();
        let name = &entry.name;
        let notes = notes(coverage, &all, &name.to_string());
        errors.at(
            &list.key,
            format!(
                "no kernel that this serves passes `{name}` {} arguments{notes}\n\
                 help: name one parameter for each argument that the kernel passes, or `_` where the method does not take it",
                list.count()
            ),
        );
    }
}

/// An `Option` of what no kernel ever passes to the operation is of a wrong type, or good for nothing.
fn never_passed(
    coverage: &Coverage<'_>,
    operation: &Operation<'_>,
    method: &Method<'_>,
    functions: &[(&Layout, &Function)],
    errors: &Errors,
) {
    let names = Names::Canonical(coverage.history);
    let members = operation.members.iter();
    let all = members.filter_map(|(_, member)| member.ty.as_function_pointer());
    let passed: Vec<String> = all
        .flat_map(|function| parameters(function, &names).unwrap_or_default())
        .collect();
    let name = &method.function.sig.ident;
    for parameter in &method.parameters {
        let Some(inner) = &parameter.optional else {
            continue;
        };
        if !passed.contains(inner) && !passed.contains(&parameter.ty) {
            let notes = notes(coverage, functions, &name.to_string());
            let message = format!(
                "this would always be `None`: no kernel passes it to `{name}`{notes}\n\
                 help: take an `Option` of what the kernel passes, or leave it out"
            );
            errors.at(parameter.tokens, message);
        }
    }
}

/// A note for each signature.
pub(crate) fn notes(
    coverage: &Coverage<'_>,
    functions: &[(&Layout, &Function)],
    name: &str,
) -> String {
    let signatures = signatures(coverage.history, functions);
    let notes = signatures.iter().map(|(text, layouts)| {
        let kernels = coverage.describe(layouts);
        format!("\nnote: on {kernels} it is `fn {name}{text}`")
    });
    notes.collect()
}

/// Whether the constant may be that member's value. In a struct itself, a table of it stands, whatever its name: that it is
/// one, the compiler checks.
fn is_value_of(constant: &ImplItemConst, expected: &Member, history: &History) -> bool {
    let ty = written(&constant.ty, history);
    if is_object(&expected.ty) {
        return matches!(constant.ty, syn::Type::Path(_)) && !is_known_name(&ty);
    }
    // What has no counterpart has been reported.
    member(expected, &Names::Canonical(history)).map_or(true, |expected| expected == ty)
}

/// Whether the name is one of compat-core's or of Rust's own types.
fn is_known_name(name: &str) -> bool {
    is_core_type(name) || is_primitive(name) || name == "bool"
}

fn constant_forms<'a>(
    coverage: &Coverage<'_>,
    constant: &ImplItemConst,
    places: &[Place<'a>],
    errors: &Errors,
) -> Vec<Form<'a>> {
    let history = coverage.history;
    let name = &constant.ident;
    let functions: Vec<(&Layout, &Function)> = places
        .iter()
        .filter_map(|(layout, member)| Some((*layout, member.ty.as_function_pointer()?)))
        .collect();
    if !functions.is_empty() {
        let notes = notes(coverage, &functions, &name.to_string());
        errors.at(name, format!("`{name}` is a function, not data{notes}"));
        return Vec::new();
    }
    let wrong: Vec<Place<'_>> = places
        .iter()
        .copied()
        .filter(|(_, expected)| !is_value_of(constant, expected, history))
        .collect();
    if let Some((_, first)) = wrong.first() {
        let layouts: Vec<&Layout> = wrong.iter().map(|(layout, _)| *layout).collect();
        let kernels = coverage.describe(&layouts);
        let ty = member(first, &Names::Plain).unwrap_or_default();
        let help = match is_object(&first.ty) {
            true => format!(
                "declare a table of `{}` by `#[kernel_ops({ty})]`, fill it, and write `const {name}: Table = Table::TABLE;`",
                first.ty
            ),
            false => format!("write `const {name}: {ty} = …;`"),
        };
        errors.at(
            &constant.ty,
            format!("`{name}` is of another type on {kernels}: `{first}`\nhelp: {help}"),
        );
    }
    let form = |place: &Place<'a>| Form {
        places: vec![*place],
        call: None,
    };
    places.iter().map(form).collect()
}
