// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The table of the page.

mod body;
mod head;

use super::hues::Hues;
use super::tips::Tips;
use crate::render::grid::{Grid, Group};

/// The table, in a box that scrolls.
pub(in crate::render) fn table(grid: &Grid<'_>, hues: &Hues<'_>, tips: &Tips) -> String {
    let groups = grid.groups();
    let mut spans: Vec<Span<'_>> = Vec::new();
    for group in &groups {
        let before = spans.last();
        let same = before.is_none_or(|before| before.group.family == group.family);
        let section = before.map_or(0, |before| before.section) + usize::from(!same);
        spans.push(Span {
            group,
            section,
            begins_section: !same,
        });
    }
    format!(
        "<div class=\"box\">\n<table id=\"matrix\">\n<thead>\n{}</thead>\n<tbody>\n{}</tbody>\n</table>\n</div>\n",
        head::head(&spans, hues, tips),
        body::body(grid, &spans, tips)
    )
}

/// The columns of neighbouring kernels of which the same is known.
struct Span<'a> {
    group: &'a Group<'a>,
    /// Its section, counted from 0.
    section: usize,
    /// Whether it is the first of a section that follows another one.
    begins_section: bool,
}

impl Span<'_> {
    /// The attributes of a cell that is as wide. What is in fewer columns than `wide` is narrow.
    fn attributes(&self, class: &str, wide: usize) -> String {
        let count = self.group.columns.len();
        let narrow = if count < wide { " narrow" } else { "" };
        format!(
            "class=\"{class} begin{}{narrow}\" {}",
            self.edge(),
            columns(self.group.at.start, count)
        )
    }

    fn edge(&self) -> &'static str {
        match self.begins_section {
            true => " edge",
            false => "",
        }
    }
}

/// Which columns a cell spans, for the browser and for the script that hides some of them.
fn columns(first: usize, count: usize) -> String {
    format!("colspan=\"{count}\" data-first=\"{first}\" data-count=\"{count}\"")
}
