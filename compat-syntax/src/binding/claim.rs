// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Which operation an entry is, and which of the kernels in range its bounds claim.

use compat_data::c::Member;
use compat_data::history::{History, Layout};
use compat_data::observation::OBSERVED;
use compat_data::operation::Operation;
use compat_data::release::Release;

use crate::binding::changes;
use crate::binding::coverage::Coverage;
use crate::bounds::Bound;
use crate::errors::{Errors, did_you_mean};
use crate::parse::Entry;
use compat_data::ranges::{describe, releases};

/// What an entry claims to serve.
pub(crate) struct Claim<'a> {
    /// Which of the struct's operations it is.
    pub operation: usize,
    /// The recorded layouts in range that it claims, with the member there.
    pub places: Vec<(&'a Layout, &'a Member)>,
}

/// Reads the claim of an entry by its name and bounds, and holds it against the history.
pub(crate) fn claim<'a>(
    coverage: &Coverage<'a>,
    operations: &[Operation<'a>],
    entry: &Entry,
    errors: &Errors,
) -> Option<Claim<'a>> {
    let history = coverage.history;
    let name = entry.member();
    let named: Vec<usize> = (0..operations.len())
        .filter(|&at| operations[at].has_name(&name))
        .collect();
    if named.is_empty() {
        // A vendor's own member, left out where the target has none.
        if !entry.bounds.optional || entry.conditions().is_empty() {
            unknown(history, entry, errors);
        }
        return None;
    }
    let within = within_bounds(coverage, operations, &named, entry, errors)?;
    let operation = the_one(coverage, operations, &named, &within, entry, errors)?;
    let one = &operations[operation];
    // Bounds may reach beyond the range.
    let having = within.iter().copied();
    let having: Vec<&Layout> = having
        .filter(|layout| one.member(layout).is_some())
        .collect();
    let (with, without): (Vec<&Layout>, Vec<&Layout>) = within
        .into_iter()
        .filter(|layout| coverage.has(layout))
        .partition(|layout| one.member(layout).is_some());
    let only_observed = one
        .members
        .iter()
        .all(|(layout, _)| layout.name == OBSERVED);
    let dropped = !without.is_empty() && !entry.bounds.optional;
    if dropped || (with.is_empty() && !only_observed) {
        let having = if with.is_empty() { &with } else { &having };
        missing(coverage, one, entry, [having, &without], errors);
        return None;
    }
    let places = with.into_iter();
    Some(Claim {
        operation,
        places: places
            .filter_map(|layout| Some((layout, one.member(layout)?)))
            .collect(),
    })
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

/// The recorded layouts within the bounds that the entry states, whatever the range.
fn within_bounds<'a>(
    coverage: &Coverage<'a>,
    operations: &[Operation<'a>],
    named: &[usize],
    entry: &Entry,
    errors: &Errors,
) -> Option<Vec<&'a Layout>> {
    let history = coverage.history;
    let changes = named
        .iter()
        .map(|&at| changes::notes(coverage, &operations[at]));
    let changes: String = changes.collect();
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
            let instead = match range.first.and_then(Release::previous) {
                Some(_) => [range.first, after],
                None => [None, after],
            };
            inside(
                history,
                layout,
                ("since", bound),
                (instead, &changes),
                errors,
            );
        }
        if let Some(bound) = until.filter(|bound| ends_early(bound)) {
            let before = range.first.and_then(Release::previous);
            let instead = match range.last.and_then(Release::next) {
                Some(_) => [before, range.last],
                None => [before, None],
            };
            inside(
                history,
                layout,
                ("until", bound),
                (instead, &changes),
                errors,
            );
        }
        layouts.push(layout);
    }
    (errors.count() == before).then_some(layouts)
}

/// A bound within a layout's releases: the table is the same on both sides of it. Where the releases beside it are the
/// oldest or newest of all, there is nothing to bound.
fn inside(
    history: &History,
    layout: &Layout,
    (key, bound): (&str, &Bound),
    (instead, changes): ([Option<Release>; 2], &str),
    errors: &Errors,
) {
    let is_open = instead.contains(&None);
    let instead: Vec<String> = instead
        .iter()
        .flatten()
        .map(|release| format!("`{key} = \"{release}\"`"))
        .collect();
    let or = match is_open {
        true => format!(", or leave `{key}` out"),
        false => String::new(),
    };
    errors.at(
        &bound.literal,
        format!(
            "nothing changes in `struct {}` at {}: {} has one layout throughout, and the layout decides{changes}\n\
             help: write {}{or}",
            history.name,
            bound.release,
            describe(history, &[layout]),
            instead.join(" or ")
        ),
    );
}

/// The operation that the entry's name means within its bounds.
fn the_one(
    coverage: &Coverage<'_>,
    operations: &[Operation<'_>],
    named: &[usize],
    within: &[&Layout],
    entry: &Entry,
    errors: &Errors,
) -> Option<usize> {
    let history = coverage.history;
    let name = entry.member();
    let so_named = |at: usize| {
        let members = operations[at].members.iter();
        let members = members.filter(|(_, member)| member.name == name);
        members.map(|(layout, _)| *layout).collect::<Vec<_>>()
    };
    let is_within = |at: &usize| {
        let layouts = so_named(*at);
        layouts
            .iter()
            .any(|layout| within.iter().any(|other| other.name == layout.name))
    };
    let meant: Vec<usize> = named.iter().copied().filter(is_within).collect();
    match (meant.as_slice(), named) {
        ([one], _) | ([], [one, ..]) => Some(*one),
        _ => {
            let several = meant.iter().map(|&at| {
                let layouts = so_named(at);
                let also = operations[at]
                    .members
                    .last()
                    .map(|(_, member)| &member.name);
                let also = also.filter(|last| **last != name);
                let also = also.map(|last| format!(", later called `{last}`"));
                format!(
                    "\nnote: one on {}{}: `#[kernel({})]`",
                    describe(history, &layouts),
                    also.unwrap_or_default(),
                    coverage.bounds(&layouts).unwrap_or_default()
                )
            });
            let several: String = several.collect();
            errors.at(
                &entry.name,
                format!(
                    "`{name}` is the name of several operations of `struct {}`\nhelp: say which one is meant{several}",
                    history.name
                ),
            );
            None
        }
    }
}

/// The entry's member is missing on some or all of the layouts that it claims.
fn missing(
    coverage: &Coverage<'_>,
    operation: &Operation<'_>,
    entry: &Entry,
    [with, without]: [&[&Layout]; 2],
    errors: &Errors,
) {
    let history = coverage.history;
    let name = entry.member();
    let all: Vec<&Layout> = operation
        .members
        .iter()
        .map(|(layout, _)| *layout)
        .collect();
    let only_observed = all.iter().all(|layout| layout.name == OBSERVED);
    let optional = "`#[kernel(optional)]` leaves it out where it does not exist".to_owned();
    let help = match coverage.bounds(if with.is_empty() { &all } else { with }) {
        _ if only_observed => optional,
        _ if !all.iter().any(|layout| coverage.has(layout)) => {
            "no kernel in range has it: leave it out".to_owned()
        }
        Some(bounds) if with.is_empty() => format!(
            "it serves no kernel in range: change its bounds to `#[kernel({bounds})]`, or leave it out"
        ),
        None if with.is_empty() => "it serves no kernel in range: leave it out".to_owned(),
        Some(bounds) => format!(
            "say so: `#[kernel({bounds})]`, or `#[kernel(optional)]` to leave it out where it does not exist"
        ),
        None => optional,
    };
    let lacking = match without.is_empty() {
        true => "no kernel in range within its bounds".to_owned(),
        false => format!("on {}", coverage.describe(without)),
    };
    errors.at(
        &entry.name,
        format!(
            "`struct {}` has no member `{name}` {lacking}; it has it on {}{}\nhelp: {help}",
            history.name,
            describe(history, &all),
            changes::notes(coverage, operation),
        ),
    );
}
