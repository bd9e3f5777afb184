// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! What differs between two layouts of a struct, in words and for scripts.

use std::fmt::Write;

use compat_data::diff::{Difference, Pair};
use compat_data::history::{Change, Commit, History, Layout};
use compat_data::judgement::Displacement;
use compat_data::release::Release;
use serde::Serialize;

use super::json::{CommitJson, DeclarationJson};
use super::style::{BAD, CARE, FAINT, GOOD, styled};

/// One difference, with the recorded changes behind it.
#[derive(Clone, Debug)]
pub(crate) struct Explained<'a> {
    pub difference: Difference<'a>,
    pub facts: Vec<(Release, &'a Change)>,
}

/// All differences between two layouts, each with the recorded changes behind it.
pub(crate) fn explained<'a>(
    history: &'a History,
    from: &'a Layout,
    to: &'a Layout,
) -> Vec<Explained<'a>> {
    let differences = history.diff(from, to).into_iter();
    differences
        .map(|difference| Explained {
            facts: history.facts(from, to, &difference),
            difference,
        })
        .collect()
}

/// A difference for scripts.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct ChangeJson {
    /// `added`, `removed`, `renamed`, `moved`, `signature`, `tag-renamed`.
    pub kind: &'static str,
    /// The member's name, in the newer layout unless it was removed.
    pub member: String,
    /// The declaration before; none: there was none.
    pub before: Option<DeclarationJson>,
    /// The declaration after; none: there is none.
    pub after: Option<DeclarationJson>,
    /// How one signature became the other, in words; the tags that were renamed.
    pub details: Vec<String>,
    /// The recorded changes of mainline behind it.
    pub facts: Vec<FactJson>,
}

/// A recorded change of mainline.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct FactJson {
    /// The release that it landed in.
    pub release: String,
    pub kind: &'static str,
    pub commit: Option<CommitJson>,
    pub note: Option<String>,
}

impl ChangeJson {
    pub fn of(explained: &Explained<'_>) -> Self {
        let difference = &explained.difference;
        let (before, after) = sides(difference);
        let facts = explained.facts.iter().map(|(release, change)| FactJson {
            release: release.to_string(),
            kind: change.kind.name(),
            commit: change.commit.as_ref().map(CommitJson::of),
            note: change.note.clone(),
        });
        Self {
            kind: kind(difference),
            member: difference.member().to_owned(),
            before,
            after,
            details: details(difference),
            facts: facts.collect(),
        }
    }
}

/// What lies elsewhere, for scripts.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct DisplacementJson {
    /// The member; none: the struct itself.
    pub member: Option<String>,
    /// What is recorded, or was before.
    pub recorded: String,
    /// What was observed, or is after.
    pub observed: String,
}

impl DisplacementJson {
    pub fn of(displacement: &Displacement) -> Self {
        Self {
            member: displacement.member.clone(),
            recorded: displacement.recorded.clone(),
            observed: displacement.observed.clone(),
        }
    }
}

/// The differences for people, indented.
pub(crate) fn text(differences: &[Explained<'_>]) -> String {
    let mut out = String::new();
    for explained in differences {
        write_difference(&mut out, explained);
    }
    out
}

/// What lies elsewhere for people, indented.
pub(crate) fn displacements(displacements: &[Displacement]) -> String {
    let lines = displacements.iter();
    let line = |displacement| format!("  {}  {displacement}\n", styled(CARE, "placed     "));
    lines.map(line).collect()
}

fn write_difference(out: &mut String, explained: &Explained<'_>) {
    let difference = &explained.difference;
    let style = match difference {
        Difference::Added(_) => GOOD,
        Difference::Removed(_) => BAD,
        _ => CARE,
    };
    let kind = kind(difference);
    let head = styled(style, format_args!("{kind:<13}"));
    let lines: Vec<String> = match difference {
        Difference::Added(member) | Difference::Removed(member) => vec![format!("{member};")],
        Difference::Renamed(pair) => {
            vec![format!("{} is now {}", pair.before.name, pair.after.name)]
        }
        Difference::Moved(pair) => {
            vec![format!("{} stands elsewhere in the order", pair.after.name)]
        }
        Difference::Signature(pair, _) => signature(pair),
        Difference::TagRenamed(pair, _) => vec![format!("{};", pair.after)],
    };
    for (at, line) in lines.iter().enumerate() {
        let _ = match at {
            0 => writeln!(out, "  {head}{line}"),
            _ => writeln!(out, "  {:13}{line}", ""),
        };
    }
    let details = details(difference).into_iter();
    let facts = explained
        .facts
        .iter()
        .map(|(release, change)| fact(*release, change));
    for line in details.chain(facts) {
        let _ = writeln!(out, "  {:13}{}", "", styled(FAINT, line));
    }
}

fn signature(pair: &Pair<'_>) -> Vec<String> {
    vec![format!("- {};", pair.before), format!("+ {};", pair.after)]
}

/// A recorded change in words: `in 4.19, commit a19741e5e5a9`.
pub(crate) fn fact(release: Release, change: &Change) -> String {
    let mut text = format!("in {release}");
    if let Some(known) = &change.commit {
        let _ = write!(text, ", {}", commit(known));
    }
    if let Some(note) = &change.note {
        let _ = write!(text, ": {note}");
    }
    text
}

/// A commit, and whether its id was seen: `commit a19741e5e5a9`.
pub(crate) fn commit(commit: &Commit) -> String {
    match commit.confirmed {
        true => format!("commit {}", commit.id),
        false => format!("commit {} (not confirmed)", commit.id),
    }
}

fn kind(difference: &Difference<'_>) -> &'static str {
    match difference {
        Difference::Added(_) => "added",
        Difference::Removed(_) => "removed",
        Difference::Renamed(_) => "renamed",
        Difference::Moved(_) => "moved",
        Difference::Signature(..) => "signature",
        Difference::TagRenamed(..) => "tag-renamed",
    }
}

fn sides(difference: &Difference<'_>) -> (Option<DeclarationJson>, Option<DeclarationJson>) {
    match difference {
        Difference::Added(member) => (None, Some(DeclarationJson::of(member))),
        Difference::Removed(member) => (Some(DeclarationJson::of(member)), None),
        Difference::Renamed(pair)
        | Difference::Moved(pair)
        | Difference::Signature(pair, _)
        | Difference::TagRenamed(pair, _) => (
            Some(DeclarationJson::of(pair.before)),
            Some(DeclarationJson::of(pair.after)),
        ),
    }
}

/// How one signature became the other, in words; the tags that were renamed.
pub(crate) fn details(difference: &Difference<'_>) -> Vec<String> {
    match difference {
        Difference::Signature(_, changes) => changes.iter().map(ToString::to_string).collect(),
        Difference::TagRenamed(_, tags) => {
            let tags = tags.iter();
            tags.map(|(from, to)| format!("{from} is now called {to}"))
                .collect()
        }
        _ => Vec::new(),
    }
}
