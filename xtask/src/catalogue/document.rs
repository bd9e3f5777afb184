// SPDX-License-Identifier: MIT OR GPL-2.0-only
//! The part of docs/CATALOGUE.md that says what the catalogue has.

use crate::error::{Error, Result};
use compat_data::catalogue::CatalogueKernel;
use compat_data::history::{History, Provenance, SnapshotKernel};
use compat_data::kernel::Architecture;
use compat_data::release::Release;
use std::collections::BTreeSet;

/// What encloses the part.
const BEGIN: &str = "<!-- Written by `cargo xtask catalogue` from here -->\n";
const END: &str = "<!-- to here -->\n";

/// The page with that part anew.
///
/// # Errors
/// A page without the lines that enclose it.
pub fn renewed(page: &str, kernels: &[CatalogueKernel], histories: &[History]) -> Result<String> {
    let parts = page
        .split_once(BEGIN)
        .and_then(|(before, rest)| Some((before, rest.split_once(END)?.1)));
    let (before, after) = parts.ok_or_else(|| {
        Error::new(format!(
            "docs/CATALOGUE.md: no lines `{}` and `{}`",
            BEGIN.trim_end(),
            END.trim_end()
        ))
    })?;
    let tables = tables(kernels, histories)?;
    Ok(format!("{before}{BEGIN}\n{tables}\n{END}{after}"))
}

/// A table of the kernels, and one of the structs.
fn tables(kernels: &[CatalogueKernel], histories: &[History]) -> Result<String> {
    let mut builds = Vec::new();
    for kernel in kernels {
        builds.push(super::reading::snapshot_kernel(&kernel.build)?);
    }
    let layouts: usize = histories.iter().map(|history| history.layouts.len()).sum();
    let mut text = format!(
        "{} structs with {layouts} layouts, read from {} kernels.\n\n\
         | release | amd64 | arm64 | cloud and rt | structs there | not in their type information |\n|---|---|---|---|---|---|\n",
        histories.len(),
        builds.len()
    );
    let releases: BTreeSet<Release> = builds.iter().map(|build| build.release).collect();
    for release in releases {
        text += &release_row(release, &builds, histories);
    }
    text += "\n| struct | header | module | layouts | kernels that have it | not in their type information |\n|---|---|---|---|---|---|\n";
    for history in histories {
        text += &struct_row(history);
    }
    Ok(text)
}

fn release_row(release: Release, builds: &[SnapshotKernel], histories: &[History]) -> String {
    let of_it = |build: &&SnapshotKernel| build.release == release;
    let plain = |architecture: Architecture| {
        let builds = builds.iter().filter(of_it);
        let plain =
            |build: &&SnapshotKernel| build.architecture == architecture && build.flavour == PLAIN;
        span(&builds.filter(plain).collect::<Vec<_>>())
    };
    let flavours = builds
        .iter()
        .filter(of_it)
        .filter(|build| build.flavour != PLAIN);
    // On any of them, and on none.
    let (mut present, mut unknown) = (0_usize, 0_usize);
    for history in histories {
        let mut told = history
            .snapshots()
            .filter(|snapshot| {
                snapshot.kernel.build.is_some() && snapshot.kernel.release == release
            })
            .peekable();
        if told.peek().is_none() {
            continue;
        }
        match told.any(|snapshot| snapshot.layout.is_some()) {
            true => present += 1,
            false => unknown += 1,
        }
    }
    format!(
        "| {release} | {} | {} | {} | {present} | {unknown} |\n",
        plain(Architecture::Amd64),
        plain(Architecture::Arm64),
        flavours.count()
    )
}

/// `5: 6.1.0-48 … 6.1.0-56`.
fn span(builds: &[&SnapshotKernel]) -> String {
    let name = |build: &SnapshotKernel| {
        let name = build.to_string();
        let end = format!("-{}", build.architecture);
        name.strip_suffix(&end).unwrap_or(&name).to_owned()
    };
    match builds {
        [] => "none".to_owned(),
        [one] => format!("1: {}", name(one)),
        [first, .., last] => format!("{}: {} … {}", builds.len(), name(first), name(last)),
    }
}

fn struct_row(history: &History) -> String {
    let headers: Vec<&str> = history
        .headers
        .iter()
        .map(|header| header.path.as_str())
        .collect();
    let modules: Vec<&str> = history
        .modules
        .iter()
        .map(|module| module.name.as_str())
        .collect();
    let (present, unknown): (Vec<_>, Vec<_>) = history
        .snapshots()
        .partition(|snapshot| snapshot.layout.is_some());
    format!(
        "| `{}` | `{}` | {} | {} | {} | {} |\n",
        history.name,
        headers.join("`, `"),
        modules.join(", "),
        history.layouts.len(),
        present.len(),
        unknown.len()
    )
}

/// Whether the history is of the catalogue.
pub fn is_of_the_catalogue(history: &History) -> bool {
    let mut sources = history.sources.iter();
    sources.any(|source| source.provenance == Provenance::Manifest)
}

/// The flavour of plain kernels.
const PLAIN: &str = "generic";

#[cfg(test)]
mod tests {
    use super::*;
    use compat_data::record;
    use std::collections::BTreeMap;

    fn kernel(build: &str) -> CatalogueKernel {
        CatalogueKernel {
            build: build.to_owned(),
            architecture: Architecture::Amd64,
            suite: String::new(),
            packages: BTreeMap::new(),
            image: String::new(),
            modules: None,
        }
    }

    #[test]
    fn the_page_says_what_there_is() {
        let history = "struct = \"a_ops\"\n[[header]]\nreleases = \"..\"\npath = \"linux/a.h\"\n\
                       [[layout]]\nname = \"6.1\"\nmembers = \"int a;\"\n[[source]]\nmanifest = \"debian\"\n\
                       [source.layouts]\n\"unknown\" = [\"5.10.0-46-amd64\"]\n\"6.1\" = [\"6.1.0-{55,56}-amd64\", \"6.1.0-56-rt-amd64\"]\n";
        let history = record::parse("a_ops.toml", history).unwrap();
        let kernels = [
            "5.10.0-46-amd64",
            "6.1.0-55-amd64",
            "6.1.0-56-amd64",
            "6.1.0-56-rt-amd64",
        ];
        let page = format!("before\n{BEGIN}old\n{END}after\n");
        let page = renewed(&page, &kernels.map(kernel), std::slice::from_ref(&history)).unwrap();
        for part in [
            "before\n",
            "1 structs with 1 layouts, read from 4 kernels.",
            "| 5.10 | 1: 5.10.0-46 | none | 0 | 0 | 1 |\n",
            "| 6.1 | 2: 6.1.0-55 … 6.1.0-56 | none | 1 | 1 | 0 |\n",
            "| `a_ops` | `linux/a.h` |  | 1 | 3 | 1 |\n",
            "\nafter\n",
        ] {
            assert!(page.contains(part), "{part}: {page}");
        }
        assert!(!page.contains("old"));
        assert_eq!(
            renewed(&page, &kernels.map(kernel), &[history]).unwrap(),
            page
        );
        assert!(renewed("a page", &[], &[]).is_err());
    }
}
