// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! What kernels demand of a table, and so of a sketch.

use compat_data::c::{Member, TypeKind};
use compat_data::coverage::Covered;
use compat_data::history::{Demand, History, Layout};
use compat_data::operation::Operation;

use crate::error::Error;

/// Whether a kernel refuses a table without the member that `member` says for its layout.
pub(super) fn is_required<'a>(
    history: &History,
    covered: &[Covered<'a>],
    member: impl Fn(&'a Layout) -> Option<&'a Member>,
) -> bool {
    covered.iter().any(|covered| {
        let member = member(covered.layout);
        let mut demands = covered.demands(history);
        demands.any(|demand| member.is_some_and(|member| demand.required.contains(&member.name)))
    })
}

/// Adds the operations without which a kernel refuses one of those that are wanted.
pub(super) fn with_companions<'o, 'a>(
    history: &History,
    covered: &[Covered<'a>],
    operations: &'o [Operation<'a>],
    wanted: &mut Vec<&'o Operation<'a>>,
) {
    // An operation that is added may want another: it comes last, and has its turn.
    let mut at = 0;
    while let Some(operation) = wanted.get(at).copied() {
        at += 1;
        for covered in covered {
            let Some(member) = operation.member(covered.layout) else {
                continue;
            };
            let groups = covered.demands(history).flat_map(|demand| &demand.together);
            for name in groups
                .filter(|group| group.contains(&member.name))
                .flatten()
            {
                let named = |other: &&Operation<'_>| {
                    let member = other.member(covered.layout);
                    member.is_some_and(|member| member.name == *name)
                };
                let companion = operations.iter().find(named);
                wanted.extend(companion.filter(|companion| !wanted.contains(companion)));
            }
        }
    }
}

/// The operations that are wanted and that a kernel refuses beside each other.
pub(super) fn contradictions(
    history: &History,
    covered: &[Covered<'_>],
    wanted: &[&Operation<'_>],
) -> Vec<Error> {
    let mut errors: Vec<Error> = Vec::new();
    for covered in covered {
        let is_set = |name: &str| {
            let mut members = wanted.iter().filter_map(|one| one.member(covered.layout));
            members.any(|member| member.name == name && is_more_than_false(member))
        };
        for demand in covered.demands(history) {
            for (member, other) in excluded(demand) {
                let error = Error::new(format_args!(
                    "`{other}` must not be set beside `{member}`: {} ({})",
                    demand.otherwise, demand.source
                ))
                .help("choose other kernels: `--kernels RANGES`");
                if is_set(member) && is_set(other) && !errors.contains(&error) {
                    errors.push(error);
                }
            }
        }
    }
    errors
}

fn excluded(demand: &Demand) -> impl Iterator<Item = (&str, &str)> {
    demand.excludes.iter().flat_map(|(member, others)| {
        let others = others.iter();
        others.map(move |other| (member.as_str(), other.as_str()))
    })
}

/// A sketch sets what is no function to its zero, and a `bool` that is false counts as not set.
fn is_more_than_false(member: &Member) -> bool {
    member.ty.kind != TypeKind::Bool
}
