// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Holds the facts of a history against each other.
//!
//! What one says and another contradicts is a problem that names both: nothing decides between them but a person.

mod demands;
mod layouts;
mod mainline;
mod places;

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use crate::history::{History, Provenance, Snapshot, Source};
use crate::release::{Release, ReleaseRange};

/// All contradictions and gaps, each as a sentence; none: the history is consistent.
pub fn check(history: &History) -> Vec<String> {
    let mut problems = Vec::new();
    if !is_identifier(&history.name) {
        problems.push(format!("`{}` is not the tag of a struct", history.name));
    }
    layouts::layouts(history, &mut problems);
    mainline::mainline(history, &mut problems);
    mainline::changes(history, &mut problems);
    snapshots(history, &mut problems);
    places::places(history, &mut problems);
    vendors(history, &mut problems);
    demands::demands(history, &mut problems);
    headers(history, &mut problems);
    modules(history, &mut problems);
    problems
}

/// Whether the text can be the tag of a struct.
pub fn is_identifier(text: &str) -> bool {
    !text.is_empty()
        && !text.starts_with(|c: char| c.is_ascii_digit())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

fn snapshots(history: &History, problems: &mut Vec<String>) {
    let mut seen = BTreeSet::new();
    for source in &history.sources {
        match &source.provenance {
            Provenance::File { sha256 } if !is_sha256(sha256) => problems.push(format!(
                "source `{}`: `{sha256}` is not a SHA-256: write its 64 hexadecimal digits",
                source.name
            )),
            Provenance::File { .. } => {}
            Provenance::Manifest => builds_alone(source, problems),
        }
        for snapshot in &source.kernels {
            if !seen.insert(&snapshot.kernel) {
                problems.push(format!("kernel `{}` stands twice", snapshot.kernel));
            }
            snapshot_against_facts(history, source, snapshot, problems);
        }
    }
}

/// Whether the text is a SHA-256 in hexadecimal.
pub(crate) fn is_sha256(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// A manifest is of builds that can be told apart, each by its release string.
fn builds_alone(source: &Source, problems: &mut Vec<String>) {
    let kernels = source.kernels.iter().map(|snapshot| &snapshot.kernel);
    for kernel in kernels.filter(|kernel| kernel.build.is_none()) {
        problems.push(format!(
            "manifest `{}`: `{kernel}` is not the release string of a build",
            source.name
        ));
    }
}

fn snapshot_against_facts(
    history: &History,
    source: &Source,
    snapshot: &Snapshot,
    problems: &mut Vec<String>,
) {
    let place = format!("source `{}`, kernel `{}`", source.name, snapshot.kernel);
    let Some(name) = &snapshot.layout else {
        if let Some(differs) = &snapshot.differs {
            problems.push(format!(
                "{place} is said to differ (\"{differs}\"), but its layout is unknown"
            ));
        }
        return;
    };
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
        match history.layout(&vendor.layout) {
            None => problems.push(format!("{place}: there is no layout `{}`", vendor.layout)),
            Some(layout) if layout.members.is_empty() => problems.push(format!(
                "{place}: layout `{}` has no members: only a kernel of a source can have it",
                layout.name
            )),
            Some(_) => {}
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

fn headers(history: &History, problems: &mut Vec<String>) {
    overlaps(
        "header",
        history.headers.iter().map(|header| header.releases),
        problems,
    );
}

fn modules(history: &History, problems: &mut Vec<String>) {
    overlaps(
        "module",
        history.modules.iter().map(|module| module.releases),
        problems,
    );
    for module in &history.modules {
        if !is_module_name(&module.name) {
            problems.push(format!(
                "`{}` is not the name of a module: write it without folder and `.ko`, as in `vfio-pci-core`",
                module.name
            ));
        }
        let absent = history
            .absent
            .iter()
            .find(|&&absent| intersects(module.releases, absent));
        if let Some(absent) = absent {
            problems.push(format!(
                "module `{}` has the struct in {}, but `absent` says that mainline {absent} has no such struct",
                module.name, module.releases
            ));
        }
    }
}

/// Whether a module's file can have that name, without its `.ko`.
pub fn is_module_name(text: &str) -> bool {
    !text.is_empty()
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
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
