// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The form that chooses the kernels. It shows where scripts run.

use std::collections::BTreeSet;

use compat_data::release::Release;

use super::escape::escaped;
use crate::render::grid::{Column, Family, Grid};

/// The form.
pub(in crate::render) fn form(grid: &Grid<'_>) -> String {
    let releases: BTreeSet<Release> = grid.columns.iter().map(|column| column.release).collect();
    let (Some(first), Some(last)) = (releases.first(), releases.last()) else {
        return String::new();
    };
    let choice = |name: &str, chosen: &Release| {
        let options = releases.iter().map(|release| {
            let selected = if release == chosen { " selected" } else { "" };
            format!("<option{selected}>{release}</option>")
        });
        format!(
            "<label>{name} <select name=\"{name}\">{}</select></label>\n",
            options.collect::<String>()
        )
    };
    let families = [
        (Family::Mainline, "mainline"),
        (Family::Distribution(None), "distributions"),
        (Family::Vendor, "vendors"),
    ];
    let families = families.iter().filter(|(family, _)| {
        let mut columns = grid.columns.iter();
        columns.any(|column| column.family.name() == family.name())
    });
    let boxes = families.map(|(family, title)| {
        format!(
            "<label><input type=\"checkbox\" name=\"family\" value=\"{}\" checked> {title}</label>\n",
            family.name()
        )
    });
    let kinds = kinds(grid).into_iter().map(|kind| {
        let kind = escaped(kind);
        format!(
            "<label><input type=\"checkbox\" name=\"kind\" value=\"{kind}\" checked> {kind}</label>\n"
        )
    });
    format!(
        "<form id=\"filter\" hidden>\n{}{}{}{}<button type=\"reset\">all</button>\n<output></output>\n</form>\n",
        choice("from", first),
        choice("to", last),
        boxes.collect::<String>(),
        kinds.collect::<String>()
    )
}

/// Architectures and flavours, if there are several: the architectures first.
fn kinds<'a>(grid: &'a Grid<'_>) -> Vec<&'a str> {
    let columns = || grid.columns.iter().map(Column::kinds);
    let architectures: BTreeSet<&str> = columns()
        .filter_map(|kinds| kinds.first().copied())
        .collect();
    let flavours: BTreeSet<&str> = columns()
        .flat_map(|kinds| kinds.into_iter().skip(1))
        .collect();
    let all: Vec<&str> = architectures.into_iter().chain(flavours).collect();
    match all.len() {
        0 | 1 => Vec::new(),
        _ => all,
    }
}
