// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The entries of one operation together: no kernel in range has two of them, and none goes without that should not.

use compat_data::history::Layout;
use compat_data::observation::OBSERVED;
use compat_data::operation::Operation;

use crate::binding::bind::{Binding, Bindings};
use crate::binding::changes;
use crate::binding::coverage::Coverage;
use crate::binding::signatures::key;
use crate::errors::Errors;
use crate::parse::Entry;

/// Holds the entries of each operation against each other. Those under a condition of the author's are the author's
/// affair, and the compiler's; operations with an entry that could not be bound have their own error. Returns all
/// operations that have one.
pub(crate) fn alternatives(
    coverage: &Coverage<'_>,
    bindings: &Bindings<'_>,
    errors: &Errors,
) -> Vec<usize> {
    let mut failed = bindings.failed.clone();
    for (at, operation) in bindings.operations.iter().enumerate() {
        let of_it = || {
            bindings
                .bound
                .iter()
                .filter(|binding| binding.operation == at)
        };
        let group: Vec<&Binding<'_>> = of_it()
            .filter(|binding| binding.entry.conditions().is_empty())
            .collect();
        let before = errors.count();
        let overlap = overlaps(coverage, operation, &group, errors);
        let is_whole = of_it().count() == group.len() && !failed.contains(&at);
        let is_optional = group.iter().any(|binding| binding.entry.bounds.optional);
        if !overlap && is_whole && !is_optional {
            gaps(coverage, operation, &group, errors);
        }
        if errors.count() > before {
            failed.push(at);
        }
    }
    failed
}

/// Kernels that no entry serves: those that are like the ones beside them, which one does; and with several entries, any.
fn gaps(
    coverage: &Coverage<'_>,
    operation: &Operation<'_>,
    group: &[&Binding<'_>],
    errors: &Errors,
) {
    let mut unserved: Vec<&Layout> = coverage
        .recorded()
        .filter(|layout| operation.member(layout).is_some())
        .filter(|layout| !group.iter().any(|binding| binding.serves(layout)))
        .collect();
    for binding in group {
        let alike = unchanged(coverage, operation, binding, &unserved, errors);
        unserved.retain(|layout| !alike.iter().any(|other| other.name == layout.name));
    }
    if let ([_, .., last], false) = (group, unserved.is_empty()) {
        gap(coverage, operation, last, &unserved, errors);
    }
}

/// Whether two entries serve one kernel.
fn overlaps(
    coverage: &Coverage<'_>,
    operation: &Operation<'_>,
    group: &[&Binding<'_>],
    errors: &Errors,
) -> bool {
    let mut any = false;
    for (at, binding) in group.iter().enumerate() {
        for earlier in &group[..at] {
            let shared: Vec<&Layout> = binding
                .layouts()
                .into_iter()
                .filter(|layout| earlier.serves(layout))
                .collect();
            if shared.is_empty() {
                continue;
            }
            any = true;
            both_serve(
                coverage,
                operation,
                (earlier.entry, binding.entry),
                &shared,
                errors,
            );
        }
    }
    any
}

/// Entries of one operation without bounds, of which one could not be bound: whatever else is wrong with them, both would
/// serve.
pub(crate) fn unbounded(
    coverage: &Coverage<'_>,
    bindings: &Bindings<'_>,
    entries: &[Entry],
    errors: &Errors,
) {
    let is_bound = |entry: &Entry| {
        let mut bound = bindings.bound.iter();
        bound.any(|binding| std::ptr::eq(binding.entry, entry))
    };
    let is_unbounded = |entry: &&Entry| {
        entry.bounds.since.is_none()
            && entry.bounds.until.is_none()
            && entry.conditions().is_empty()
    };
    for operation in &bindings.operations {
        let so_named = entries.iter().filter(is_unbounded);
        let group: Vec<&Entry> = so_named
            .filter(|entry| operation.has_name(&entry.member()))
            .collect();
        let [first, others @ ..] = group.as_slice() else {
            continue;
        };
        let layouts: Vec<&Layout> = coverage
            .recorded()
            .filter(|layout| operation.member(layout).is_some())
            .collect();
        if layouts.is_empty() {
            // By type alone, on a target that no record has.
            continue;
        }
        for other in others
            .iter()
            .filter(|other| !is_bound(first) || !is_bound(other))
        {
            both_serve(coverage, operation, (first, other), &layouts, errors);
        }
    }
}

fn both_serve(
    coverage: &Coverage<'_>,
    operation: &Operation<'_>,
    (earlier, later): (&Entry, &Entry),
    layouts: &[&Layout],
    errors: &Errors,
) {
    let (other, name) = (earlier.member(), later.member());
    let kernels = coverage.describe(layouts);
    let changes = changes::notes(coverage, operation);
    let message = match name == other {
        true => format!(
            "two alternatives of `{name}` serve {kernels}{changes}\nhelp: say with `since` and `until` where each one serves"
        ),
        false => format!(
            "`{other}` and `{name}` are one operation under two names, and both serve {kernels}{changes}\n\
             help: one of them serves under either name: leave the other out, or say with `since` and `until` where each one serves"
        ),
    };
    errors.at(&later.name, message);
}

/// Several entries, and kernels that none of them serves.
fn gap(
    coverage: &Coverage<'_>,
    operation: &Operation<'_>,
    last: &Binding<'_>,
    unserved: &[&Layout],
    errors: &Errors,
) {
    errors.at(
        &last.entry.name,
        format!(
            "no alternative of `{}` serves {}{}\n\
             help: move a `since` or `until`, write another alternative, or say `optional` to leave it unset there",
            last.entry.name,
            coverage.describe(unserved),
            changes::notes(coverage, operation),
        ),
    );
}

/// An entry with a bound across which nothing changes for it, and the kernels beyond that no other serves. Returns these.
fn unchanged<'a>(
    coverage: &Coverage<'a>,
    operation: &Operation<'_>,
    binding: &Binding<'_>,
    unserved: &[&Layout],
    errors: &Errors,
) -> Vec<&'a Layout> {
    let history = coverage.history;
    let mainline: Vec<&'a Layout> = history
        .mainline_layouts()
        .map(|(layout, _)| layout)
        .collect();
    let key_in = |layout: &Layout| Some(key(operation.member(layout)?, history));
    let has = |layouts: &[&Layout], layout: &Layout| {
        layouts.iter().any(|other| other.name == layout.name)
    };
    let served: Vec<&Layout> = binding.layouts();
    let mut same = served.clone();
    same.retain(|layout| layout.name != OBSERVED);
    let mut wrong = Vec::new();
    // Those next to what it serves, and so on, that have the same signature.
    for step in [1, -1_isize] {
        for start in 0..mainline.len() {
            let mut at = start;
            while has(&served, mainline[start]) {
                let next = at
                    .checked_add_signed(step)
                    .filter(|&next| next < mainline.len());
                let Some(next) = next else { break };
                let is_same = key_in(mainline[next]).is_some()
                    && key_in(mainline[next]) == key_in(mainline[at]);
                if !is_same || has(&same, mainline[next]) || !has(unserved, mainline[next]) {
                    break;
                }
                same.push(mainline[next]);
                wrong.push(mainline[next]);
                at = next;
            }
        }
    }
    if wrong.is_empty() {
        return wrong;
    }
    let name = &binding.entry.name;
    let instead = match coverage.bounds(&same) {
        Some(bounds) => format!("write `#[kernel({bounds})]`"),
        None => "leave the bounds out".to_owned(),
    };
    let message = format!(
        "`{name}` is the same on {}, which its bounds leave out{}\n\
         help: {instead}, or say `optional` as well to leave it unset there",
        coverage.describe(&wrong),
        changes::notes(coverage, operation),
    );
    let bounds = &binding.entry.bounds;
    let before = |layout: &Layout| {
        let position = |one: &Layout| mainline.iter().position(|known| known.name == one.name);
        served
            .first()
            .is_some_and(|first| position(layout) < position(first))
    };
    let side = match wrong.iter().all(|layout| before(layout)) {
        true => &bounds.since,
        false => &bounds.until,
    };
    match side {
        Some(bound) => errors.at(&bound.literal, message),
        None => errors.at(name, message),
    }
    wrong
}
