// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! How large the struct is, by layout and architecture.

use std::collections::BTreeMap;

use compat_data::history::Layout;
use compat_data::kernel::Architecture;

use super::shell::code;
use super::subject::{Subject, architecture};
use crate::render::html::escape::escaped;
use crate::render::html::lists::{few, rows};

/// A line for each layout and architecture, the newest layout first.
pub(super) fn places(subject: &Subject<'_>) -> String {
    let layouts = subject.layouts();
    let lines = layouts.iter().flat_map(|layout| {
        let by_architecture = sizes(subject, layout).into_iter();
        by_architecture.map(|(architecture, sizes)| line(layout, architecture, &sizes))
    });
    rows(
        &["layout", "architecture", "size and alignment, in bytes"],
        lines,
    )
}

/// Each size and alignment, with the kernels that have it; none: it is not known.
type Sizes<'a> = Vec<(Option<(u64, u64)>, Vec<&'a str>)>;

fn sizes<'a>(subject: &'a Subject<'_>, layout: &Layout) -> BTreeMap<Architecture, Sizes<'a>> {
    let mut found: BTreeMap<Architecture, Sizes<'a>> = BTreeMap::new();
    for column in subject.having(layout) {
        let places = column.places.as_ref();
        let extent = places.map(|places| (places.size, places.alignment));
        let sizes = found.entry(architecture(column)).or_default();
        match sizes.iter_mut().find(|(known, _)| *known == extent) {
            Some((_, kernels)) => kernels.extend(column.kernels()),
            None => sizes.push((extent, column.kernels().collect())),
        }
    }
    found
}

fn line(layout: &Layout, architecture: Architecture, sizes: &Sizes<'_>) -> String {
    let is_one = sizes.len() == 1;
    let items = sizes.iter().map(|(extent, kernels)| {
        let what = match extent {
            Some((size, alignment)) => format!("{size}, aligned to {alignment}"),
            None => "not known: it takes the kernel’s own type information".to_owned(),
        };
        match is_one {
            true => what,
            false => format!("{what} on {}", escaped(&few(kernels))),
        }
    });
    format!(
        "<tr><th scope=\"row\">{}</th><td>{architecture}</td><td>{}</td></tr>\n",
        code(&layout.name),
        items.collect::<Vec<_>>().join("<br>")
    )
}
