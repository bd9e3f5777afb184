// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! What the colours and marks of the table mean.

use crate::render::grid::{Cell, Grid, State};

/// Those that stand in the table.
pub(in crate::render) fn key(grid: &Grid<'_>) -> String {
    let cells = || grid.rows.iter().flat_map(|row| &row.cells);
    let any = |is: fn(&Cell<'_>) -> bool| cells().any(is);
    let state = |is: State<'_>| grid.columns.iter().any(|column| column.state == is);
    let known = [
        (
            any(|cell| cell.member.is_some()),
            "s0",
            "a",
            "a member, and its first signature",
        ),
        (
            grid.rows.iter().any(|row| row.signatures.len() > 1),
            "s1",
            "b",
            "its next one, and so on",
        ),
        (any(|cell| cell.is_added()), "added", "", "added"),
        (
            any(|cell| cell.member.is_some() && !cell.is_added() && !cell.changes.is_empty()),
            "changed",
            "",
            "changed: signature, name or place",
        ),
        (any(|cell| cell.is_moved()), "", "↕", "moved in the order"),
        (any(|cell| cell.is_removed()), "removed", "", "removed"),
        (
            grid.rows.iter().any(|row| row.names.len() > 1),
            "",
            "<i>a</i>",
            "under an older name",
        ),
        (state(State::Absent), "absent", "", "no such struct"),
        (
            state(State::Unknown),
            "unknown",
            "",
            "no type information: in a module, or configured out",
        ),
        (
            state(State::Uncertain),
            "uncertain",
            "",
            "uncertain: the kernels on either side differ",
        ),
    ];
    let items = known.iter().filter(|(there, ..)| *there);
    let items = items.map(|(_, class, sign, meaning)| {
        let class = match *class {
            "" => String::new(),
            class => format!(" class=\"{class}\""),
        };
        format!("<li><b{class}>{sign}</b>{meaning}</li>\n")
    });
    format!("<ul class=\"key\">\n{}</ul>\n", items.collect::<String>())
}
