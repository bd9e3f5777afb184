// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Which entries fill the table of a target whose layout no record has.
//!
//! The layout decides, not the release: bounds are held against the recorded layout that the target's is most like. A method
//! whose bounds leave that out serves where the member has just the signature that it serves elsewhere.

use compat_data::c::Member;
use compat_data::history::Layout;
use compat_data::release::ReleaseRange;

use crate::alike::most_alike;
use crate::bind::{Binding, Bindings, Form};
use crate::coverage::Coverage;
use crate::errors::Errors;
use crate::fit::{fit, try_fit};
use crate::parse::Entry;
use crate::signatures::key;
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
            None => missing(subject, bindings, &group, errors),
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
    let (claimed, others): (Vec<_>, Vec<_>) = fitting
        .into_iter()
        .partition(|(at, _)| claims(subject, entry(*at)));
    match claimed.is_empty() {
        false => claimed,
        // A member that was taken over from a newer kernel, or kept from an older one.
        true => others
            .into_iter()
            .filter(|(at, _)| is_for_its_signature(subject, &bindings.bound[*at], place.1))
            .collect(),
    }
}

/// Whether the entry's bounds have the recorded layout that the target's is most like; where none is recorded, its release.
fn claims(subject: &Subject, entry: &Entry) -> bool {
    let bounds = ReleaseRange {
        first: entry.bounds.since.as_ref().map(|bound| bound.release),
        last: entry.bounds.until.as_ref().map(|bound| bound.release),
    };
    let alike = most_alike(subject).and_then(|layout| layout.mainline?.first);
    alike
        .or(subject.release)
        .is_none_or(|release| bounds.contains(release))
}

/// Whether the entry is a method for just that signature on some kernel that it serves. Of data, the type says nothing.
fn is_for_its_signature(subject: &Subject, binding: &Binding<'_>, member: &Member) -> bool {
    let history = &subject.history;
    let mut places = binding.forms.iter().flat_map(|form| &form.places);
    binding.entry.function().is_some()
        && places.any(|(_, served)| key(served, history) == key(member, history))
}

/// The target has no such member: an entry that claims kernels like it would be dropped silently.
fn missing(subject: &Subject, bindings: &Bindings<'_>, group: &[usize], errors: &Errors) {
    for &at in group {
        let entry = bindings.bound[at].entry;
        if claims(subject, entry) && !entry.bounds.optional {
            errors.at(
                &entry.name,
                format!(
                    "`struct {}` has no member `{}` on the target kernel\n\
                     help: `#[kernel(optional)]` leaves it out where it does not exist",
                    subject.history.name,
                    entry.member()
                ),
            );
        }
    }
}
