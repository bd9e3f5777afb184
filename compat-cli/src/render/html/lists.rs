// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Below the table: each signature and each layout, in full.

use std::fmt::Write;

use compat_data::history::{Change, ChangeKind, Layout};

use super::escape::escaped;
use super::hues::Hues;
use crate::render::difference::commit;
use crate::render::grid::{Family, Grid, Row, letter};

/// Each operation's signatures, with the kernels that have them.
pub(super) fn signatures(grid: &Grid<'_>) -> String {
    let mut rows = String::new();
    for row in &grid.rows {
        let count = row.signatures.len();
        for (at, signature) in row.signatures.iter().enumerate() {
            let name = match at {
                0 => format!("<th scope=\"row\" rowspan=\"{count}\">{}</th>", names(row)),
                _ => String::new(),
            };
            let commits: Vec<String> = signature.commits.iter().copied().map(commit).collect();
            let _ = writeln!(
                rows,
                "<tr>{name}<td>{}</td><td><code>{};</code></td><td>{}</td><td>{}</td></tr>",
                letter(at),
                escaped(&signature.member.to_string()),
                escaped(&signature.kernels),
                escaped(&commits.join(", "))
            );
        }
    }
    format!(
        "<section>\n<h2>Signatures</h2>\n<div class=\"box\">\n<table class=\"list\">\n<thead><tr><th scope=\"col\">member</th>\
         <th scope=\"col\"></th><th scope=\"col\">signature</th><th scope=\"col\">kernels</th>\
         <th scope=\"col\">since</th></tr></thead>\n<tbody>\n{rows}</tbody>\n</table>\n</div>\n</section>\n"
    )
}

fn names(row: &Row<'_>) -> String {
    let older = row.names.iter().skip(1).map(|name| {
        let text = format!("{} on {}", name.name, name.kernels);
        format!("<br><small>{}</small>", escaped(&text))
    });
    format!(
        "<code>{}</code>{}",
        escaped(row.name()),
        older.collect::<String>()
    )
}

/// Each layout, with the kernels that have it and what changed in it.
pub(super) fn layouts(grid: &Grid<'_>, hues: &Hues<'_>) -> String {
    let mut rows = String::new();
    for layout in grid.layouts() {
        let name = escaped(&layout.name);
        let mainline = layout.mainline.map(|range| range.to_string());
        let _ = writeln!(
            rows,
            "<tr id=\"layout-{name}\"><th scope=\"row\" {}><span class=\"layout\">{name}</span></th>\
             <td>{}</td><td>{}</td><td>{}</td></tr>",
            hues.style(&layout.name),
            escaped(&mainline.unwrap_or_default()),
            escaped(&kernels(grid, layout)),
            changes(layout)
        );
    }
    format!(
        "<section>\n<h2>Layouts</h2>\n<div class=\"box\">\n<table class=\"list\">\n<thead><tr><th scope=\"col\">layout</th>\
         <th scope=\"col\">mainline</th><th scope=\"col\">other kernels</th><th scope=\"col\">what changed in mainline</th>\
         </tr></thead>\n<tbody>\n{rows}</tbody>\n</table>\n</div>\n</section>\n"
    )
}

/// The kernels that have it, beside mainline's.
fn kernels(grid: &Grid<'_>, layout: &Layout) -> String {
    let groups = grid.groups();
    let others = groups
        .iter()
        .filter(|group| group.family != Family::Mainline);
    let having = others.filter(|group| {
        let of_group = group.state.layout();
        of_group.is_some_and(|of_group| of_group.name == layout.name)
    });
    having
        .map(|group| group.kernels())
        .collect::<Vec<_>>()
        .join(", ")
}

fn changes(layout: &Layout) -> String {
    if layout.changes.is_empty() {
        return String::new();
    }
    let items = layout
        .changes
        .iter()
        .map(|change| format!("<li>{}{}</li>", what(change), escaped(&details(change))));
    format!("<ul>{}</ul>", items.collect::<String>())
}

fn what(change: &Change) -> String {
    let code = |text: &str| format!("<code>{}</code>", escaped(text));
    let member = change
        .member
        .as_deref()
        .map_or_else(|| "the struct".to_owned(), code);
    match &change.kind {
        ChangeKind::Added => format!("{member} added"),
        ChangeKind::Removed => format!("{member} removed"),
        ChangeKind::Renamed { from } => format!("{} renamed {member}", code(from)),
        ChangeKind::Moved => format!("{member} moved"),
        ChangeKind::Signature => format!("{member}: another signature"),
        ChangeKind::TagRenamed { from, to } => {
            format!("{member}: tag {} renamed {}", code(from), code(to))
        }
    }
}

/// What is recorded of a change beside its kind.
fn details(change: &Change) -> String {
    let note = change.note.clone().into_iter();
    let words = note.chain(change.commit.as_ref().map(commit));
    words.map(|word| format!("; {word}")).collect()
}
