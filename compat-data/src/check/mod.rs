// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Holds the facts of a history against each other.
//!
//! What one says and another contradicts is a problem that names both: nothing decides between them but a person.

mod mainline;

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use crate::history::{History, Snapshot, Source};
use crate::release::{Release, ReleaseRange};

/// All contradictions and gaps, each as a sentence; none: the history is consistent.
pub fn check(history: &History) -> Vec<String> {
    let mut problems = Vec::new();
    names(history, &mut problems);
    mainline::mainline(history, &mut problems);
    mainline::changes(history, &mut problems);
    snapshots(history, &mut problems);
    vendors(history, &mut problems);
    demands(history, &mut problems);
    headers(history, &mut problems);
    problems
}

fn is_identifier(text: &str) -> bool {
    !text.is_empty()
        && !text.starts_with(|c: char| c.is_ascii_digit())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

fn names(history: &History, problems: &mut Vec<String>) {
    if !is_identifier(&history.name) {
        problems.push(format!("`{}` is not the tag of a struct", history.name));
    }
    for (at, layout) in history.layouts.iter().enumerate() {
        let name = &layout.name;
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b".-+_".contains(&byte);
        if name.is_empty() || !name.bytes().all(plain) {
            problems.push(format!("`{name}` does not do as the name of a layout"));
        }
        for earlier in &history.layouts[..at] {
            if earlier.name == *name {
                problems.push(format!("layout `{name}` stands twice"));
            } else if earlier.members == layout.members {
                problems.push(format!(
                    "layouts `{}` and `{name}` have the same members: each distinct layout stands once",
                    earlier.name
                ));
            }
        }
        let mut seen = BTreeSet::new();
        for member in &layout.members {
            if !seen.insert(&member.name) {
                problems.push(format!(
                    "layout `{name}` has two members named `{}`",
                    member.name
                ));
            }
        }
        let used = layout.mainline.is_some()
            || history
                .snapshots()
                .any(|snapshot| snapshot.layout.as_ref() == Some(name))
            || history.vendors.iter().any(|vendor| vendor.layout == *name);
        if !used {
            problems.push(format!(
                "layout `{name}` is of no kernel: give it `mainline`, or a kernel of a source or vendor"
            ));
        }
    }
}

fn snapshots(history: &History, problems: &mut Vec<String>) {
    let mut seen = BTreeSet::new();
    for source in &history.sources {
        for snapshot in &source.kernels {
            if !seen.insert(&snapshot.kernel) {
                problems.push(format!("kernel `{}` stands twice", snapshot.kernel));
            }
            snapshot_against_facts(history, source, snapshot, problems);
        }
    }
}

fn snapshot_against_facts(
    history: &History,
    source: &Source,
    snapshot: &Snapshot,
    problems: &mut Vec<String>,
) {
    let Some(name) = &snapshot.layout else {
        return;
    };
    let place = format!("source `{}`, kernel `{}`", source.name, snapshot.kernel);
    if history.layout(name).is_none() {
        problems.push(format!("{place}: there is no layout `{name}`"));
        return;
    }
    let release = snapshot.kernel.release;
    if history.absent.iter().any(|range| range.contains(release)) {
        problems.push(format!(
            "{place} has layout `{name}`, but `absent` says that mainline {release} has no such struct"
        ));
    }
    let Some(mainline) = history.mainline_layout(release) else {
        return;
    };
    match (mainline.name == *name, &snapshot.differs) {
        (true, None) | (false, Some(_)) => {}
        (false, None) => problems.push(format!(
            "{place} has layout `{name}`, but mainline {release} has layout `{}`: one of the two is wrong, \
             or that kernel really differs: then say why with `{{ layout = \"{name}\", differs = \"…\" }}`",
            mainline.name
        )),
        (true, Some(differs)) => problems.push(format!(
            "{place} is said to differ from mainline {release} (\"{differs}\"), but both have layout `{name}`"
        )),
    }
}

fn vendors(history: &History, problems: &mut Vec<String>) {
    for (at, vendor) in history.vendors.iter().enumerate() {
        let place = format!("vendor `{}`", vendor.name);
        if history.layout(&vendor.layout).is_none() {
            problems.push(format!("{place}: there is no layout `{}`", vendor.layout));
        }
        if vendor.builds.is_empty() && vendor.minors.is_empty() {
            problems.push(format!("{place} names no `minors` and no `builds`"));
        }
        for earlier in &history.vendors[..at] {
            let overlap = vendor.release == earlier.release
                && vendor.tag == earlier.tag
                && (number_ranges_intersect(&vendor.builds, &earlier.builds)
                    || number_ranges_intersect(&vendor.minors, &earlier.minors));
            if overlap {
                problems.push(format!(
                    "{place} and vendor `{}` both speak for the same kernels",
                    earlier.name
                ));
            }
        }
    }
}

fn number_ranges_intersect(ones: &[RangeInclusive<u32>], others: &[RangeInclusive<u32>]) -> bool {
    ones.iter().any(|one| {
        others
            .iter()
            .any(|other| one.start() <= other.end() && other.start() <= one.end())
    })
}

fn demands(history: &History, problems: &mut Vec<String>) {
    overlaps(
        "demand",
        history.demands.iter().map(|demand| demand.releases),
        problems,
    );
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

fn headers(history: &History, problems: &mut Vec<String>) {
    overlaps(
        "header",
        history.headers.iter().map(|header| header.releases),
        problems,
    );
}

fn overlaps(what: &str, ranges: impl Iterator<Item = ReleaseRange>, problems: &mut Vec<String>) {
    let ranges: Vec<ReleaseRange> = ranges.collect();
    for (at, &range) in ranges.iter().enumerate() {
        for &earlier in &ranges[..at] {
            if intersects(range, earlier) {
                problems.push(format!(
                    "two entries of `{what}` speak for the same releases: {earlier} and {range}"
                ));
            }
        }
    }
}

fn intersects(one: ReleaseRange, other: ReleaseRange) -> bool {
    Release::mainline().any(|release| one.contains(release) && other.contains(release))
}
