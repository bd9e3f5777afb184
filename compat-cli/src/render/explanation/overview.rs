// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The struct as a whole, in words.

use super::{CODE, sentence};
use crate::render::ranges::in_words;
use crate::render::wrap::hanging;
use crate::verbs::explain::explanation::{OtherKernel, Overview};

pub(super) fn text(overview: &Overview) -> String {
    let mut out = layouts(overview);
    out.push_str(&gaps(overview));
    out.push_str(&others(&overview.others));
    for header in &overview.headers {
        let private = match header.private {
            true => ", which headers packages lack, so that a driver can't include it",
            false => "",
        };
        let on = on(&header.releases);
        out.push_str(&sentence(&format!(
            "Declared in {}{on}{private}.",
            header.path
        )));
    }
    for module in &overview.modules {
        let on = on(&module.releases);
        out.push_str(&sentence(&format!(
            "It lives in module {}{on}, where that is not built in.",
            module.name
        )));
    }
    if !overview.types_to_declare.is_empty() {
        out.push_str(&sentence(&format!(
            "Types that `compat_core::types` lacks, for the driver to declare where it declares the table: {}.",
            overview.types_to_declare.join(", ")
        )));
    }
    out
}

fn layouts(overview: &Overview) -> String {
    let count = match overview.layouts.len() {
        1 => "One layout on these kernels:".to_owned(),
        count => format!("{count} layouts on these kernels:"),
    };
    let mut out = String::new();
    if !overview.has_mainline_facts {
        out.push_str(&sentence(
            "Single kernels were read, and nothing is recorded of the mainline releases between: where two neighbours \
             agree, those are taken to be the same; where they differ, they are uncertain. Bounds take a layout for one of the \
             release that it is named after.",
        ));
    }
    out.push_str(&sentence(&count));
    let names = overview
        .layouts
        .iter()
        .map(|layout| layout.name.chars().count());
    let width = names.max().unwrap_or(0);
    for layout in &overview.layouts {
        let kernels = format!("on {}", in_words(&layout.kernels));
        // Words alone would lose the column.
        let kernels = hanging(&kernels, CODE + width + 2, CODE + width + 5);
        out.push_str(&format!(
            "{:CODE$}{:width$}  {}",
            "",
            layout.name,
            kernels.trim_start()
        ));
    }
    out
}

fn gaps(overview: &Overview) -> String {
    let mut out = String::new();
    if !overview.absent.is_empty() {
        let releases = in_words(&overview.absent.join(", "));
        out.push_str(&sentence(&format!(
            "Absent on {releases}: these have no such struct."
        )));
    }
    let uncertain = overview.uncertain.iter().map(|gap| {
        let releases = in_words(&gap.releases.join(", "));
        format!("{releases} (between {} and {})", gap.before, gap.after)
    });
    let uncertain: Vec<String> = uncertain.collect();
    if !uncertain.is_empty() {
        out.push_str(&sentence(&format!(
            "Uncertain on {}: these lie between kernels that differ. A build for one of them is refused unless its own \
             type information is at hand.",
            uncertain.join(", ")
        )));
    }
    if !overview.unknown.is_empty() {
        out.push_str(&sentence(&format!(
            "Unknown on {}: their vmlinux has no type information of it, so there it lives in a module or is configured \
             out.",
            overview.unknown.join(", ")
        )));
    }
    if !overview.not_recorded.is_empty() {
        let releases = in_words(&overview.not_recorded.join(", "));
        out.push_str(&sentence(&format!("Nothing is recorded of {releases}.")));
    }
    let is_whole = overview.absent.is_empty()
        && overview.uncertain.is_empty()
        && overview.not_recorded.is_empty();
    if is_whole && overview.has_mainline_facts {
        out.push_str(&sentence(
            "Every mainline release between has a recorded layout.",
        ));
    }
    out
}

fn others(others: &[OtherKernel]) -> String {
    if others.is_empty() {
        return String::new();
    }
    let mut out = sentence(
        "Kernels with another layout than their number says; there, bounds count by the layout:",
    );
    for other in others {
        let than = match &other.layout_of_release {
            Some(layout) => format!("not {layout} as {}", other.release),
            None => format!("its number is {}", other.release),
        };
        let note = match &other.note {
            Some(note) => format!("; {note}"),
            None => String::new(),
        };
        let line = format!("{}: layout {}, {than}{note}", other.name, other.layout);
        out.push_str(&hanging(&line, CODE, CODE + 4));
    }
    out
}

/// On which releases, unless on all.
fn on(releases: &str) -> String {
    match releases {
        ".." => String::new(),
        releases => format!(" on {}", in_words(releases)),
    }
}
