// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The body of the table: a line for each operation.

use super::Span;
use crate::render::grid::{Cell, Grid, Row, State, letter};
use crate::render::html::escape::escaped;
use crate::render::html::hover;
use crate::render::html::tips::Tips;

/// How many colours the signatures of an operation go through.
const COLOURS: usize = 6;

/// In fewer columns there is no room around a letter.
const WIDE: usize = 3;

/// In fewer columns, a word is written upwards.
const WORD: usize = 5;

/// The lines. What is known of a kernel as a whole stands beside all of them.
pub(super) fn body(grid: &Grid<'_>, spans: &[Span<'_>], tips: &Tips) -> String {
    let height = grid.rows.len();
    if height == 0 {
        let cells = spans.iter().map(|span| whole(span, 1, tips));
        return format!(
            "<tr><th scope=\"row\">no layout is recorded</th>\n{}</tr>\n",
            cells.collect::<String>()
        );
    }
    let rows = grid.rows.iter().enumerate().map(|(at, row)| {
        let cells =
            spans.iter().map(
                |span| match (span.group.state, row.cells.get(span.group.at.start)) {
                    (State::Present(_), Some(found)) => cell(grid, row, found, span, tips),
                    _ if at == 0 => whole(span, height, tips),
                    _ => String::new(),
                },
            );
        format!(
            "<tr><th scope=\"row\">{}</th>\n{}</tr>\n",
            names(row),
            cells.collect::<String>()
        )
    });
    rows.collect()
}

/// The operation's name, and its older ones.
fn names(row: &Row<'_>) -> String {
    let older: Vec<&str> = row.names.iter().skip(1).map(|name| name.name).collect();
    let newest = format!("<code>{}</code>", escaped(row.name()));
    match older.is_empty() {
        true => newest,
        false => format!("{newest} <small>{}</small>", escaped(&older.join(", "))),
    }
}

/// Kernels of which no member is known.
fn whole(span: &Span<'_>, height: usize, tips: &Tips) -> String {
    let state = span.group.state;
    let class = format!("whole {}", state.name());
    let word = match state {
        State::Present(_) => "no members",
        state => state.name(),
    };
    format!(
        "<td {} rowspan=\"{height}\" tabindex=\"0\" {}><span>{word}</span></td>\n",
        span.attributes(&class, WORD),
        tips.attribute(&hover::group(span.group))
    )
}

fn cell(grid: &Grid<'_>, row: &Row<'_>, cell: &Cell<'_>, span: &Span<'_>, tips: &Tips) -> String {
    let tip = tips.attribute(&hover::cell(grid, row, cell, span.group));
    let Some(present) = cell.member else {
        return match cell.is_removed() {
            true => format!(
                "<td {} tabindex=\"0\" {tip}></td>\n",
                span.attributes("none removed", WIDE)
            ),
            false => format!("<td {} {tip}></td>\n", span.attributes("none", WIDE)),
        };
    };
    let is_older = present.member.name != row.name();
    let class = format!(
        "member s{}{}{}",
        present.signature % COLOURS,
        match cell.is_added() {
            true => " added",
            false if cell.changes.is_empty() => "",
            false => " changed",
        },
        if is_older { " older" } else { "" }
    );
    let moved = match cell.is_moved() {
        true => "↕",
        false => "",
    };
    let name = match is_older {
        true => format!(" <i>{}</i>", escaped(&present.member.name)),
        false => String::new(),
    };
    format!(
        "<td {} tabindex=\"0\" {tip}><b>{moved}{}{name}</b></td>\n",
        span.attributes(&class, WIDE),
        letter(present.signature)
    )
}
