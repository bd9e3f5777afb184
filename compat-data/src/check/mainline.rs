// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Mainline's layouts and changes against each other.

use std::collections::BTreeSet;

use crate::diff::{Renames, diff};
use crate::history::{Change, ChangeKind, History, Layout};
use crate::release::{Release, ReleaseRange};

/// Mainline's layouts follow each other without gap or overlap, each named after its first release.
pub(super) fn mainline(history: &History, problems: &mut Vec<String>) {
    let absent = history
        .absent
        .iter()
        .map(|&range| ("absent".to_owned(), range));
    let layouts = history
        .mainline_layouts()
        .map(|(layout, range)| (format!("layout `{}`", layout.name), range));
    let spans: Vec<(String, ReleaseRange)> = absent.chain(layouts).collect();
    for (place, range) in &spans {
        for end in [range.first, range.last] {
            match end {
                None => problems.push(format!(
                    "{place}: the range `{range}` needs both ends: what is not read yet is not known"
                )),
                Some(end) if !Release::mainline().any(|release| release == end) => problems.push(
                    format!("{place}: {end} is no mainline release that this library knows"),
                ),
                Some(_) => {}
            }
        }
    }
    for (layout, range) in history.mainline_layouts() {
        if range
            .first
            .is_some_and(|first| layout.name != first.to_string())
        {
            problems.push(format!(
                "layout `{}` is mainline's of {range}: a layout is named after the first release that has it",
                layout.name
            ));
        }
    }
    for pair in spans.windows(2) {
        let [(place, range), (next_place, next)] = pair else {
            continue;
        };
        if let (Some(last), Some(first)) = (range.last, next.first) {
            if last.next() != Some(first) {
                problems.push(format!(
                    "{place} ends with mainline {last} and {next_place} begins with {first}: \
                     mainline's ranges must follow each other without gap or overlap"
                ));
            }
        }
    }
}

/// The recorded changes are what differs between neighbours, no more and no less.
pub(super) fn changes(history: &History, problems: &mut Vec<String>) {
    let layouts: Vec<&Layout> = history
        .mainline_layouts()
        .map(|(layout, _)| layout)
        .collect();
    if let Some(first) = layouts.first() {
        let whole = |change: &Change| change.member.is_none();
        let expected = usize::from(!history.absent.is_empty());
        if first.changes.len() != expected || !first.changes.iter().all(whole) {
            problems.push(format!(
                "layout `{}` is the first of mainline: its `changes` say that the struct was added \
                 if it was absent before, and nothing else",
                first.name
            ));
        }
    }
    for pair in layouts.windows(2) {
        let [older, newer] = pair else { continue };
        let recorded: BTreeSet<(String, ChangeKind)> = newer
            .changes
            .iter()
            .map(|change| {
                (
                    change.member.clone().unwrap_or_default(),
                    change.kind.clone(),
                )
            })
            .collect();
        let seen: BTreeSet<(String, ChangeKind)> =
            diff(older, newer, &Renames::recorded_in([*newer]))
                .iter()
                .flat_map(|difference| {
                    let member = difference.member().to_owned();
                    difference
                        .kinds()
                        .into_iter()
                        .map(move |kind| (member.clone(), kind))
                })
                .collect();
        let between = format!("between layouts `{}` and `{}`", older.name, newer.name);
        for (member, kind) in recorded.difference(&seen) {
            problems.push(format!(
                "layout `{}` records that `{member}` was {}, but {between} the members do not show it",
                newer.name,
                in_words(kind)
            ));
        }
        for (member, kind) in seen.difference(&recorded) {
            problems.push(format!(
                "{between} the members show that `{member}` was {}, but layout `{}` does not record it",
                in_words(kind),
                newer.name
            ));
        }
    }
    for layout in &history.layouts {
        if layout.mainline.is_none() && !layout.changes.is_empty() {
            problems.push(format!(
                "layout `{}` is of no mainline release, so no mainline change leads to it",
                layout.name
            ));
        }
    }
}

fn in_words(kind: &ChangeKind) -> String {
    match kind {
        ChangeKind::Added => "added".to_owned(),
        ChangeKind::Removed => "removed".to_owned(),
        ChangeKind::Renamed { from } => format!("renamed from `{from}`"),
        ChangeKind::Moved => "moved".to_owned(),
        ChangeKind::Signature => "given another type".to_owned(),
        ChangeKind::TagRenamed { from, to } => {
            format!("left as it is but for the tag `{from}`, now `{to}`")
        }
    }
}
