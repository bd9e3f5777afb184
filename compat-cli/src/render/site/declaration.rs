// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! How kernels declare the struct.

use compat_data::history::Layout;

use super::shell::{code, listing};
use super::subject::Subject;
use crate::render::declaration::as_c_with_places;
use crate::render::html::counted;
use crate::render::html::escape::escaped;

/// Each layout's declaration as C, the newest one open.
pub(super) fn declarations(subject: &Subject<'_>) -> String {
    let layouts = subject.layouts();
    let Some((newest, others)) = layouts.split_first() else {
        return "<p>No layout is recorded.</p>\n".to_owned();
    };
    let links = others.iter().map(|layout| {
        let name = escaped(&layout.name);
        format!("<a href=\"#declaration-{name}\">{name}</a>")
    });
    let links: Vec<String> = links.collect();
    let choice = match links.is_empty() {
        true => String::new(),
        false => format!("<p>Other layouts: {}</p>\n", links.join(", ")),
    };
    let others = others.iter().map(|layout| declaration(subject, layout, ""));
    format!(
        "{choice}{}{}",
        declaration(subject, newest, " open"),
        others.collect::<String>()
    )
}

fn declaration(subject: &Subject<'_>, layout: &Layout, open: &str) -> String {
    let name = escaped(&layout.name);
    let known = subject.places(layout);
    let whose = match known {
        Some((column, places)) => format!(", {} bytes on {}", places.size, code(column.newest())),
        None => ", places not known".to_owned(),
    };
    let text = as_c_with_places(
        subject.name(),
        &layout.members,
        known.map(|(_, places)| places),
    );
    format!(
        "<details id=\"declaration-{name}\"{open}>\n<summary>layout {name}: {}{whose}</summary>\n{}</details>\n",
        counted(layout.members.len(), "member", "members"),
        listing(&text)
    )
}
