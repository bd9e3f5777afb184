// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The pages as files: the command's own, and copies that tell what a browser makes of them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use compat_data::history::History;

use crate::command::{capture, kernel_compat};
use crate::error::{Error, Result};
use crate::tools;

/// Looks into the page while the browser has it, and writes what it saw into the document.
const CHECK: &str = include_str!("check.js");
/// Tells the page around what a page shows.
const REPORT: &str = include_str!("report.js");

/// Has the command write the site of all embedded histories, and a program judge its markup.
///
/// # Errors
/// When it can't, or there is something to say of the markup.
pub fn write(folder: &Path) -> Result<PathBuf> {
    let site = folder.join("site");
    let started = Instant::now();
    let mut command = kernel_compat();
    command.args(["pages", "--output"]).arg(&site);
    let said = capture(&mut command)?;
    println!(
        "{}, in {:.1} s",
        said.trim_end(),
        started.elapsed().as_secs_f64()
    );
    valid(&site)?;
    Ok(site)
}

/// The file of the struct's page that `kernel-compat matrix` makes.
pub fn matrix_page(history: &History) -> String {
    format!("{}.matrix.html", history.name)
}

/// Has the command write that page, and puts the check into it.
///
/// # Errors
/// When it can't.
pub fn write_matrix(history: &History, folder: &Path, copy: &Path) -> Result<PathBuf> {
    let page = folder.join(matrix_page(history));
    let mut command = kernel_compat();
    command.args(["matrix", &history.name, "--html"]).arg(&page);
    capture(&mut command)?;
    let html = fs::read_to_string(&page).map_err(|error| Error::at(&page, &error))?;
    let Some((before, after)) = html.rsplit_once("</body>") else {
        return Err(Error::new(format!("{} does not end", page.display())));
    };
    let checked = copy.join(matrix_page(history));
    let html = format!("{before}<script>\n{CHECK}{REPORT}</script>\n</body>{after}");
    fs::write(&checked, html).map_err(|error| Error::at(&checked, &error))?;
    Ok(page)
}

/// Has a program judge the markup of all pages.
fn valid(site: &Path) -> Result<()> {
    tools::ensure_program("tidy", "tidy")?;
    let mut command = Command::new("tidy");
    // What is empty is for the script to fill, or a colour without a word.
    command.args(["-quiet", "-errors", "--drop-empty-elements", "no"]);
    command.args(pages(site)?);
    capture(&mut command).map(drop)
}

/// The files of the site's pages, sorted.
fn pages(site: &Path) -> Result<Vec<PathBuf>> {
    let failed = |error| Error::at(site, &error);
    let mut pages = Vec::new();
    for entry in fs::read_dir(site).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        if path
            .extension()
            .is_some_and(|extension| extension == "html")
        {
            pages.push(path);
        }
    }
    pages.sort();
    Ok(pages)
}

/// A copy of the site whose pages are checked and tell.
///
/// # Errors
/// When it can't be made.
pub fn checked(site: &Path, folder: &Path) -> Result<PathBuf> {
    let copy = folder.join("site.check");
    if copy.is_dir() {
        fs::remove_dir_all(&copy).map_err(|error| Error::at(&copy, &error))?;
    }
    let write = |name: &str, text: &str| {
        let path = copy.join(name);
        fs::write(&path, text).map_err(|error| Error::at(&path, &error))
    };
    let failed = |error| Error::at(site, &error);
    fs::create_dir(&copy).map_err(|error| Error::at(&copy, &error))?;
    for entry in fs::read_dir(site).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let text = fs::read_to_string(entry.path()).map_err(failed)?;
        let scripts: &[&str] = match name.as_str() {
            "index.html" => &["report.js"],
            _ => &["check.js", "report.js"],
        };
        let scripts = scripts
            .iter()
            .map(|script| format!("<script defer src=\"{script}\"></script>\n"));
        let text = text.replace("</head>", &(scripts.collect::<String>() + "</head>"));
        write(&name, &text)?;
    }
    write("check.js", CHECK)?;
    write("report.js", REPORT)?;
    Ok(copy)
}
