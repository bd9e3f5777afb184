// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The pages of `kernel-compat matrix` and `kernel-compat pages`, in a real browser.

mod browser;
mod expected;
mod opened;
mod site;
mod visit;

use std::fs;

use crate::error::{Error, Result};
use crate::workspace;
use browser::{Browser, Scheme};
use expected::Filter;
use visit::{Visit, open};

/// The structs whose pages are looked at closely: mainline's releases, distributions, vendors and all kinds of changes.
const SAMPLES: [&str; 2] = ["dma_buf_ops", "vfio_pci_regops"];

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

/// What is searched for: a member, a struct, a struct and its member, nothing that there is.
const SEARCHES: [&str; 4] = ["mmap", "dma_buf_ops", "vfio rw", "no such thing"];

/// Opens the matrix pages of the samples and the site of all embedded histories, asks the browser what it made of them, and takes
/// pictures for people to look at.
pub fn look_at_all() -> Result<()> {
    let folder = workspace::target().join("pages");
    fs::create_dir_all(&folder).map_err(|error| Error::at(&folder, &error))?;
    let browser = Browser::find(&folder)?;
    let histories = compat_data::histories().map_err(|error| Error::new(error.to_string()))?;
    let site = site::write(&folder)?;
    let copy = site::checked(&site, &folder)?;
    let (mut visits, mut pictures) = (Vec::new(), Vec::new());
    for history in &histories {
        let is_sample = SAMPLES.contains(&history.name.as_str());
        if is_sample {
            pictures.push(site::write_matrix(history, &folder, &copy)?);
            visits.extend(FILTERS.iter().map(|filter| Visit::Matrix(history, filter)));
        }
        let filters = if is_sample {
            &FILTERS[..]
        } else {
            &FILTERS[..1]
        };
        visits.extend(filters.iter().map(|filter| Visit::Struct(history, filter)));
    }
    visits.extend(SEARCHES.iter().map(|query| Visit::Search(query)));
    let faults = open(&browser, &copy, &histories, &visits)?;
    pictures.push(site.join("index.html"));
    pictures.push(site.join(format!("{}.html", SAMPLES[0])));
    for page in &pictures {
        for (width, scheme) in [(1400, Scheme::Light), (600, Scheme::Dark)] {
            let name = page.file_stem().unwrap_or_default().to_string_lossy();
            let picture = folder.join(format!("{name}-{width}-{}.png", scheme.name()));
            browser.picture(page, &picture, width, scheme)?;
        }
    }
    println!("pictures are in {}", folder.display());
    match faults.is_empty() {
        true => Ok(()),
        false => Err(Error::new(faults.join("\n"))),
    }
}
