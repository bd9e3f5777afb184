// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! What all pages of the site have: the way to the others, and the search.

use super::{INDEX, NAMES, STYLE};
use crate::render::html::document::Document;
use crate::render::html::escape::escaped;
use crate::render::html::footer;

/// A page of the site.
pub(super) struct Page<'a> {
    /// Its title, as text.
    pub title: &'a str,
    /// Whether it is the index, to which all others link.
    pub is_index: bool,
    /// The struct that it is about, if it is about one.
    pub name: Option<&'a str>,
    /// The scripts that it needs beside the search.
    pub scripts: &'a [&'a str],
    /// What it shows below its title: markup.
    pub main: &'a str,
    /// Data for the scripts: markup.
    pub data: &'a str,
}

impl Page<'_> {
    /// The page as HTML.
    pub fn html(&self) -> String {
        let heading = match self.name {
            Some(name) => format!("struct <code>{}</code>", escaped(name)),
            None => escaped(self.title).to_string(),
        };
        let way = match self.is_index {
            true => String::new(),
            false => format!("<p class=\"way\"><a href=\"{INDEX}.html\">all structs</a></p>\n"),
        };
        let body = format!(
            "<header>\n{way}{SEARCH}<h1>{heading}</h1>\n</header>\n<main>\n{}</main>\n{}{}",
            self.main,
            footer(),
            self.data,
        );
        let scripts = [NAMES, "site.js"].iter().chain(self.scripts);
        let scripts = scripts.map(|script| format!("<script defer src=\"{script}\"></script>\n"));
        Document {
            title: self.title,
            // A page that was opened from a folder is of no origin to some browsers: there `'self'` is nothing.
            allowed: "style-src 'self' file: 'unsafe-inline'; script-src 'self' file:",
            style: &format!(
                "<link rel=\"stylesheet\" href=\"{STYLE}\">\n{}",
                scripts.collect::<String>()
            ),
            body: &body,
        }
        .html()
    }
}

/// The search, which shows where scripts run.
const SEARCH: &str = "<form id=\"search\" role=\"search\" hidden>\n\
    <label>Search structs and members <input type=\"search\" name=\"q\" autocomplete=\"off\" spellcheck=\"false\"></label>\n\
    <output></output>\n\
    <ul id=\"found\"></ul>\n\
    </form>\n";

/// A part of a page.
pub(super) fn section(id: &str, title: &str, markup: &str) -> String {
    format!("<section id=\"{id}\">\n<h2>{title}</h2>\n{markup}</section>\n")
}

/// Text in the type of code.
pub(super) fn code(text: &str) -> String {
    format!("<code>{}</code>", escaped(text))
}

/// A message, whose names are in backticks.
pub(super) fn prose(text: &str) -> String {
    let parts = text.split('`').enumerate();
    let parts = parts.map(|(at, part)| match at % 2 {
        0 => escaped(part).to_string(),
        _ => code(part),
    });
    parts.collect()
}

/// A program's text.
pub(super) fn listing(text: &str) -> String {
    // A browser drops a line break at the start, and a line break in text needs no escape.
    let lines: Vec<String> = text.lines().map(|line| escaped(line).to_string()).collect();
    format!(
        "<pre tabindex=\"0\"><code>{}</code></pre>\n",
        lines.join("\n")
    )
}
