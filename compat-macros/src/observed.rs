// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Which entries fill the table of a target whose layout no record has.
//!
//! The layout decides, not the release: an entry serves if it is of the member's type there. Bounds decide only between
//! alternatives that all are.

use compat_data::history::{History, Layout};
use compat_data::release::ReleaseRange;

use crate::bind::Binding;
use crate::compare::compare;
use crate::errors::Errors;
use crate::parse::Entry;
use crate::subject::Subject;

/// Adds the observed layout to the bindings that serve it.
pub(crate) fn serve_observed<'a>(
    subject: &'a Subject,
    bindings: &mut [Binding<'a>],
    errors: &Errors,
) {
    let Some(layout) = subject.observed() else {
        return;
    };
    let mut names: Vec<String> = Vec::new();
    for binding in bindings.iter() {
        let name = binding.entry.member();
        if !names.contains(&name) {
            names.push(name);
        }
    }
    for name in names {
        let group: Vec<usize> = (0..bindings.len())
            .filter(|&at| bindings[at].entry.member() == name)
            .collect();
        match layout.member(&name) {
            None => missing(&subject.history, bindings, &group, errors),
            Some(_) => {
                for at in serving(subject, layout, bindings, &group, errors) {
                    bindings[at].layouts.push(layout);
                }
            }
        }
    }
}

/// The entries of a group that serve the layout; if none does and one should, that is an error.
fn serving(
    subject: &Subject,
    layout: &Layout,
    bindings: &[Binding<'_>],
    group: &[usize],
    errors: &Errors,
) -> Vec<usize> {
    let fits = |at: &usize| {
        let quiet = Errors::default();
        compare(&subject.history, bindings[*at].entry, &[layout], &quiet)
    };
    let claims = |at: &usize| claims(subject, bindings[*at].entry);
    let fitting: Vec<usize> = group.iter().copied().filter(|at| fits(at)).collect();
    let claiming: Vec<usize> = fitting.iter().copied().filter(|at| claims(at)).collect();
    if fitting.is_empty() {
        if let Some(at) = group.iter().copied().find(|at| claims(at)) {
            compare(&subject.history, bindings[at].entry, &[layout], errors);
        }
    }
    match claiming.is_empty() {
        true => fitting,
        false => claiming,
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
fn missing(history: &History, bindings: &[Binding<'_>], group: &[usize], errors: &Errors) {
    for &at in group {
        let entry = bindings[at].entry;
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
