// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Which entry fills which member on which layouts.

use compat_data::c::{Function, Member};
use compat_data::history::{History, Layout};
use compat_data::release::Release;
use syn::{FnArg, ImplItemConst, ImplItemFn};

use crate::errors::{Errors, did_you_mean};
use crate::parse::{Bound, Entry, Value};
use crate::ranges::{describe, releases};
use crate::spelling::{Names, arrow, member, parameters, result, written, written_result};

/// An entry and the layouts on which it fills its member; at least one.
pub(crate) struct Binding<'a> {
    pub entry: &'a Entry,
    pub layouts: Vec<&'a Layout>,
}

impl<'a> Binding<'a> {
    /// The member that it fills, of the type that all its layouts share.
    pub fn member(&self) -> Option<&'a Member> {
        self.layouts.first()?.member(&self.entry.name.to_string())
    }
}

/// Binds every entry, or says why it can't be bound.
pub(crate) fn bind<'a>(
    history: &'a History,
    entries: &'a [Entry],
    errors: &Errors,
) -> Vec<Binding<'a>> {
    let bindings: Vec<Binding<'a>> = entries
        .iter()
        .filter_map(|entry| bind_one(history, entry, errors))
        .collect();
    alternatives(history, &bindings, errors);
    bindings
}

fn bind_one<'a>(history: &'a History, entry: &'a Entry, errors: &Errors) -> Option<Binding<'a>> {
    let name = entry.name.to_string();
    let with: Vec<&Layout> = history
        .layouts
        .iter()
        .filter(|layout| layout.member(&name).is_some())
        .collect();
    if with.is_empty() {
        let all = history
            .layouts
            .iter()
            .flat_map(|layout| &layout.members)
            .map(|member| member.name.as_str());
        errors.at(
            &entry.name,
            format!(
                "`struct {}` has no member `{name}` on any recorded kernel{}",
                history.name,
                did_you_mean(&name, all)
            ),
        );
        return None;
    }
    let wanted = within_bounds(history, entry, errors)?;
    let (layouts, without): (Vec<&Layout>, Vec<&Layout>) = wanted
        .into_iter()
        .partition(|layout| layout.member(&name).is_some());
    if layouts.is_empty() || (!without.is_empty() && !entry.bounds.optional) {
        missing(history, entry, &with, &without, errors);
        return None;
    }
    match_types(history, entry, &layouts, errors).then_some(Binding { entry, layouts })
}

/// The layouts within the bounds that the entry states.
fn within_bounds<'a>(
    history: &'a History,
    entry: &Entry,
    errors: &Errors,
) -> Option<Vec<&'a Layout>> {
    let before = errors.count();
    for bound in [&entry.bounds.since, &entry.bounds.until]
        .into_iter()
        .flatten()
    {
        if !Release::mainline().any(|release| release == bound.release) {
            let (first, last) = (Release::mainline().next(), Release::mainline().next_back());
            errors.at(
                &bound.literal,
                format!(
                    "{} is no mainline release that is known: they go from {} to {}",
                    bound.release,
                    first.map(|release| release.to_string()).unwrap_or_default(),
                    last.map(|release| release.to_string()).unwrap_or_default(),
                ),
            );
        }
    }
    let since = entry.bounds.since.as_ref();
    let until = entry.bounds.until.as_ref();
    let mut layouts = Vec::new();
    for layout in &history.layouts {
        let range = releases(layout);
        let starts_late = |bound: &Bound| range.first < Some(bound.release);
        let ends_early = |bound: &Bound| range.last > Some(bound.release);
        let ended = since.is_some_and(|bound| range.last < Some(bound.release));
        let not_begun = until.is_some_and(|bound| range.first > Some(bound.release));
        if ended || not_begun {
            continue;
        }
        if let Some(bound) = since.filter(|bound| starts_late(bound)) {
            let after = range.last.and_then(Release::next);
            inside(history, layout, bound, [range.first, after], errors);
        }
        if let Some(bound) = until.filter(|bound| ends_early(bound)) {
            let before = range.first.and_then(Release::previous);
            inside(history, layout, bound, [before, range.last], errors);
        }
        layouts.push(layout);
    }
    (errors.count() == before).then_some(layouts)
}

/// A bound within a layout's releases: the table is the same on both sides of it.
fn inside(
    history: &History,
    layout: &Layout,
    bound: &Bound,
    instead: [Option<Release>; 2],
    errors: &Errors,
) {
    let instead: Vec<String> = instead
        .iter()
        .flatten()
        .map(|release| format!("\"{release}\""))
        .collect();
    errors.at(
        &bound.literal,
        format!(
            "nothing changes in `struct {}` at {}: {} has one layout throughout, and the layout decides\n\
             help: write {}",
            history.name,
            bound.release,
            describe(history, &[layout]),
            instead.join(" or ")
        ),
    );
}

/// The entry's member is missing on some or all of the layouts that it claims.
fn missing(
    history: &History,
    entry: &Entry,
    with: &[&Layout],
    without: &[&Layout],
    errors: &Errors,
) {
    let first = with
        .iter()
        .filter_map(|layout| releases(layout).first)
        .min();
    let last = with.iter().filter_map(|layout| releases(layout).last).max();
    let oldest = history
        .mainline_layouts()
        .next()
        .and_then(|(_, range)| range.first);
    let mut bounds = Vec::new();
    if let Some(first) = first.filter(|first| Some(*first) != oldest) {
        bounds.push(format!("since = \"{first}\""));
    }
    if let Some(last) = last.filter(|last| Some(*last) != history.newest()) {
        bounds.push(format!("until = \"{last}\""));
    }
    let renamed = history
        .renames()
        .members
        .iter()
        .find_map(|&(before, after)| {
            if entry.name == after {
                Some(format!("\nnote: it was `{before}` before"))
            } else if entry.name == before {
                Some(format!("\nnote: it is `{after}` since"))
            } else {
                None
            }
        })
        .unwrap_or_default();
    errors.at(
        &entry.name,
        format!(
            "`struct {}` has no member `{}` on {}; it has it on {}{renamed}\n\
             help: say so: `#[kernel({})]`, or `#[kernel(optional)]` to leave it out where it does not exist",
            history.name,
            entry.name,
            describe(history, without),
            describe(history, with),
            match bounds.is_empty() {
                true => "optional".to_owned(),
                false => bounds.join(", "),
            },
        ),
    );
}

/// Whether the entry is of the kernel's type on all these layouts.
fn match_types(history: &History, entry: &Entry, layouts: &[&Layout], errors: &Errors) -> bool {
    let name = entry.name.to_string();
    let members: Vec<(&Layout, &Member)> = layouts
        .iter()
        .filter_map(|layout| Some((*layout, layout.member(&name)?)))
        .collect();
    let before = errors.count();
    for (layout, member_) in &members {
        if let Err(reason) = member(member_, &Names::Plain) {
            let kernels = describe(history, &[*layout]);
            errors.at(
                &entry.name,
                format!("`{name}` can't be filled on {kernels}: {reason}"),
            );
            return false;
        }
    }
    match &entry.value {
        Value::Function(function) => match_function(history, function, &members, errors),
        Value::Constant(constant) => match_constant(history, constant, &members, errors),
    }
    errors.count() == before
}

fn match_function(
    history: &History,
    function: &ImplItemFn,
    members: &[(&Layout, &Member)],
    errors: &Errors,
) {
    let name = &function.sig.ident;
    let names = Names::Canonical(history);
    let written_parameters: Vec<String> = function
        .sig
        .inputs
        .iter()
        .filter_map(|input| match input {
            FnArg::Typed(argument) => Some(written(&argument.ty, history)),
            FnArg::Receiver(_) => None,
        })
        .collect();
    let written_return = written_result(&function.sig.output, history);
    let mut wrong: Vec<(&Layout, &Function)> = Vec::new();
    let mut all: Vec<(&Layout, &Function)> = Vec::new();
    for &(layout, member) in members {
        let Some(expected) = member.ty.as_function_pointer() else {
            errors.at(
                name,
                format!("`{name}` is data, not a function: `{member}`\nhelp: write `const {name}: {} = …;`",
                    crate::spelling::member(member, &Names::Plain).unwrap_or_default()),
            );
            return;
        };
        if expected.variadic {
            errors.at(
                name,
                format!("`{name}` takes variable arguments (`{member}`), which Rust can't define"),
            );
            return;
        }
        all.push((layout, expected));
        let same = parameters(expected, &names).is_ok_and(|types| types == written_parameters)
            && result(expected, &names).is_ok_and(|result| result == written_return);
        if !same {
            wrong.push((layout, expected));
        }
    }
    if wrong.is_empty() {
        return;
    }
    let kernels: Vec<&Layout> = wrong.iter().map(|(layout, _)| *layout).collect();
    let same_parameters = wrong.iter().all(|(_, expected)| {
        parameters(expected, &names).is_ok_and(|types| types == written_parameters)
    });
    let mut message = match same_parameters {
        true => format!(
            "`{name}` returns something else on {}",
            describe(history, &kernels)
        ),
        false => format!(
            "`{name}` takes other arguments on {}",
            describe(history, &kernels)
        ),
    };
    message.push_str(&signatures(history, &all));
    message.push_str(match wrong.len() == all.len() {
        true => "\nhelp: take and return exactly that",
        false => "\nhelp: say with `since` and `until` where this one serves, and write another one for the rest",
    });
    match (same_parameters, &function.sig.output) {
        (true, syn::ReturnType::Type(_, ty)) => errors.at(ty, message),
        (true, syn::ReturnType::Default) => errors.at(name, message),
        (false, _) if function.sig.inputs.is_empty() => errors.at(name, message),
        (false, _) => errors.at(&function.sig.inputs, message),
    }
}

/// A note for each signature that the kernels use: `4.19.. passes (*mut dma_buf, …) and takes c_int`.
fn signatures(history: &History, functions: &[(&Layout, &Function)]) -> String {
    let mut groups: Vec<(String, Vec<&Layout>)> = Vec::new();
    for (layout, function) in functions {
        let list = parameters(function, &Names::Plain).unwrap_or_default();
        let result = result(function, &Names::Plain).unwrap_or_default();
        let text = format!("fn({}){}", list.join(", "), arrow(result));
        match groups.iter_mut().find(|(known, _)| *known == text) {
            Some((_, layouts)) => layouts.push(layout),
            None => groups.push((text, vec![layout])),
        }
    }
    groups
        .iter()
        .map(|(text, layouts)| format!("\nnote: on {} it is `{text}`", describe(history, layouts)))
        .collect()
}

fn match_constant(
    history: &History,
    constant: &ImplItemConst,
    members: &[(&Layout, &Member)],
    errors: &Errors,
) {
    let name = &constant.ident;
    for (layout, member) in members {
        let kernels = describe(history, &[*layout]);
        if member.ty.as_function_pointer().is_some() {
            errors.at(
                name,
                format!(
                    "`{name}` is a function on {kernels}: `{member}`\nhelp: write `fn {name}(…)`"
                ),
            );
            return;
        }
        let expected = crate::spelling::member(member, &Names::Canonical(history));
        if expected.is_ok_and(|expected| expected != written(&constant.ty, history)) {
            let plain = crate::spelling::member(member, &Names::Plain).unwrap_or_default();
            errors.at(
                &constant.ty,
                format!("`{name}` is of another type on {kernels}: `{member}`\nhelp: write `const {name}: {plain}`"),
            );
            return;
        }
    }
}

/// Alternatives of one member must not overlap, nor leave a hole between them.
fn alternatives(history: &History, bindings: &[Binding<'_>], errors: &Errors) {
    for (at, binding) in bindings.iter().enumerate() {
        let name = &binding.entry.name;
        let earlier = || {
            bindings[..at]
                .iter()
                .filter(|other| other.entry.name == *name)
        };
        let shared: Vec<&Layout> = binding
            .layouts
            .iter()
            .filter(|layout| {
                earlier().any(|other| other.layouts.iter().any(|known| known.name == layout.name))
            })
            .copied()
            .collect();
        if !shared.is_empty() {
            errors.at(
                name,
                format!(
                    "two alternatives of `{name}` serve {}\nhelp: say with `since` and `until` where each one serves",
                    describe(history, &shared)
                ),
            );
        }
        let is_last = !bindings[at + 1..]
            .iter()
            .any(|other| other.entry.name == *name);
        if is_last && shared.is_empty() {
            let served: Vec<&Layout> = earlier()
                .chain([binding])
                .flat_map(|binding| binding.layouts.iter().copied())
                .collect();
            hole(history, binding.entry, &served, errors);
        }
    }
}

fn hole(history: &History, entry: &Entry, served: &[&Layout], errors: &Errors) {
    let name = entry.name.to_string();
    let is_served = |layout: &Layout| served.iter().any(|known| known.name == layout.name);
    let with: Vec<&Layout> = history
        .mainline_layouts()
        .map(|(layout, _)| layout)
        .filter(|layout| layout.member(&name).is_some())
        .collect();
    let first = with.iter().position(|layout| is_served(layout));
    let last = with.iter().rposition(|layout| is_served(layout));
    let (Some(first), Some(last)) = (first, last) else {
        return;
    };
    let between: Vec<&Layout> = with[first..last]
        .iter()
        .filter(|layout| !is_served(layout))
        .copied()
        .collect();
    if !between.is_empty() {
        errors.at(
            &entry.name,
            format!(
                "no alternative of `{name}` serves {}, and others do before and after\n\
                 help: move a `since` or `until`, or write another alternative",
                describe(history, &between)
            ),
        );
    }
}
