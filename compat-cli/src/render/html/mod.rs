// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The matrix as one page that needs nothing else.

mod escape;
mod filter;
mod hover;
mod hues;
mod key;
mod lists;
mod table;

use escape::escaped;
use hues::Hues;

use super::grid::{Family, Grid, State};

/// How the page looks.
const STYLE: &str = include_str!("page.css");

/// What the page can do where scripts run.
const SCRIPT: &str = include_str!("page.js");

/// The page. All that comes from the history is escaped; nothing is loaded from elsewhere, and the page says so to the
/// browser.
pub(crate) fn page(grid: &Grid<'_>) -> String {
    let name = escaped(&grid.history.name);
    let hues = Hues::of(grid);
    format!(
        "<!DOCTYPE html>\n\
         <html lang=\"en\">\n\
         <head>\n\
         <meta charset=\"utf-8\">\n\
         <title>struct {name}: members against kernels</title>\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; \
         script-src 'unsafe-inline'\">\n\
         <style>\n{STYLE}</style>\n\
         </head>\n\
         <body>\n\
         <header>\n\
         <h1>struct <code>{name}</code></h1>\n\
         <p>{}</p>\n\
         </header>\n\
         <main>\n\
         {}{}{}{}{}\
         </main>\n\
         <footer><p>Made by kernel-compat {} of what is recorded.</p></footer>\n\
         <script>\n{SCRIPT}</script>\n\
         </body>\n\
         </html>\n",
        summary(grid),
        filter::form(grid),
        table::table(grid, &hues),
        key::key(grid),
        lists::signatures(grid),
        lists::layouts(grid, &hues),
        env!("CARGO_PKG_VERSION"),
    )
}

/// What the page is about, in one line.
fn summary(grid: &Grid<'_>) -> String {
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
        let count = read.count();
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
    escaped(&format!(
        "{}. Point at a cell, or go to it with the keys, to see the exact signature.",
        parts.join(", ")
    ))
    .to_string()
}

fn counted(count: usize, one: &str, several: &str) -> String {
    match count {
        1 => format!("1 {one}"),
        count => format!("{count} {several}"),
    }
}
