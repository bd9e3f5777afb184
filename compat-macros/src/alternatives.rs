// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The entries of one operation together: no kernel in range has two of them, and none goes without that should not.

use compat_data::history::Layout;
use compat_data::observation::OBSERVED;
use compat_data::operation::Operation;

use crate::bind::{Binding, Bindings};
use crate::changes;
use crate::coverage::Coverage;
use crate::errors::Errors;
use crate::ranges::bounds;
use crate::signatures::key;

/// Holds the entries of each operation against each other. Those under a condition of the author's are the author's
/// affair, and the compiler's; operations with an entry that could not be bound have their own error.
pub(crate) fn alternatives(
    coverage: &Coverage<'_>,
    bindings: &Bindings<'_>,
    failed: &[usize],
    errors: &Errors,
) {
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
        let overlap = overlaps(coverage, &group, errors);
        let is_whole = of_it().count() == group.len() && !failed.contains(&at);
        let is_optional = group.iter().any(|binding| binding.entry.bounds.optional);
        if overlap || !is_whole || is_optional {
            continue;
        }
        let unserved: Vec<&Layout> = coverage
            .recorded()
            .filter(|layout| operation.member(layout).is_some())
            .filter(|layout| !group.iter().any(|binding| binding.serves(layout)))
            .collect();
        match group.as_slice() {
            _ if unserved.is_empty() => {}
            [] => {}
            [lone] => unchanged(coverage, operation, lone, &unserved, errors),
            [.., last] => gap(coverage, operation, last, &unserved, errors),
        }
    }
}

/// Whether two entries serve one kernel.
fn overlaps(coverage: &Coverage<'_>, group: &[&Binding<'_>], errors: &Errors) -> bool {
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
            let (name, other) = (binding.entry.member(), earlier.entry.member());
            let kernels = coverage.describe(&shared);
            let message = match name == other {
                true => format!(
                    "two alternatives of `{name}` serve {kernels}\nhelp: say with `since` and `until` where each one serves"
                ),
                false => format!(
                    "`{other}` and `{name}` are one operation under two names, and both serve {kernels}\n\
                     help: one of them serves under either name: leave the other out, or say with `since` and `until` where each one serves"
                ),
            };
            errors.at(&binding.entry.name, message);
        }
    }
    any
}

/// Several entries, and kernels that none of them serves.
fn gap(
    coverage: &Coverage<'_>,
    operation: &Operation<'_>,
    last: &Binding<'_>,
    unserved: &[&Layout],
    errors: &Errors,
) {
    let all: Vec<&Layout> = operation
        .members
        .iter()
        .map(|(layout, _)| *layout)
        .collect();
    errors.at(
        &last.entry.name,
        format!(
            "no alternative of `{}` serves {}{}\n\
             help: move a `since` or `until`, write another alternative, or say `optional` to leave it unset there",
            last.entry.name,
            coverage.describe(unserved),
            changes::notes(coverage.history, operation, &all),
        ),
    );
}

/// One entry with a bound across which nothing changes for it.
fn unchanged(
    coverage: &Coverage<'_>,
    operation: &Operation<'_>,
    binding: &Binding<'_>,
    unserved: &[&Layout],
    errors: &Errors,
) {
    let history = coverage.history;
    let mainline: Vec<&Layout> = history
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
        return;
    }
    let name = &binding.entry.name;
    let instead = match bounds(history, &same) {
        Some(bounds) => format!("write `#[kernel({bounds})]`"),
        None => "leave the bounds out".to_owned(),
    };
    let message = format!(
        "`{name}` is the same on {}, which its bounds leave out\n\
         help: {instead}, or say `optional` as well to leave it unset there",
        coverage.describe(&wrong),
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
}
