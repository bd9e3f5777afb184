// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! A site of many structs: an index with a search, and a page for each struct.
//!
//! It is for a folder that a browser opens without a server: what the search knows is a script, and nothing is fetched.

mod declaration;
mod demands;
mod facts;
mod index;
mod kernels;
mod names;
mod packages;
mod places;
mod shell;
mod skeleton;
mod subject;

use std::fs::File as Handle;
use std::io::{self, Read};
use std::path::Path;

use super::grid::Grid;
use super::html;
use super::html::document::GENERATOR;
use super::html::hues::Hues;
use super::html::tips::Tips;
use super::html::{POINT, filter, key, lists, summary, table};
use crate::folder::File;
use shell::Page;
pub(crate) use subject::Subject;

/// The page that lists all structs.
const INDEX: &str = "index";

/// The page that lists the catalogue's kernels with their packages.
const PACKAGES: &str = "kernels";

/// What all scripts and styles begin with.
const MADE_BY: &str = "/* Made by kernel-compat. */\n";

/// The files that all pages share.
const SHARED: [(&str, &str); 2] = [
    ("matrix.js", html::SCRIPT),
    ("site.js", include_str!("site.js")),
];
const STYLE: &str = "site.css";
const NAMES: &str = "names.js";

/// All files of the site.
///
/// # Errors
/// The struct whose page would take another one's place; a list of packages that can't be read.
pub(crate) fn files(subjects: &[Subject<'_>]) -> Result<Vec<File>, String> {
    let packages = packages::page(subjects)?;
    let mut files = vec![
        file(
            format!("{INDEX}.html"),
            index::page(subjects, packages.is_some()),
        ),
        file(
            STYLE.to_owned(),
            format!("{MADE_BY}{}{}", html::STYLE, include_str!("site.css")),
        ),
        file(
            NAMES.to_owned(),
            format!("{MADE_BY}{}", names::script(subjects)),
        ),
    ];
    files.extend(
        SHARED
            .iter()
            .map(|(path, text)| file((*path).to_owned(), format!("{MADE_BY}{text}"))),
    );
    files.extend(packages.map(|page| file(format!("{PACKAGES}.html"), page)));
    for subject in subjects {
        let path = subject.path();
        // Some file systems take two names that differ in case alone for one.
        let is_taken = |file: &File| file.path.eq_ignore_ascii_case(&path);
        if files.iter().any(is_taken) {
            return Err(format!(
                "the page of `struct {}` would be `{path}`, which is another page's name",
                subject.name()
            ));
        }
        files.push(file(path, page(subject)));
    }
    Ok(files)
}

fn file(path: String, text: String) -> File {
    File { path, text }
}

/// Whether a file is one of such a site.
///
/// # Errors
/// When it can't be read.
pub(crate) fn is_ours(path: &Path) -> io::Result<bool> {
    const ENOUGH: u64 = 400;
    if !path.symlink_metadata()?.is_file() {
        return Ok(false);
    }
    let mut start = Vec::new();
    Handle::open(path)?.take(ENOUGH).read_to_end(&mut start)?;
    let start = String::from_utf8_lossy(&start);
    let extension = path.extension().unwrap_or_default();
    Ok(match extension.to_str() {
        Some("html") => start.contains(GENERATOR),
        Some("js" | "css") => start.starts_with(MADE_BY),
        _ => false,
    })
}

/// The page of a struct.
fn page(subject: &Subject<'_>) -> String {
    let grid = &subject.grid;
    let hues = Hues::of(grid);
    let tips = Tips::Lines(Default::default());
    let sections = [
        (
            "declaration",
            "Declaration",
            declaration::declarations(subject),
        ),
        ("rust", "What a driver writes", skeleton::skeleton(subject)),
        (
            "matrix-section",
            "Members against kernels",
            matrix(grid, &hues, &tips),
        ),
        ("signatures", "Signatures", lists::signatures(grid)),
        ("changes", "What changed when", lists::layouts(grid, &hues)),
        (
            "demands",
            "Which members a driver must set",
            demands::demands(subject),
        ),
        ("places", "Sizes", places::places(subject)),
        ("kernels", "Kernels", kernels::kernels(subject)),
    ];
    let contents = sections.iter();
    let contents =
        contents.map(|(id, title, _)| format!("<li><a href=\"#{id}\">{title}</a></li>\n"));
    let parts = sections.iter();
    let parts = parts.map(|(id, title, markup)| shell::section(id, title, markup));
    let body = format!(
        "<p>{}</p>\n{}<nav aria-label=\"on this page\"><ul class=\"contents\">\n{}</ul></nav>\n{}",
        summary(grid),
        facts::facts(subject),
        contents.collect::<String>(),
        parts.collect::<String>(),
    );
    Page {
        title: &format!("struct {}", subject.name()),
        is_index: false,
        name: Some(subject.name()),
        scripts: &["matrix.js"],
        main: &body,
        data: &tips.data(),
    }
    .html()
}

fn matrix(grid: &Grid<'_>, hues: &Hues<'_>, tips: &Tips) -> String {
    format!(
        "<p>{POINT}</p>\n{}{}{}",
        filter::form(grid),
        table::table(grid, hues, tips),
        key::key(grid)
    )
}
