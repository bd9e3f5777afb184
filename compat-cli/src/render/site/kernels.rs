// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Of which kernels what is known, and from where.

use compat_data::catalogue::MANIFEST;
use compat_data::history::{Provenance, Source};

use super::PACKAGES;
use super::shell::code;
use super::subject::Subject;
use crate::render::grid::{Group, State};
use crate::render::html::escape::escaped;
use crate::render::html::lists::rows;

/// The kernels, and the documents that were read.
pub(super) fn kernels(subject: &Subject<'_>) -> String {
    let groups = subject.grid.groups();
    let kernels = rows(
        &["whose", "kernels", "the struct there"],
        groups.iter().map(group),
    );
    let sources = &subject.history.sources;
    if sources.is_empty() {
        return kernels + "<p>No kernel’s own type information was read.</p>\n";
    }
    let sources = rows(
        &["read from", "kernels of", "how many", "by which bytes"],
        sources.iter().map(source),
    );
    format!("{kernels}<h3>Provenance</h3>\n{sources}")
}

fn group(group: &Group<'_>) -> String {
    let state = match group.state {
        State::Present(layout) => {
            let name = escaped(&layout.name);
            format!("layout <a href=\"#layout-{name}\">{name}</a>")
        }
        State::Absent => "absent: there is no such struct".to_owned(),
        State::Unknown => "unknown: no type information of it".to_owned(),
        State::Uncertain => "uncertain: the kernels on either side differ".to_owned(),
    };
    format!(
        "<tr><td>{}</td><td>{}</td><td>{state}</td></tr>\n",
        escaped(group.family.title()),
        escaped(&group.kernels())
    )
}

fn source(source: &Source) -> String {
    let distribution = source.distribution.as_deref().unwrap_or("not said");
    let bytes = match &source.provenance {
        Provenance::File { sha256 } => format!("SHA-256 {}", code(sha256)),
        Provenance::Manifest if source.name == MANIFEST => format!(
            "<a href=\"{PACKAGES}.html\">the packages of each kernel</a>, with their versions and sums"
        ),
        Provenance::Manifest => "not known here: the list of its packages is elsewhere".to_owned(),
    };
    format!(
        "<tr><th scope=\"row\">{}</th><td>{}</td><td>{}</td><td>{bytes}</td></tr>\n",
        escaped(&source.title()),
        escaped(distribution),
        source.kernels.len(),
    )
}
