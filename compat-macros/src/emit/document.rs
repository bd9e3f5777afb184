// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The documentation of generated items.

use compat_data::history::{Change, ChangeKind, Commit, Demand, History, Layout};
use compat_data::release::{Release, ReleaseRange};

use super::slots::Slot;
use crate::ranges::describe;

/// What a member is, on which kernels, and how it came and went.
pub(super) fn slot(history: &History, slot: &Slot<'_>) -> String {
    let name = &slot.member.name;
    let mut text = format!(
        "`{}`\n\nOn `{}`.",
        slot.member,
        describe(history, &slot.layouts)
    );
    let begins = slot.layouts.first();
    let ends = slot.layouts.last();
    for layout in &history.layouts {
        let here = begins.is_some_and(|first| first.name == layout.name);
        let gone = ends.is_some_and(|last| follows(history, last, layout));
        for change in &layout.changes {
            let named = change.member.as_deref() == Some(name);
            let renamed = matches!(&change.kind, ChangeKind::Renamed { from } if from == name);
            if (named && here) || (gone && (named || renamed)) {
                text.push_str(&sentence(layout, change));
            }
        }
    }
    text.push_str(&demanded(history, slot));
    text
}

fn follows(history: &History, layout: &Layout, next: &Layout) -> bool {
    let mut layouts = history.mainline_layouts().map(|(layout, _)| &layout.name);
    layouts.any(|name| *name == layout.name) && layouts.next() == Some(&next.name)
}

fn sentence(layout: &Layout, change: &Change) -> String {
    let what = match &change.kind {
        ChangeKind::Added => "added".to_owned(),
        ChangeKind::Removed => "removed".to_owned(),
        ChangeKind::Renamed { from } => format!(
            "`{from}` renamed to `{}`",
            change.member.as_deref().unwrap_or_default()
        ),
        ChangeKind::Moved => "moved".to_owned(),
        ChangeKind::Signature => "signature changed".to_owned(),
        ChangeKind::TagRenamed { from, to } => format!("`struct {from}` renamed to `struct {to}`"),
    };
    let note = match &change.note {
        Some(note) => format!(", {note}"),
        None => String::new(),
    };
    format!(
        "\n\n{}: {what}{note}{}.",
        layout.name,
        commit(change.commit.as_ref())
    )
}

fn commit(commit: Option<&Commit>) -> String {
    match commit {
        Some(Commit {
            id,
            confirmed: true,
        }) => format!(" (commit {id})"),
        Some(Commit {
            id,
            confirmed: false,
        }) => format!(" (commit {id}, not confirmed)"),
        None => String::new(),
    }
}

/// Since when and until when the kernel demands it; what is demanded in the same words is said once.
fn demanded(history: &History, slot: &Slot<'_>) -> String {
    let has = |release: Release| {
        let own = slot.layouts.iter().filter_map(|layout| layout.mainline);
        own.into_iter().any(|own| own.contains(release))
    };
    let mut groups: Vec<(&Demand, Vec<ReleaseRange>)> = Vec::new();
    for demand in &history.demands {
        let applies =
            Release::mainline().any(|release| demand.releases.contains(release) && has(release));
        if !applies || !demand.required.contains(&slot.member.name) {
            continue;
        }
        match groups.last_mut() {
            Some((known, ranges))
                if known.source == demand.source && known.otherwise == demand.otherwise =>
            {
                match ranges.last_mut() {
                    Some(range) if range.last.and_then(Release::next) == demand.releases.first => {
                        range.last = demand.releases.last;
                    }
                    _ => ranges.push(demand.releases),
                }
            }
            _ => groups.push((demand, vec![demand.releases])),
        }
    }
    groups
        .iter()
        .map(|(demand, ranges)| {
            let ranges: Vec<String> = ranges.iter().map(ReleaseRange::to_string).collect();
            format!(
                "\n\nOn `{}` it must be set, else: {} ({}).",
                ranges.join(", "),
                demand.otherwise,
                demand.source
            )
        })
        .collect()
}
