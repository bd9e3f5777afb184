// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! What is to be known of the struct at one glance.

use compat_data::history::{Header, Module};
use compat_data::release::ReleaseRange;

use super::shell::code;
use super::subject::{LastChange, Subject};
use crate::render::difference::commit;
use crate::render::grid::State;
use crate::render::html::counted;
use crate::render::html::escape::escaped;
use crate::render::ranges::in_words;

/// The facts, each under its word.
pub(super) fn facts(subject: &Subject<'_>) -> String {
    let history = subject.history;
    let facts = [
        ("Header", several(history.headers.iter().map(header))),
        ("Module", several(history.modules.iter().map(module))),
        ("Last change", vec![last_change(subject)]),
        ("Evidence", evidence(subject)),
        ("Kernels", kernels(subject)),
    ];
    let facts = facts.iter().map(|(word, lines)| {
        let lines = lines.iter().map(|line| format!("<dd>{line}</dd>\n"));
        format!("<dt>{word}</dt>\n{}", lines.collect::<String>())
    });
    format!("<dl class=\"facts\">\n{}</dl>\n", facts.collect::<String>())
}

fn several(lines: impl Iterator<Item = String>) -> Vec<String> {
    let lines: Vec<String> = lines.collect();
    match lines.is_empty() {
        true => vec!["none is recorded".to_owned()],
        false => lines,
    }
}

fn header(header: &Header) -> String {
    let private = match header.private {
        true => ", which headers packages lack: a driver can’t include it",
        false => "",
    };
    format!(
        "{}{}{private}{}",
        code(&header.path),
        on(header.releases),
        since(header.commit.as_ref().map(commit))
    )
}

fn module(module: &Module) -> String {
    format!(
        "{}{}, where it is not built in{}",
        code(&module.name),
        on(module.releases),
        since(module.commit.as_ref().map(commit))
    )
}

/// The releases, unless they are all.
fn on(releases: ReleaseRange) -> String {
    match (releases.first, releases.last) {
        (None, None) => String::new(),
        _ => escaped(&format!(" on {}", in_words(&releases.to_string()))).to_string(),
    }
}

fn since(commit: Option<String>) -> String {
    commit.map_or_else(String::new, |commit| {
        escaped(&format!(", since {commit}")).to_string()
    })
}

fn last_change(subject: &Subject<'_>) -> String {
    match subject.last_change() {
        Some(LastChange { before, after }) => format!(
            "by {}, after {}: <a href=\"#changes\">what changed when</a>",
            escaped(&after.kernel),
            escaped(before.newest())
        ),
        None => "none between the kernels that are recorded".to_owned(),
    }
}

/// Whether the record alone says where the members lie.
fn evidence(subject: &Subject<'_>) -> Vec<String> {
    let layouts = subject.grid.layouts();
    let named = |is: &dyn Fn(&&&compat_data::history::Layout) -> bool| {
        let names = layouts
            .iter()
            .filter(|layout| is(layout))
            .map(|layout| code(&layout.name));
        names.collect::<Vec<_>>().join(", ")
    };
    let not_plain = named(&|layout| !layout.is_plain());
    let unplaced = named(&|layout| {
        layout.is_plain() && subject.having(layout).any(|column| column.places.is_none())
    });
    let mut lines = Vec::new();
    if !not_plain.is_empty() {
        lines.push(format!(
            "<strong>needs observed evidence</strong> on layout {not_plain}: bit-fields, unnamed structs or unions, or members \
             that an attribute moves. A build takes it from the target’s own type information, and never from the record."
        ));
    }
    if !unplaced.is_empty() {
        lines.push(format!(
            "where the members of layout {unplaced} lie takes sizes that the record does not have for each of its kernels: \
             there it is the target’s own type information that says it"
        ));
    }
    if lines.is_empty() && !layouts.is_empty() {
        lines.push(
            "recorded: on each kernel below, the record says where each member lies".to_owned(),
        );
    }
    lines
}

fn kernels(subject: &Subject<'_>) -> Vec<String> {
    let count = |is: State<'_>| -> usize {
        let columns = subject.grid.columns.iter();
        let columns = columns.filter(|column| column.state == is);
        columns.map(|column| column.kernels().count()).sum()
    };
    let (present, _) = subject.counts();
    let mut lines = vec![format!(
        "{} it",
        counted(
            present,
            "kernel is known to have",
            "kernels are known to have"
        )
    )];
    let absent = count(State::Absent);
    if absent > 0 {
        lines.push(format!(
            "{} no such struct",
            counted(absent, "kernel has", "kernels have")
        ));
    }
    let unknown = count(State::Unknown);
    if unknown > 0 {
        lines.push(format!(
            "of {} it is not known: their type information lacks it, so there it lives in a module, or is configured out",
            counted(unknown, "kernel", "kernels")
        ));
    }
    let uncertain = count(State::Uncertain);
    if uncertain > 0 {
        lines.push(format!(
            "{} uncertain: nobody read a kernel of them, and those on either side differ",
            counted(uncertain, "release is", "releases are")
        ));
    }
    lines
}
