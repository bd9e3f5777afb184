// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The files of a folder of reports, and of the histories' one.

use std::fs;
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};

/// The reports in the folder, sorted. What is none by its name, it says and leaves out.
pub fn reports(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut reports = Vec::new();
    for path in entries(folder)? {
        if path.is_dir() {
            eprintln!("{}: left out, because it is a folder", path.display());
        } else if !has_extension(&path, &["txt", "md"]) {
            eprintln!(
                "{}: left out, because reports are named .txt or .md",
                path.display()
            );
        } else {
            reports.push(path);
        }
    }
    match reports.is_empty() {
        true => Err(Error::new(format!(
            "{}: there is no report in this folder",
            folder.display()
        ))),
        false => Ok(reports),
    }
}

/// The structs that have a history in this folder, sorted.
pub fn names(histories: &Path) -> Result<Vec<String>> {
    let files = entries(histories)?
        .into_iter()
        .filter(|path| has_extension(path, &["toml"]));
    Ok(files
        .filter_map(|path| Some(path.file_stem()?.to_str()?.to_owned()))
        .collect())
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder)
        .and_then(|entries| {
            entries
                .map(|entry| entry.map(|entry| entry.path()))
                .collect()
        })
        .map_err(|error| Error::at(folder, &error))?;
    paths.sort();
    Ok(paths)
}

fn has_extension(path: &Path, extensions: &[&str]) -> bool {
    path.extension()
        .is_some_and(|extension| extensions.iter().any(|one| extension == *one))
}
