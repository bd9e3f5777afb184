// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Below the table: each signature and each layout, in full; and how lists look.

use std::collections::BTreeMap;

use compat_data::diff::Difference;
use compat_data::history::Layout;

use super::escape::escaped;
use super::hues::Hues;
use crate::render::difference::{Explained, commit, details, fact};
use crate::render::grid::{Column, Grid, Group, Name, Row, Signature, letter};

/// Each operation's signatures, with the kernels that have them.
pub(in crate::render) fn signatures(grid: &Grid<'_>) -> String {
    let anchors = grid.names();
    let rows = grid.rows.iter().enumerate().flat_map(|(place, row)| {
        let signatures = row.signatures.iter().enumerate();
        let names = names(row, place, &anchors);
        signatures.map(move |(at, it)| signature(row, &names, at, it))
    });
    self::rows(&["member", "", "signature", "kernels", "since"], rows)
}

fn signature(row: &Row<'_>, names: &str, at: usize, signature: &Signature<'_>) -> String {
    let name = match at {
        0 => format!(
            "<th scope=\"row\" rowspan=\"{}\">{names}</th>",
            row.signatures.len()
        ),
        _ => String::new(),
    };
    let commits: Vec<String> = signature.commits.iter().copied().map(commit).collect();
    format!(
        "<tr>{name}<td>{}</td><td><code>{};</code></td><td>{}</td><td>{}</td></tr>\n",
        letter(at),
        escaped(&signature.member.to_string()),
        escaped(&signature.kernels),
        escaped(&commits.join(", "))
    )
}

/// The names of an operation, each with the place that a link to it leads to.
fn names(row: &Row<'_>, place: usize, anchors: &BTreeMap<&str, usize>) -> String {
    let anchor = |name: &Name<'_>| match anchors.get(name.name) {
        Some(first) if *first == place => format!(" id=\"member-{}\"", escaped(name.name)),
        // Another operation of that name comes first.
        _ => String::new(),
    };
    let names = row.names.iter().enumerate().map(|(at, name)| match at {
        0 => format!("<code{}>{}</code>", anchor(name), escaped(name.name)),
        _ => {
            let text = format!("{} on {}", name.name, name.kernels);
            format!("<br><small{}>{}</small>", anchor(name), escaped(&text))
        }
    });
    names.collect()
}

/// Each layout, with the kernels that have it and what changed in it.
pub(in crate::render) fn layouts(grid: &Grid<'_>, hues: &Hues<'_>) -> String {
    let layouts = grid.layouts().into_iter();
    let rows = layouts.map(|layout| {
        let name = escaped(&layout.name);
        format!(
            "<tr id=\"layout-{name}\"><th scope=\"row\" {}><span class=\"layout\">{name}</span></th>\
             <td>{}</td><td>{}</td></tr>\n",
            hues.style(&layout.name),
            escaped(&having(grid, layout)),
            changes(grid, layout)
        )
    });
    self::rows(&["layout", "kernels", "what changed"], rows)
}

/// The kernels that have it.
fn having(grid: &Grid<'_>, layout: &Layout) -> String {
    let groups = grid.groups();
    let having = groups.iter().filter(|group| {
        let of_group = group.state.layout();
        of_group.is_some_and(|of_group| of_group.name == layout.name)
    });
    having.map(kernels).collect::<Vec<_>>().join(", ")
}

/// What changed on the first kernel that has it.
fn changes(grid: &Grid<'_>, layout: &Layout) -> String {
    let added = layout
        .changes
        .iter()
        .filter(|change| change.member.is_none());
    let added = added.map(|change| {
        let commit = change.commit.as_ref().map(commit);
        let commit = commit.map_or_else(String::new, |commit| format!(": {commit}"));
        format!("<li>the struct was added{}</li>", escaped(&commit))
    });
    let first = grid.columns.iter().position(|column| {
        let of_column = column.state.layout();
        of_column.is_some_and(|of_column| of_column.name == layout.name)
    });
    let cells = grid.rows.iter().filter_map(|row| row.cells.get(first?));
    let items: Vec<String> = added
        .chain(cells.flat_map(|cell| &cell.changes).map(item))
        .collect();
    let base = first.and_then(|first| grid.columns.get(first)?.base);
    let base = base.and_then(|base| grid.columns.get(base));
    match (items.is_empty(), base) {
        (true, _) => String::new(),
        (false, None) => format!("<ul>{}</ul>", items.concat()),
        (false, Some(base)) => format!(
            "<small>compared with {}</small><ul>{}</ul>",
            escaped(base.newest()),
            items.concat()
        ),
    }
}

fn item(change: &Explained<'_>) -> String {
    let code = |text: &str| format!("<code>{}</code>", escaped(text));
    let member = code(change.difference.member());
    let what = match &change.difference {
        Difference::Added(_) => format!("{member} added"),
        Difference::Removed(_) => format!("{member} removed"),
        Difference::Renamed(pair) => format!("{} renamed {member}", code(&pair.before.name)),
        Difference::Moved(_) => format!("{member} moved in the order"),
        Difference::Signature(..) => format!("{member}: another signature"),
        Difference::TagRenamed(..) => format!("{member}: another tag"),
    };
    let details = details(&change.difference).into_iter();
    let facts = change.facts.iter();
    let facts = facts.map(|(release, change)| fact(*release, change));
    let words: Vec<String> = details.chain(facts).collect();
    match words.is_empty() {
        true => format!("<li>{what}</li>"),
        false => format!("<li>{what}: {}</li>", escaped(&words.join("; "))),
    }
}

/// A table in a box that scrolls.
pub(in crate::render) fn rows(heads: &[&str], rows: impl Iterator<Item = String>) -> String {
    let heads = heads.iter();
    let heads = heads.map(|head| format!("<th scope=\"col\">{head}</th>"));
    format!(
        "<div class=\"box\">\n<table class=\"list\">\n<thead><tr>{}</tr></thead>\n<tbody>\n{}</tbody>\n</table>\n</div>\n",
        heads.collect::<String>(),
        rows.collect::<String>()
    )
}

/// How many kernels a line names.
pub(super) const FEW: usize = 8;

/// The names, or the first of many.
pub(in crate::render) fn few(kernels: &[&str]) -> String {
    match kernels.get(..FEW) {
        Some(first) if kernels.len() > FEW => {
            format!("{} and {} more", first.join(", "), kernels.len() - FEW)
        }
        _ => kernels.join(", "),
    }
}

/// The group's kernels, or the first of many.
pub(super) fn kernels(group: &Group<'_>) -> String {
    match group.columns {
        [first, ..] if !first.is_plain() => {
            let names: Vec<&str> = group.columns.iter().flat_map(Column::kernels).collect();
            few(&names)
        }
        _ => group.kernels(),
    }
}
