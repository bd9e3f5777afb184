// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The matrix as one page that needs nothing else.

pub(super) mod document;
pub(super) mod escape;
pub(super) mod filter;
mod hover;
pub(super) mod hues;
pub(super) mod key;
pub(super) mod lists;
pub(super) mod table;
pub(super) mod tips;

use document::Document;
use escape::escaped;
use hues::Hues;
use tips::Tips;

use super::grid::{Family, Grid, State};

/// How the page looks.
pub(super) const STYLE: &str = include_str!("page.css");

/// What the page can do where scripts run.
pub(super) const SCRIPT: &str = include_str!("page.js");

/// The page. All that comes from the history is escaped; nothing is loaded from elsewhere, and the page says so to the
/// browser.
pub(crate) fn page(grid: &Grid<'_>) -> String {
    let name = &grid.history.name;
    let hues = Hues::of(grid);
    let body = format!(
        "<header>\n\
         <h1>struct <code>{}</code></h1>\n\
         <p>{} {POINT}</p>\n\
         </header>\n\
         <main>\n\
         {}{}{}{}{}\
         </main>\n\
         {}\
         <script>\n{SCRIPT}</script>\n",
        escaped(name),
        summary(grid),
        filter::form(grid),
        table::table(grid, &hues, &Tips::Titles),
        key::key(grid),
        section("Signatures", &lists::signatures(grid)),
        section("What changed when", &lists::layouts(grid, &hues)),
        footer(),
    );
    Document {
        title: &format!("struct {name}: members against kernels"),
        allowed: "style-src 'unsafe-inline'; script-src 'unsafe-inline'",
        style: &format!("<style>\n{STYLE}</style>\n"),
        body: &body,
    }
    .html()
}

fn section(title: &str, markup: &str) -> String {
    format!("<section>\n<h2>{title}</h2>\n{markup}</section>\n")
}

/// How the table says more.
pub(super) const POINT: &str =
    "Point at a cell, or go to it with the keys, to see the exact signature.";

/// Who made the page, and of what.
pub(super) fn footer() -> String {
    format!(
        "<footer><p>Made by kernel-compat {} of what is recorded.</p></footer>\n",
        env!("CARGO_PKG_VERSION")
    )
}

/// What the page is about, in one line.
pub(super) fn summary(grid: &Grid<'_>) -> String {
    let mut parts = vec![
        counted(grid.rows.len(), "member", "members"),
        counted(grid.layouts().len(), "layout", "layouts"),
    ];
    for kernels in grid
        .columns
        .chunk_by(|one, other| one.family == other.family)
    {
        let read = kernels
            .iter()
            .filter(|column| column.state != State::Uncertain);
        let count = read.map(|column| column.kernels().count()).sum();
        parts.extend(kernels.first().map(|first| match first.family {
            Family::Mainline => counted(count, "mainline release", "mainline releases"),
            Family::Distribution(Some(name)) => {
                format!("{} of {name}", counted(count, "kernel", "kernels"))
            }
            Family::Distribution(None) => counted(count, "other kernel", "other kernels"),
            Family::Vendor => counted(
                count,
                "record of vendors’ kernels",
                "records of vendors’ kernels",
            ),
        }));
    }
    escaped(&format!("{}.", parts.join(", "))).to_string()
}

pub(crate) fn counted(count: usize, one: &str, several: &str) -> String {
    match count {
        1 => format!("1 {one}"),
        count => format!("{count} {several}"),
    }
}
