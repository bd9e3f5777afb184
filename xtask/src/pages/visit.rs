// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Pages to open, and what is wrong with what the browser makes of them.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::time::Instant;

use compat_data::history::History;

use super::browser::Browser;
use super::expected::{Filter, expected, found};
use super::opened::Opened;
use super::site::matrix_page;
use crate::error::{Error, Result};

/// Opens one page after the other.
const AROUND: &str = include_str!("around.js");

/// A page to open.
pub enum Visit<'a> {
    /// The page of `kernel-compat matrix`, with what is to be seen of it.
    Matrix(&'a History, &'a Filter),
    /// The page of the site, likewise.
    Struct(&'a History, &'a Filter),
    /// The site's index, with what is searched for.
    Search(&'a str),
}

impl Visit<'_> {
    /// Its address within the site.
    fn address(&self) -> String {
        match self {
            Self::Matrix(history, filter) => matrix_page(history) + &filter.fragment(),
            Self::Struct(history, filter) => format!("{}.html{}", history.name, filter.fragment()),
            Self::Search(query) => format!("index.html#q={}", query.replace(' ', "+")),
        }
    }

    /// What is wrong with what the browser tells.
    fn faults(&self, told: &str, histories: &[&History]) -> Result<Vec<String>> {
        match self {
            Self::Matrix(history, filter) | Self::Struct(history, filter) => {
                Ok(Opened::read(told)?.faults(&expected(history, filter)))
            }
            Self::Search(query) => {
                let links = told.split("<a href=\"").skip(1);
                let links: BTreeSet<String> = links
                    .filter_map(|link| Some(link.split_once('"')?.0.to_owned()))
                    .collect();
                let expected = found(histories, query);
                let differing = links.symmetric_difference(&expected);
                Ok(differing
                    .map(|link| format!("{link} is found or should be, not both"))
                    .collect())
            }
        }
    }
}

/// Opens the pages, which lie in that folder, in one run of the browser: what is wrong with them.
///
/// # Errors
/// When one of them does not tell, or says anything on the console.
pub fn open(
    browser: &Browser,
    folder: &Path,
    histories: &[&History],
    visits: &[Visit<'_>],
) -> Result<Vec<String>> {
    let addresses: Vec<String> = visits
        .iter()
        .map(|visit| format!("\"{}\"", visit.address()))
        .collect();
    let around = format!(
        "<!DOCTYPE html>\n<html lang=\"en\"><title>all</title><iframe width=\"1000\" height=\"700\"></iframe>\n\
         <script type=\"application/json\" id=\"pages\">[{}]</script>\n<script>\n{AROUND}</script></html>\n",
        addresses.join(",")
    );
    let page = folder.join("around.html");
    fs::write(&page, around).map_err(|error| Error::at(&page, &error))?;
    let started = Instant::now();
    let document = browser.document(&page)?;
    let told: Vec<String> = document
        .split("<pre ")
        .skip(1)
        .filter_map(|part| Some(part.split_once('>')?.1.split_once("</pre>")?.0))
        .map(|text| {
            text.replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&amp;", "&")
        })
        .collect();
    if told.len() != visits.len() {
        return Err(Error::new(format!(
            "{} of {} pages told what they show",
            told.len(),
            visits.len()
        )));
    }
    let mut faults = Vec::new();
    for (visit, told) in visits.iter().zip(&told) {
        let found = visit.faults(told, histories)?;
        let address = visit.address();
        faults.extend(found.into_iter().map(|fault| format!("{address}: {fault}")));
    }
    println!(
        "{} pages opened in {:.1} s: {} faults",
        told.len(),
        started.elapsed().as_secs_f64(),
        faults.len()
    );
    Ok(faults)
}
