// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! All structs, by the headers that declare them.

use std::collections::BTreeMap;

use super::PACKAGES;
use super::shell::{Page, code, section};
use super::subject::{LastChange, Subject};
use crate::render::html::counted;
use crate::render::html::escape::escaped;
use crate::render::html::lists::rows;

/// The page.
pub(super) fn page(subjects: &[Subject<'_>], has_packages: bool) -> String {
    // Those without a header come last.
    let mut groups: BTreeMap<(bool, &str), Vec<&Subject<'_>>> = BTreeMap::new();
    for subject in subjects {
        let folder = folder(subject);
        let group = groups.entry((folder.is_empty(), folder)).or_default();
        group.push(subject);
    }
    for subjects in groups.values_mut() {
        subjects.sort_by_key(|subject| {
            let header = subject.header().map(|header| &header.path);
            (header, subject.name())
        });
    }
    let links = groups
        .iter()
        .enumerate()
        .map(|(at, ((_, folder), subjects))| {
            format!(
                "<li><a href=\"#group-{at}\">{}</a> {}</li>\n",
                title(folder),
                subjects.len()
            )
        });
    let sections = groups
        .iter()
        .enumerate()
        .map(|(at, ((_, folder), subjects))| {
            let table = rows(&HEADS, subjects.iter().map(|subject| line(subject)));
            section(&format!("group-{at}"), &title(folder), &table)
        });
    let packages = match has_packages {
        true => format!(" <a href=\"{PACKAGES}.html\">Kernels and their packages</a>."),
        false => String::new(),
    };
    let main = format!(
        "<p>{}, as kernels declare them: what changed when, what a driver writes, and how that is known.{packages}</p>\n\
         <nav aria-label=\"on this page\"><ul class=\"contents\">\n{}</ul></nav>\n{}",
        counted(subjects.len(), "struct", "structs"),
        links.collect::<String>(),
        sections.collect::<String>()
    );
    Page {
        title: "Kernel structs",
        is_index: true,
        name: None,
        scripts: &[],
        main: &main,
        data: "",
    }
    .html()
}

const HEADS: [&str; 7] = [
    "struct",
    "header",
    "members",
    "layouts",
    "kernels",
    "last change",
    "evidence",
];

/// The folder of its header; nothing where none is recorded.
fn folder<'a>(subject: &Subject<'a>) -> &'a str {
    let header = subject.header().map_or("", |header| header.path.as_str());
    header.rsplit_once('/').map_or("", |(folder, _)| folder)
}

fn title(folder: &str) -> String {
    match folder {
        "" => "no header is recorded".to_owned(),
        folder => code(&format!("{folder}/")),
    }
}

fn line(subject: &Subject<'_>) -> String {
    let header = subject.header().map(|header| code(&header.path));
    let members = subject.newest().map_or(0, |layout| layout.members.len());
    let (present, known) = subject.counts();
    let layouts = subject.grid.layouts();
    let plain = layouts.iter().filter(|layout| layout.is_plain()).count();
    let evidence = match plain {
        0 if !layouts.is_empty() => "observed only",
        some if some < layouts.len() => "observed for some",
        _ => "recorded",
    };
    let change = subject.last_change();
    let change = change.map(|LastChange { before, after }| {
        format!(
            "<span title=\"by {}, after {}\">{}</span>",
            escaped(&after.kernel),
            escaped(before.newest()),
            after.release
        )
    });
    format!(
        "<tr><th scope=\"row\"><a href=\"{}\">{}</a></th><td>{}</td><td>{members}</td><td>{}</td><td>{present} of {known}</td>\
         <td>{}</td><td>{evidence}</td></tr>\n",
        escaped(&subject.path()),
        code(subject.name()),
        header.unwrap_or_default(),
        layouts.len(),
        change.unwrap_or_default()
    )
}
