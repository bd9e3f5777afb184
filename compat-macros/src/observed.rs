// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Which entries fill the table of a target whose layout no record has.
//!
//! The layout decides, not the release: an entry serves if it fits the member there. Bounds decide only between
//! alternatives that all do.

use compat_data::c::Member;
use compat_data::history::{History, Layout};
use compat_data::release::ReleaseRange;

use crate::bind::{Bindings, Form};
use crate::coverage::Coverage;
use crate::errors::Errors;
use crate::fit::{fit, try_fit};
use crate::parse::Entry;
use crate::subject::Subject;

/// Adds the observed layout to the bindings that serve it.
pub(crate) fn serve_observed<'a>(
    subject: &'a Subject,
    coverage: &Coverage<'a>,
    bindings: &mut Bindings<'a>,
    errors: &Errors,
) {
    let Some(layout) = subject.observed() else {
        return;
    };
    for operation in 0..bindings.operations.len() {
        let group: Vec<usize> = (0..bindings.bound.len())
            .filter(|&at| bindings.bound[at].operation == operation)
            .collect();
        if group.is_empty() {
            continue;
        }
        match bindings.operations[operation].member(layout) {
            None => missing(&subject.history, bindings, &group, errors),
            Some(member) => {
                let place = (layout, member);
                for (at, form) in serving(subject, coverage, place, bindings, &group, errors) {
                    bindings.bound[at].add(form, &subject.history);
                }
            }
        }
    }
}

/// The entries of a group that serve the layout; if none does and one should, that is an error.
fn serving<'a>(
    subject: &'a Subject,
    coverage: &Coverage<'a>,
    place: (&'a Layout, &'a Member),
    bindings: &Bindings<'a>,
    group: &[usize],
    errors: &Errors,
) -> Vec<(usize, Form<'a>)> {
    let entry = |at: usize| bindings.bound[at].entry;
    let fitting: Vec<(usize, Form<'a>)> = group
        .iter()
        .filter_map(|&at| Some((at, try_fit(&subject.history, entry(at), place)?.ok()?)))
        .collect();
    if fitting.is_empty() {
        if let Some(at) = group.iter().copied().find(|&at| claims(subject, entry(at))) {
            let claim = crate::claim::Claim {
                operation: bindings.bound[at].operation,
                places: vec![place],
            };
            fit(coverage, &bindings.operations, &claim, entry(at), errors);
        }
    }
    let is_claimed = |(at, _): &(usize, Form<'_>)| claims(subject, entry(*at));
    match fitting.iter().any(is_claimed) {
        true => fitting.into_iter().filter(is_claimed).collect(),
        false => fitting,
    }
}

/// Whether the entry's bounds have the target's release.
fn claims(subject: &Subject, entry: &Entry) -> bool {
    let bounds = ReleaseRange {
        first: entry.bounds.since.as_ref().map(|bound| bound.release),
        last: entry.bounds.until.as_ref().map(|bound| bound.release),
    };
    subject
        .release
        .is_none_or(|release| bounds.contains(release))
}

/// The target has no such member: an entry that says nothing of kernels without it would be dropped silently.
fn missing(history: &History, bindings: &Bindings<'_>, group: &[usize], errors: &Errors) {
    for &at in group {
        let entry = bindings.bound[at].entry;
        let bounds = &entry.bounds;
        if bounds.since.is_none() && bounds.until.is_none() && !bounds.optional {
            errors.at(
                &entry.name,
                format!(
                    "`struct {}` has no member `{}` on the target kernel\n\
                     help: `#[kernel(optional)]` leaves it out where it does not exist",
                    history.name,
                    entry.member()
                ),
            );
        }
    }
}
