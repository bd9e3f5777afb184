// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! What changed for an operation: by mainline's facts, or else between the kernels that were read.

use compat_data::diff::Difference;
use compat_data::history::{Change, ChangeKind, Layout, Snapshot};
use compat_data::operation::Operation;
use compat_data::ranges::runs;
use compat_data::release::Release;
use compat_syntax::binding::changes::sentence;

use super::explanation::ChangeExplained;
use super::scope::Scope;
use crate::render::json::CommitJson;
use crate::render::ranges::in_words;

/// The changes of one operation, oldest first.
pub(super) fn changes(scope: &Scope<'_>, operation: &Operation<'_>) -> Vec<ChangeExplained> {
    match scope.has_facts() {
        true => recorded(scope, operation),
        false => between_kernels(scope, operation),
    }
}

/// Those that lead from the oldest layout here to the newest.
fn recorded(scope: &Scope<'_>, operation: &Operation<'_>) -> Vec<ChangeExplained> {
    let mainline = scope.history().mainline_layouts();
    let mainline: Vec<&Layout> = mainline.map(|(layout, _)| layout).collect();
    let is_here = |layout: &&Layout| scope.coverage.has(layout);
    let (Some(first), Some(last)) = (
        mainline.iter().position(is_here),
        mainline.iter().rposition(is_here),
    ) else {
        return Vec::new();
    };
    let name = |layout: &Layout| operation.member(layout).map(|member| member.name.as_str());
    let mut changes = Vec::new();
    for pair in mainline[first..=last].windows(2) {
        let [before, after] = pair else { continue };
        for change in &after.changes {
            let counts = match change.kind {
                ChangeKind::Removed => name(before),
                _ => name(after),
            };
            if counts.is_some() && counts == change.member.as_deref() {
                changes.push(fact(after, change));
            }
        }
    }
    changes
}

fn fact(layout: &Layout, change: &Change) -> ChangeExplained {
    ChangeExplained {
        kind: change.kind.name(),
        release: Some(layout.name.clone()),
        commit: change.commit.as_ref().map(CommitJson::of),
        text: format!("Since {}.", sentence(layout, change)),
    }
}

/// What differs between neighbours: plain kernels for x86-64 by release, and each other kernel beside the plain one of its
/// release.
fn between_kernels(scope: &Scope<'_>, operation: &Operation<'_>) -> Vec<ChangeExplained> {
    let known = |snapshot: &&&Snapshot| snapshot.layout.is_some();
    let (plain, others): (Vec<&Snapshot>, Vec<&Snapshot>) = scope
        .snapshots
        .iter()
        .filter(known)
        .partition(|snapshot| snapshot.kernel.is_generic());
    let mut changes = Vec::new();
    for pair in plain.windows(2) {
        let [before, after] = pair else { continue };
        changes.extend(between(scope, operation, before, after));
    }
    for other in others {
        let release = other.kernel.release;
        let mut beside = plain.iter().filter(|plain| plain.kernel.release == release);
        if let Some(plain) = beside.next() {
            changes.extend(between(scope, operation, plain, other));
        }
    }
    changes
}

fn between(
    scope: &Scope<'_>,
    operation: &Operation<'_>,
    before: &Snapshot,
    after: &Snapshot,
) -> Vec<ChangeExplained> {
    let history = scope.history();
    let layout = |snapshot: &Snapshot| history.layout(snapshot.layout.as_deref()?);
    let (Some(older), Some(newer)) = (layout(before), layout(after)) else {
        return Vec::new();
    };
    let is_its = |difference: &&Difference<'_>| {
        let side = match difference {
            Difference::Removed(_) => older,
            _ => newer,
        };
        let own = operation.member(side);
        own.is_some_and(|own| own.name == difference.member())
    };
    let differences = history.diff(older, newer);
    let explained = |difference: &Difference<'_>| {
        let text = words(before, after, difference);
        let kinds = difference.kinds().into_iter();
        kinds
            .map(|kind| ChangeExplained {
                kind: kind.name(),
                release: None,
                commit: None,
                text: text.clone(),
            })
            .collect::<Vec<_>>()
    };
    differences
        .iter()
        .filter(is_its)
        .flat_map(explained)
        .collect()
}

/// The difference, with the releases between of which nothing is known.
fn words(before: &Snapshot, after: &Snapshot, difference: &Difference<'_>) -> String {
    let (one, other) = (&before.kernel, &after.kernel);
    if one.release == other.release {
        return match difference {
            Difference::Added(_) => format!("{other} has it, and {one} has not."),
            Difference::Removed(_) => format!("{other} lacks it, and {one} has it."),
            _ => format!("{other} differs from {one}: {}.", what(difference)),
        };
    }
    let within = |release: &Release| one.release < *release && *release < other.release;
    let between = runs(Release::mainline().filter(within).collect()).join(", ");
    let between = match between.is_empty() {
        true => String::new(),
        false => format!(" (uncertain on {})", in_words(&between)),
    };
    format!("From {one} to {other}{between}: {}.", what(difference))
}

fn what(difference: &Difference<'_>) -> String {
    match difference {
        Difference::Signature(_, changes) => {
            let changes: Vec<String> = changes.iter().map(ToString::to_string).collect();
            format!("signature changed, {}", changes.join(", "))
        }
        Difference::Added(_) => "added".to_owned(),
        Difference::Removed(_) => "removed".to_owned(),
        Difference::Renamed(_) | Difference::Moved(_) | Difference::TagRenamed(..) => {
            difference.to_string()
        }
    }
}
