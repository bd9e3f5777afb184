// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! What a cell of the page says when somebody points at it.

use super::counted;
use super::lists::{FEW, few, kernels};
use crate::render::difference::{Explained, commit, fact};
use crate::render::grid::{Cell, Column, Grid, Group, Present, Row, State, letter};

/// Of a kernel: what is known of the struct there, and how.
pub(super) fn kernel(column: &Column<'_>) -> String {
    let kernels: Vec<&str> = column.kernels().collect();
    let evidence = match column.source {
        Some(source) => format!("read from {source}"),
        None => column.evidence.clone(),
    };
    let mut lines = vec![few(&kernels), state(column.state), evidence];
    if let Some(places) = &column.places {
        lines.push(format!("{} bytes", places.size));
    }
    lines.extend(column.note.map(str::to_owned));
    lines.join("\n")
}

/// Of neighbouring kernels.
pub(super) fn group(group: &Group<'_>) -> String {
    let mut lines = vec![kernels(group), state(group.state)];
    lines.extend(extents(group));
    lines.extend(evidence(group));
    lines.join("\n")
}

fn state(state: State<'_>) -> String {
    match state {
        State::Present(layout) => format!(
            "layout {}: {}",
            layout.name,
            counted(layout.members.len(), "member", "members")
        ),
        State::Absent => "there is no such struct".to_owned(),
        State::Unknown => {
            "no type information of it there: it lives in a module, or is configured out".to_owned()
        }
        State::Uncertain => "uncertain: the kernels on either side differ".to_owned(),
    }
}

/// Of a member on neighbouring kernels: its exact signature, its place, since when, and how that is known.
pub(super) fn cell(grid: &Grid<'_>, row: &Row<'_>, cell: &Cell<'_>, group: &Group<'_>) -> String {
    let mut lines = Vec::new();
    match cell.member {
        Some(present) => {
            lines.push(format!("{};", present.member));
            lines.push(kernels(group));
            lines.push(place(row, &present, group));
            lines.extend(signature(row, &present));
        }
        None => lines.extend([format!("{}: no member", row.name()), kernels(group)]),
    }
    let base = group.columns.first().and_then(|column| column.base);
    if let Some(base) = base.and_then(|at| grid.columns.get(at)) {
        lines.extend(cell.changes.iter().flat_map(|it| change(it, base)));
    }
    lines.extend(evidence(group));
    lines.join("\n")
}

/// Its place in the layout, and in bytes on those kernels.
fn place(row: &Row<'_>, present: &Present<'_>, group: &Group<'_>) -> String {
    let layout = group.state.layout();
    let (name, count) = layout.map_or(("", 0), |layout| (&layout.name, layout.members.len()));
    let columns = || {
        group
            .columns
            .iter()
            .zip(row.cells.get(group.at.clone()).unwrap_or_default())
    };
    let offsets = distinct(columns().filter_map(|(column, cell)| {
        let offset = cell.member?.offset?;
        Some((format!("offset {offset}"), column))
    }));
    let mut words = vec![format!(
        "layout {name}, member {} of {count}",
        present.position + 1
    )];
    words.extend(offsets);
    words.join(", ")
}

fn extents(group: &Group<'_>) -> Vec<String> {
    distinct(group.columns.iter().filter_map(|column| {
        let places = column.places.as_ref()?;
        Some((format!("{} bytes", places.size), column))
    }))
}

/// Each fact once; where there are several, with the kernels that it holds for.
fn distinct<'a>(facts: impl Iterator<Item = (String, &'a Column<'a>)>) -> Vec<String> {
    let mut all: Vec<(String, Vec<&str>)> = Vec::new();
    for (fact, column) in facts {
        match all.iter_mut().find(|(known, _)| *known == fact) {
            Some((_, kernels)) => kernels.extend(column.kernels()),
            None => all.push((fact, column.kernels().collect())),
        }
    }
    match all.as_slice() {
        [(fact, _)] => vec![fact.clone()],
        several => several
            .iter()
            .map(|(fact, kernels)| format!("{fact} on {}", few(kernels)))
            .collect(),
    }
}

fn signature(row: &Row<'_>, present: &Present<'_>) -> Option<String> {
    let signature = row.signatures.get(present.signature)?;
    let which = match row.signatures.len() {
        1 => "its one signature".to_owned(),
        count => format!("signature {} of {count}", letter(present.signature)),
    };
    let since = match signature.commits.as_slice() {
        [] => String::new(),
        commits => {
            let commits: Vec<String> = commits.iter().copied().map(commit).collect();
            format!(", since {}", commits.join(", "))
        }
    };
    Some(format!("{which}: {}{since}", signature.kernels))
}

/// What changed from the kernel before, and the recorded changes behind it.
fn change(change: &Explained<'_>, base: &Column<'_>) -> Vec<String> {
    let what = format!("against {}: {}", base.newest(), change.difference);
    let facts = change.facts.iter();
    let facts = facts.map(|(release, change)| fact(*release, change));
    std::iter::once(what).chain(facts).collect()
}

/// How that is known, in as few lines as it takes.
fn evidence(group: &Group<'_>) -> Vec<String> {
    let mut lines: Vec<String> = match group.columns {
        [column] => vec![column.evidence.clone()],
        [first, ..] if first.source.is_none() => match group.state {
            State::Present(_) => vec![format!(
                "recorded: {} {}",
                group.family.title(),
                group.kernels()
            )],
            _ => vec![first.evidence.clone()],
        },
        columns => distinct_sources(columns),
    };
    let notes = group
        .columns
        .iter()
        .filter_map(|column| column.note.map(|note| format!("{}: {note}", column.kernel)));
    lines.extend(notes);
    lines
}

fn distinct_sources(columns: &[Column<'_>]) -> Vec<String> {
    let sources = distinct(
        columns
            .iter()
            .filter_map(|column| Some((format!("read from {}", column.source?), column))),
    );
    match sources.get(..FEW) {
        Some(first) if sources.len() > FEW => {
            let more = format!("read from {} more", sources.len() - FEW);
            first.iter().cloned().chain([more]).collect()
        }
        _ => sources,
    }
}
