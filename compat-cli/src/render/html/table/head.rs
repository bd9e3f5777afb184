// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The head of the table: whose kernels, their layouts, the kernels.

use super::{Span, columns};
use crate::render::grid::{Column, State};
use crate::render::html::escape::escaped;
use crate::render::html::hover;
use crate::render::html::hues::Hues;
use crate::render::html::tips::Tips;

/// In fewer columns, the name of a layout is written upwards.
const WIDE: usize = 3;

/// The three lines.
pub(super) fn head(spans: &[Span<'_>], hues: &Hues<'_>, tips: &Tips) -> String {
    let sections = spans.chunk_by(|one, other| one.section == other.section);
    let sections: String = sections.map(section).collect();
    let layouts: String = spans.iter().map(|span| layout(span, hues, tips)).collect();
    let kernels = spans.iter().flat_map(|span| {
        let columns = span.group.columns.iter().enumerate();
        columns.map(move |(at, column)| kernel(span, column, at == 0, tips))
    });
    format!(
        "<tr><th scope=\"col\" rowspan=\"3\" class=\"corner\">member</th>\n{sections}</tr>\n<tr>\n{layouts}</tr>\n<tr>\n{}</tr>\n",
        kernels.collect::<String>()
    )
}

fn section(spans: &[Span<'_>]) -> String {
    let count = spans.iter().map(|span| span.group.columns.len()).sum();
    let Some(first) = spans.first() else {
        return String::new();
    };
    format!(
        "<th scope=\"col\" class=\"family{}\" {}><span>{}</span></th>\n",
        first.edge(),
        columns(first.group.at.start, count),
        escaped(first.group.family.title())
    )
}

fn layout(span: &Span<'_>, hues: &Hues<'_>, tips: &Tips) -> String {
    let tip = tips.attribute(&hover::group(span.group));
    match span.group.state {
        State::Present(layout) => {
            let name = escaped(&layout.name);
            let style = hues.style(&layout.name);
            format!(
                "<th scope=\"col\" {} {style} {tip}><a href=\"#layout-{name}\">{name}</a></th>\n",
                span.attributes("layout", WIDE)
            )
        }
        state => format!(
            "<th scope=\"col\" {} {tip}></th>\n",
            span.attributes(&format!("layout {}", state.name()), WIDE)
        ),
    }
}

fn kernel(span: &Span<'_>, column: &Column<'_>, is_first: bool, tips: &Tips) -> String {
    let begin = match is_first {
        true => format!(" begin{}", span.edge()),
        false => String::new(),
    };
    format!(
        "<th scope=\"col\" class=\"kernel{begin}\" data-release=\"{}\" data-family=\"{}\" data-section=\"{}\"{} {}>\
         <span>{}</span></th>\n",
        column.release,
        column.family.name(),
        span.section,
        more(column),
        tips.attribute(&hover::kernel(column)),
        escaped(&column.short())
    )
}

/// Which words choose it, and for how many kernels it stands where it is for several.
fn more(column: &Column<'_>) -> String {
    let kinds = column.kinds();
    let kinds = match kinds.is_empty() {
        true => String::new(),
        false => format!(" data-kinds=\"{}\"", escaped(&kinds.join(" "))),
    };
    match column.more.len() {
        0 => kinds,
        more => format!("{kinds} data-builds=\"{}\"", more + 1),
    }
}
