// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Several entries for one member: no layout has two of them, and none between them goes without.

use compat_data::history::{History, Layout};

use crate::bind::Binding;
use crate::errors::Errors;
use crate::parse::Entry;
use crate::ranges::describe;

/// Alternatives of one member must not overlap, nor leave a hole between them. Those under a condition of the author's
/// are the author's affair, and the compiler's.
pub(crate) fn alternatives(
    history: &History,
    entries: &[Entry],
    bindings: &[Binding<'_>],
    errors: &Errors,
) {
    let is_free = |binding: &&Binding<'_>| binding.entry.conditions().is_empty();
    let bindings: Vec<&Binding<'_>> = bindings.iter().filter(is_free).collect();
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
        // An alternative that could not be bound has its own error, and may be the one that fills the hole.
        let named = |other: &&Entry| other.name == *name;
        let all_bound = entries.iter().filter(named).count() == earlier().count() + 1;
        if is_last && all_bound && shared.is_empty() {
            let served: Vec<&Layout> = earlier()
                .chain([binding])
                .flat_map(|binding| binding.layouts.iter().copied())
                .collect();
            hole(history, binding.entry, &served, errors);
        }
    }
}

fn hole(history: &History, entry: &Entry, served: &[&Layout], errors: &Errors) {
    let name = entry.member();
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
