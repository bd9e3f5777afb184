// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! What the letters and marks in the table mean.

use std::fmt::Write;

use compat_data::diff::Difference;

use super::symbol;
use crate::render::difference::{Explained, commit, fact};
use crate::render::grid::{Cell, Column, Family, Grid, Row, Signature, State, letter};
use crate::render::style::{FAINT, HEADING, styled};

/// How many members with one signature are listed.
const SHORT: usize = 30;

/// The marks, the signatures of each operation that has several of them, several names or several places, the others', and
/// notes.
pub(super) fn legend(grid: &Grid<'_>, width: usize) -> String {
    let mut out = symbols(grid);
    let (fixed, changing): (Vec<_>, Vec<_>) = grid
        .rows
        .iter()
        .partition(|row| row.signatures.len() == 1 && facts(grid, row).is_empty());
    for row in changing {
        out.push('\n');
        operation(grid, row, width, &mut out);
    }
    if !fixed.is_empty() {
        out.push('\n');
        let _ = writeln!(out, "{}", styled(HEADING, "one signature throughout"));
        match fixed.len() <= SHORT {
            true => fixed
                .iter()
                .flat_map(|row| &row.signatures)
                .for_each(|signature| declaration("", signature, width, &mut out)),
            false => {
                let _ = writeln!(
                    out,
                    "  {} members: `kernel-compat show {}` declares them",
                    fixed.len(),
                    grid.history.name
                );
            }
        }
    }
    notes(grid, &mut out);
    out
}

/// Those marks that stand in the table.
fn symbols(grid: &Grid<'_>) -> String {
    let cells = || grid.rows.iter().flat_map(|row| &row.cells);
    let is = |state| grid.columns.iter().any(|column| column.state == state);
    let known = [
        (
            cells().any(|cell| cell.member.is_some()),
            "a, b",
            "a member, and which of its signatures below it has",
        ),
        (
            grid.rows.iter().any(|row| {
                let cells = row.cells.iter().zip(&grid.columns);
                let mut known = cells.filter(|(_, column)| column.state.layout().is_some());
                known.any(|(cell, _)| cell.member.is_none())
            }),
            symbol::NONE,
            "no member",
        ),
        (
            cells().any(Cell::is_renamed),
            symbol::RENAMED,
            "under another name than before",
        ),
        (
            cells().any(Cell::is_moved),
            symbol::MOVED,
            "elsewhere in the order than before",
        ),
        (is(State::Absent), symbol::ABSENT, "there is no such struct"),
        (
            is(State::Unknown),
            symbol::UNKNOWN,
            "no type information of it there: it lives in a module, or is configured out",
        ),
        (
            is(State::Uncertain),
            symbol::UNCERTAIN,
            "uncertain: the kernels on either side differ",
        ),
    ];
    let mut out = String::new();
    for (_, symbol, meaning) in known.iter().filter(|(there, ..)| *there) {
        let _ = writeln!(out, "{symbol:4}  {}", styled(FAINT, meaning));
    }
    out
}

fn operation(grid: &Grid<'_>, row: &Row<'_>, width: usize, out: &mut String) {
    let _ = writeln!(out, "{}", styled(HEADING, row.name()));
    for fact in facts(grid, row) {
        let _ = writeln!(out, "  {fact}");
    }
    for (at, signature) in row.signatures.iter().enumerate() {
        declaration(&letter(at), signature, width, out);
        let commits: Vec<String> = signature.commits.iter().copied().map(commit).collect();
        let since = match commits.is_empty() {
            true => String::new(),
            false => format!(", since {}", commits.join(", ")),
        };
        let kernels = styled(FAINT, format_args!("{}{since}", signature.kernels));
        let _ = writeln!(out, "     {kernels}");
    }
}

/// Where an operation goes by another name, or stands elsewhere in the order.
fn facts(grid: &Grid<'_>, row: &Row<'_>) -> Vec<String> {
    let older = row.names.iter().skip(1);
    let older = older.map(|name| format!("{} on {}", name.name, name.kernels));
    let has_mainline = grid
        .columns
        .iter()
        .any(|column| column.family == Family::Mainline);
    let tells = |column: &Column<'_>| match has_mainline {
        true => column.family == Family::Mainline,
        false => column.is_plain(),
    };
    let columns = grid.columns.iter().zip(&row.cells);
    let changes = columns
        .filter(|(column, _)| tells(column))
        .flat_map(|(column, cell)| cell.changes.iter().filter_map(|it| change(column, it)));
    older.chain(changes).collect()
}

/// A change of an operation's name or place, with the release and the commit where they are recorded.
fn change(column: &Column<'_>, change: &Explained<'_>) -> Option<String> {
    let what = match &change.difference {
        Difference::Renamed(pair) => format!("renamed from {}", pair.before.name),
        Difference::Moved(_) => "moved in the order".to_owned(),
        _ => return None,
    };
    let facts: Vec<String> = change
        .facts
        .iter()
        .map(|(release, change)| fact(*release, change))
        .collect();
    Some(match facts.is_empty() {
        true => format!("{what} on {}", column.kernel),
        false => format!("{what} {}", facts.join("; ")),
    })
}

/// The declaration behind its letter, in lines of that width, as far as there is a comma to break it.
fn declaration(letter: &str, signature: &Signature<'_>, width: usize, out: &mut String) {
    let mut line = match letter {
        "" => " ".to_owned(),
        letter => format!("  {letter} "),
    };
    let indent = line.chars().count() + 5;
    let text = format!("{};", signature.member);
    for piece in text.split_inclusive(", ") {
        let length = piece.trim_end().chars().count();
        if line.chars().count() + length + 1 > width && line.chars().count() > indent {
            let _ = writeln!(out, "{}", line.trim_end());
            line = " ".repeat(indent - 1);
        }
        if !line.ends_with(", ") {
            line.push(' ');
        }
        line.push_str(piece);
    }
    let _ = writeln!(out, "{line}");
}

/// What else is to be said of a kernel.
fn notes(grid: &Grid<'_>, out: &mut String) {
    let notes = grid
        .columns
        .iter()
        .filter_map(|column| Some((&column.kernel, column.note?)));
    for (at, (kernel, note)) in notes.enumerate() {
        if at == 0 {
            let _ = writeln!(out, "\n{}", styled(HEADING, "notes"));
        }
        let _ = writeln!(out, "  {kernel}: {note}");
    }
}
