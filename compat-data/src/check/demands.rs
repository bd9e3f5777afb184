// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! What kernels demand of a table, against the members that there are.

use super::{intersects, overlaps};
use crate::history::History;
use crate::release::Release;

pub(super) fn demands(history: &History, problems: &mut Vec<String>) {
    overlaps(
        "demand",
        history.demands.iter().map(|demand| demand.releases),
        problems,
    );
    holes(history, problems);
    for demand in &history.demands {
        let members = demand
            .required
            .iter()
            .chain(demand.together.iter().flatten())
            .chain(
                demand
                    .excludes
                    .iter()
                    .flat_map(|(member, others)| std::iter::once(member).chain(others)),
            );
        for member in members {
            let missing = history.mainline_layouts().find(|(layout, range)| {
                layout.member(member).is_none() && intersects(*range, demand.releases)
            });
            if let Some((layout, _)) = missing {
                problems.push(format!(
                    "the demand of {} names `{member}`, but layout `{}` has no such member",
                    demand.releases, layout.name
                ));
            }
        }
    }
}

/// Between releases that demand something, one of which nothing is said was forgotten.
fn holes(history: &History, problems: &mut Vec<String>) {
    let demanded = |release: &Release| history.demand(*release).is_some();
    let (first, last) = (
        Release::mainline().find(demanded),
        Release::mainline().rev().find(demanded),
    );
    let (Some(first), Some(last)) = (first, last) else {
        return;
    };
    let absent = |release| history.absent.iter().any(|range| range.contains(release));
    let holes: Vec<String> = Release::mainline()
        .filter(|&release| first < release && release < last && !absent(release))
        .filter(|release| !demanded(release))
        .map(|release| release.to_string())
        .collect();
    if !holes.is_empty() {
        problems.push(format!(
            "the entries of `demand` are of {first} to {last}, but none speaks for {}",
            holes.join(", ")
        ));
    }
}
