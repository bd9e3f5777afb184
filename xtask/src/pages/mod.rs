// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The pages of `kernel-compat matrix`, in a real browser.

mod browser;
mod expected;
mod opened;

use std::fs;
use std::path::{Path, PathBuf};

use compat_data::history::History;

use crate::command::{capture, kernel_compat};
use crate::error::{Error, Result};
use crate::workspace;
use browser::{Browser, Scheme};
use expected::{Filter, expected};
use opened::Opened;

/// Looks into the page while the browser has it, and writes what it saw into the document.
const CHECK: &str = include_str!("check.js");

/// The filters that a page is opened with: its address after `#`.
const FILTERS: [Filter; 3] = [
    Filter::ALL,
    Filter {
        from: Some("5.4"),
        to: Some("6.12"),
        hide: &[],
    },
    // The wrong way round is the same range.
    Filter {
        from: Some("5.15"),
        to: Some("4.18"),
        hide: &["distribution", "vendor"],
    },
];

/// Opens the page of each embedded history, asks the browser what it made of it, and takes pictures for people to look at.
pub fn look_at_all() -> Result<()> {
    let folder = workspace::target().join("pages");
    fs::create_dir_all(&folder).map_err(|error| Error::at(&folder, &error))?;
    let browser = Browser::find(&folder)?;
    let histories = compat_data::histories().map_err(|error| Error::new(error.to_string()))?;
    let mut faults = Vec::new();
    for history in histories {
        faults.extend(look_at(&browser, history, &folder)?);
    }
    println!("pictures are in {}", folder.display());
    match faults.is_empty() {
        true => Ok(()),
        false => Err(Error::new(faults.join("\n"))),
    }
}

/// What is wrong with one page.
fn look_at(browser: &Browser, history: &History, folder: &Path) -> Result<Vec<String>> {
    let name = &history.name;
    let page = folder.join(format!("{name}.html"));
    let checked = checked(history, &page)?;
    let mut faults = Vec::new();
    for filter in &FILTERS {
        let document = browser.document(&checked, &filter.fragment())?;
        let opened = Opened::read(&document)?;
        let expected = expected(history, filter);
        let found = opened.faults(&expected);
        println!(
            "{name}.html{}: {} of {} kernels are shown{}",
            filter.fragment(),
            opened.shown().count(),
            opened.kernels.len(),
            if found.is_empty() { "" } else { ": WRONG" }
        );
        let place = format!("{name}.html{}", filter.fragment());
        faults.extend(found.into_iter().map(|fault| format!("{place}: {fault}")));
    }
    for scheme in Scheme::ALL {
        for width in [1400, 600] {
            let picture = folder.join(format!("{name}-{width}-{}.png", scheme.name()));
            browser.picture(&page, &picture, width, scheme)?;
        }
    }
    Ok(faults)
}

/// Has the command make the page, and puts the check into a copy of it.
fn checked(history: &History, page: &Path) -> Result<PathBuf> {
    let mut command = kernel_compat();
    command.args(["matrix", &history.name, "--html"]).arg(page);
    capture(&mut command)?;
    let html = fs::read_to_string(page).map_err(|error| Error::at(page, &error))?;
    let Some((before, after)) = html.rsplit_once("</body>") else {
        return Err(Error::new(format!("{} does not end", page.display())));
    };
    let copy = page.with_extension("check.html");
    let html = format!("{before}<script>\n{CHECK}</script>\n</body>{after}");
    fs::write(&copy, html).map_err(|error| Error::at(&copy, &error))?;
    Ok(copy)
}
