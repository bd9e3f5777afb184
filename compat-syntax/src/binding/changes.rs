// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Recorded changes in words.

use compat_data::history::{Change, ChangeKind, Commit, Layout};
use compat_data::operation::Operation;

use crate::binding::coverage::Coverage;

/// What a change of the layout's first release is: `4.19: signature changed, loses struct device * (commit a19741e5e5a9)`.
pub fn sentence(layout: &Layout, change: &Change) -> String {
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
    let commit = commit(change.commit.as_ref());
    format!("{}: {what}{note}{commit}", layout.name)
}

/// A note for each change that made the operation come, go, or take another name or signature, from the oldest to the newest
/// of the kernels that the driver is for.
pub fn notes(coverage: &Coverage<'_>, operation: &Operation<'_>) -> String {
    let mainline: Vec<&Layout> = coverage
        .history
        .mainline_layouts()
        .map(|(layout, _)| layout)
        .collect();
    let first = mainline.iter().position(|layout| coverage.has(layout));
    let last = mainline.iter().rposition(|layout| coverage.has(layout));
    let (Some(first), Some(last)) = (first, last) else {
        return String::new();
    };
    let mut notes = String::new();
    for pair in mainline[first..=last].windows(2) {
        let [before, after] = pair else { continue };
        let name = |layout: &Layout| operation.member(layout).map(|member| member.name.as_str());
        for change in &after.changes {
            let counts = match change.kind {
                ChangeKind::Added | ChangeKind::Signature | ChangeKind::Renamed { .. } => {
                    name(after)
                }
                ChangeKind::Removed => name(before),
                ChangeKind::Moved | ChangeKind::TagRenamed { .. } => None,
            };
            if counts.is_some() && counts == change.member.as_deref() {
                notes.push_str(&format!("\nnote: since {}", sentence(after, change)));
            }
        }
    }
    notes
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
