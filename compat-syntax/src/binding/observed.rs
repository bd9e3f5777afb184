// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Which entries fill the table of a target whose layout no record has.
//!
//! The layout decides, not the release: bounds are held against the recorded layout that the target's is most like. A method
//! whose bounds leave that out serves where the member has just the signature that it serves elsewhere.

use compat_data::c::Member;
use compat_data::history::{History, Layout};
use compat_data::release::{Release, ReleaseRange};

use crate::binding::bind::{Binding, Bindings, Form};
use crate::binding::coverage::Coverage;
use crate::binding::fit::{fit, try_fit};
use crate::binding::signatures::key;
use crate::binding::subject::Subject;
use crate::errors::Errors;
use crate::parse::Entry;

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
    let alike = coverage
        .alike(layout)
        .and_then(|layout| layout.mainline?.first);
    let release = alike.or(subject.release);
    for operation in 0..bindings.operations.len() {
        let group: Vec<usize> = (0..bindings.bound.len())
            .filter(|&at| bindings.bound[at].operation == operation)
            .collect();
        if group.is_empty() {
            continue;
        }
        match bindings.operations[operation].member(layout) {
            None => missing(coverage, release, bindings, &group, errors),
            Some(member) => {
                let place = (layout, member);
                for (at, form) in serving(coverage, release, place, bindings, &group, errors) {
                    bindings.bound[at].add(form, &subject.history);
                }
            }
        }
    }
}

/// The entries of a group that serve the layout; if none does and one should, that is an error.
fn serving<'a>(
    coverage: &Coverage<'a>,
    release: Option<Release>,
    place: (&'a Layout, &'a Member),
    bindings: &Bindings<'a>,
    group: &[usize],
    errors: &Errors,
) -> Vec<(usize, Form<'a>)> {
    let entry = |at: usize| bindings.bound[at].entry;
    let fitting: Vec<(usize, Form<'a>)> = group
        .iter()
        .filter_map(|&at| Some((at, try_fit(coverage.history, entry(at), place)?.ok()?)))
        .collect();
    if fitting.is_empty() {
        if let Some(at) = group.iter().copied().find(|&at| claims(entry(at), release)) {
            let claim = crate::binding::claim::Claim {
                operation: bindings.bound[at].operation,
                places: vec![place],
            };
            fit(coverage, &bindings.operations, &claim, entry(at), errors);
        }
    }
    let (claimed, others): (Vec<_>, Vec<_>) = fitting
        .into_iter()
        .partition(|(at, _)| claims(entry(*at), release));
    match claimed.is_empty() {
        false => claimed,
        // A member that was taken over from a newer kernel, or kept from an older one.
        true => others
            .into_iter()
            .filter(|(at, _)| is_for_its_signature(coverage.history, &bindings.bound[*at], place.1))
            .collect(),
    }
}

/// Whether the entry's bounds have the release by which the target is judged: one of the recorded layout that it is most
/// like; where none is recorded, its own.
fn claims(entry: &Entry, release: Option<Release>) -> bool {
    let bounds = ReleaseRange {
        first: entry.bounds.since.as_ref().map(|bound| bound.release),
        last: entry.bounds.until.as_ref().map(|bound| bound.release),
    };
    release.is_none_or(|release| bounds.contains(release))
}

/// Whether the entry is a method for just that signature on some kernel that it serves. Of data, the type says nothing.
fn is_for_its_signature(history: &History, binding: &Binding<'_>, member: &Member) -> bool {
    let mut places = binding.forms.iter().flat_map(|form| &form.places);
    binding.entry.function().is_some()
        && places.any(|(_, served)| key(served, history) == key(member, history))
}

/// The target has no such member: an entry that claims kernels like it would be dropped silently.
fn missing(
    coverage: &Coverage<'_>,
    release: Option<Release>,
    bindings: &Bindings<'_>,
    group: &[usize],
    errors: &Errors,
) {
    for &at in group {
        let entry = bindings.bound[at].entry;
        if claims(entry, release) && !entry.bounds.optional {
            errors.at(
                &entry.name,
                format!(
                    "`struct {}` has no member `{}` on the target kernel\n\
                     help: `#[kernel(optional)]` leaves it out where it does not exist",
                    coverage.history.name,
                    entry.member()
                ),
            );
        }
    }
}
