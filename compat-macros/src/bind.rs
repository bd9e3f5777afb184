// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Which entry fills which member on which layouts.

use compat_data::c::Member;
use compat_data::history::{History, Layout};
use compat_data::observation::OBSERVED;
use compat_data::release::Release;

use crate::alternatives::alternatives;
use crate::bounds::Bound;
use crate::compare::compare;
use crate::errors::{Errors, did_you_mean};
use crate::observed::serve_observed;
use crate::parse::Entry;
use crate::ranges::{bounds, describe, releases};
use crate::subject::Subject;

/// An entry and the layouts on which it fills its member; at least one.
pub(crate) struct Binding<'a> {
    pub entry: &'a Entry,
    pub layouts: Vec<&'a Layout>,
}

impl<'a> Binding<'a> {
    /// The member that it fills, of the type that all its layouts share.
    pub fn member(&self) -> Option<&'a Member> {
        self.layouts.first()?.member(&self.entry.member())
    }
}

/// Binds every entry, or says why it can't be bound.
pub(crate) fn bind<'a>(
    subject: &'a Subject,
    entries: &'a [Entry],
    errors: &Errors,
) -> Vec<Binding<'a>> {
    let history = &subject.history;
    let mut bindings: Vec<Binding<'a>> = entries
        .iter()
        .filter_map(|entry| bind_recorded(history, entry, errors))
        .collect();
    serve_observed(subject, &mut bindings, errors);
    bindings.retain(|binding| !binding.layouts.is_empty());
    alternatives(history, entries, &bindings, errors);
    bindings
}

/// The entry and the recorded layouts that it serves: none, if only the target has the member.
fn bind_recorded<'a>(
    history: &'a History,
    entry: &'a Entry,
    errors: &Errors,
) -> Option<Binding<'a>> {
    let name = entry.member();
    let with: Vec<&Layout> = history
        .layouts
        .iter()
        .filter(|layout| layout.member(&name).is_some())
        .collect();
    if with.is_empty() {
        unknown(history, entry, errors);
        return None;
    }
    let wanted = within_bounds(history, entry, errors)?;
    let (layouts, without): (Vec<&Layout>, Vec<&Layout>) = wanted
        .into_iter()
        .partition(|layout| layout.member(&name).is_some());
    let only_observed = with.iter().all(|layout| layout.name == OBSERVED);
    let dropped = !without.is_empty() && !entry.bounds.optional;
    if dropped || (layouts.is_empty() && !only_observed) {
        missing(history, entry, [&with, &layouts, &without], errors);
        return None;
    }
    compare(history, entry, &layouts, errors).then_some(Binding { entry, layouts })
}

/// No layout has a member of the entry's name.
fn unknown(history: &History, entry: &Entry, errors: &Errors) {
    let name = entry.member();
    let mut known: Vec<&str> = Vec::new();
    for member in history.layouts.iter().flat_map(|layout| &layout.members) {
        if !known.contains(&member.name.as_str()) {
            known.push(&member.name);
        }
    }
    let mut advice = did_you_mean(&name, known.iter().copied());
    if advice.is_empty() {
        advice = format!(
            "\nnote: it has, on some kernels or all: {}\nhelp: what fills no member goes into another impl block",
            known.join(", ")
        );
    }
    errors.at(
        &entry.name,
        format!(
            "`struct {}` has no member `{name}` on {}{advice}",
            history.name,
            match history.layouts.iter().any(|layout| layout.name != OBSERVED) {
                true => "any recorded kernel",
                false => "the target kernel",
            }
        ),
    );
}

/// The layouts within the bounds that the entry states.
fn within_bounds<'a>(
    history: &'a History,
    entry: &Entry,
    errors: &Errors,
) -> Option<Vec<&'a Layout>> {
    let before = errors.count();
    let since = entry.bounds.since.as_ref();
    let until = entry.bounds.until.as_ref();
    let mut layouts = Vec::new();
    let recorded = history
        .layouts
        .iter()
        .filter(|layout| layout.name != OBSERVED);
    for layout in recorded {
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
    [with, claimed_with, claimed_without]: [&[&Layout]; 3],
    errors: &Errors,
) {
    let name = entry.member();
    let help = match bounds(history, claimed_with) {
        _ if claimed_with.is_empty() => {
            "within its bounds it serves no kernel: change them, or leave it out".to_owned()
        }
        Some(bounds) => format!(
            "say so: `#[kernel({bounds})]`, or `#[kernel(optional)]` to leave it out where it does not exist"
        ),
        None => "`#[kernel(optional)]` leaves it out where it does not exist".to_owned(),
    };
    errors.at(
        &entry.name,
        format!(
            "`struct {}` has no member `{name}` on {}; it has it on {}{}\nhelp: {help}",
            history.name,
            describe(history, claimed_without),
            describe(history, with),
            renamed(history, &name),
        ),
    );
}

/// A note for each other name that the member has on other kernels.
fn renamed(history: &History, name: &str) -> String {
    let having = |name: &str| {
        let layouts = history.layouts.iter();
        let layouts: Vec<&Layout> = layouts
            .filter(|layout| layout.member(name).is_some())
            .collect();
        describe(history, &layouts)
    };
    history
        .renames()
        .members
        .iter()
        .filter_map(|&(before, after)| match name {
            _ if name == after => Some(format!("\nnote: on {} it is `{before}`", having(before))),
            _ if name == before => Some(format!("\nnote: on {} it is `{after}`", having(after))),
            _ => None,
        })
        .collect()
}
