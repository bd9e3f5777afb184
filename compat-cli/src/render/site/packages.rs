// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The packages that the catalogue's kernels were read from.

use compat_data::catalogue::{self, CatalogueKernel, MANIFEST};
use compat_data::history::{Provenance, Snapshot};

use super::shell::{Page, code};
use super::subject::Subject;
use crate::render::html::counted;
use crate::render::html::escape::escaped;
use crate::render::html::lists::rows;

/// The page; none: no struct of the site was read from these packages.
///
/// # Errors
/// When the list of the packages can't be read.
pub(super) fn page(subjects: &[Subject<'_>]) -> Result<Option<String>, String> {
    let snapshots: Vec<&Snapshot> = subjects.iter().flat_map(of_catalogue).collect();
    if snapshots.is_empty() {
        return Ok(None);
    }
    let kernels = catalogue::kernels()?;
    let lines = kernels.iter().filter_map(|kernel| {
        let is_it = |snapshot: &&&Snapshot| snapshot.kernel.build.as_ref() == Some(&kernel.build);
        let read: Vec<&&Snapshot> = snapshots.iter().filter(is_it).collect();
        let present = read.iter().filter(|snapshot| snapshot.layout.is_some());
        (!read.is_empty()).then(|| line(kernel, present.count(), read.len()))
    });
    let lines: Vec<String> = lines.collect();
    let main = format!(
        "<p>{} that structs of this site were read from: of each its packages as the archive had them, and the SHA-256 of its \
         boot image and of the list of its modules’ sums.</p>\n{}",
        counted(lines.len(), "kernel", "kernels"),
        rows(&HEADS, lines.into_iter())
    );
    let page = Page {
        title: "Kernels and their packages",
        is_index: false,
        name: None,
        scripts: &[],
        main: &main,
        data: "",
    };
    Ok(Some(page.html()))
}

const HEADS: [&str; 6] = [
    "kernel",
    "architecture",
    "suite",
    "packages and versions",
    "structs",
    "SHA-256",
];

/// What was read of the struct from the catalogue's kernels.
fn of_catalogue<'a>(subject: &Subject<'a>) -> impl Iterator<Item = &'a Snapshot> {
    let sources = subject.history.sources.iter();
    let catalogue = sources
        .filter(|source| source.provenance == Provenance::Manifest && source.name == MANIFEST);
    catalogue.flat_map(|source| &source.kernels)
}

fn line(kernel: &CatalogueKernel, present: usize, read: usize) -> String {
    let packages = kernel.packages.iter();
    let packages = packages.map(|(name, version)| format!("{} {}", code(name), escaped(version)));
    let modules = kernel.modules.iter();
    let modules = modules.map(|sum| format!("<br>modules {}", code(sum)));
    let build = escaped(&kernel.build);
    format!(
        "<tr id=\"kernel-{build}\"><th scope=\"row\">{build}</th><td>{}</td><td>{}</td><td>{}</td><td>{present} of {read}</td>\
         <td>image {}{}</td></tr>\n",
        kernel.architecture,
        escaped(&kernel.suite),
        packages.collect::<Vec<_>>().join("<br>"),
        code(&kernel.image),
        modules.collect::<String>()
    )
}
