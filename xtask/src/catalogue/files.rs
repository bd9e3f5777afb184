// SPDX-License-Identifier: MIT OR GPL-2.0-only
//! The catalogue's files in this workspace: what is committed, and what takes its place.

use crate::error::{Error, Result};
use crate::kernels::cache;
use crate::workspace;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// The folder that they are all in, from the top of the workspace.
const FOLDER: &str = "compat-data";

/// The files, by their paths in that folder.
pub type Files = BTreeMap<String, String>;

/// The path of a struct's history.
pub fn history(name: &str) -> String {
    format!("histories/{name}.toml")
}

/// The path of the list of kernels.
pub const KERNELS: &str = "catalogue/kernels.toml";

/// The path of the list of names.
pub const NAMES: &str = "src/embedded/names.rs";

/// The path of the page on the catalogue.
pub const DOCUMENT: &str = "../docs/CATALOGUE.md";

/// The text of the file; none: there is none.
fn read(path: &str) -> Result<Option<String>> {
    let path = folder().join(path);
    match fs::read_to_string(&path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Error::at(&path, &error)),
    }
}

/// The structs that have a history.
fn names() -> Result<Vec<String>> {
    let folder = folder().join("histories");
    let failed = |error| Error::at(&folder, &error);
    let mut names = Vec::new();
    for entry in fs::read_dir(&folder).map_err(failed)? {
        let name = entry.map_err(failed)?.file_name();
        let name = name.to_string_lossy();
        names.extend(name.strip_suffix(".toml").map(str::to_owned));
    }
    names.sort_unstable();
    Ok(names)
}

/// Of these files those that are not as they are committed, by path.
pub fn changed(files: &Files, committed: &Files) -> Files {
    let differs = |(path, text): &(&String, &String)| committed.get(*path) != Some(*text);
    let changed = files.iter().filter(differs);
    changed
        .map(|(path, text)| (path.clone(), text.clone()))
        .collect()
}

/// What is committed of the catalogue: the list of kernels, the list of names, the page on it, and all histories.
pub fn committed() -> Result<Files> {
    let names = names()?;
    let paths = names.iter().map(|name| history(name));
    let all: Vec<String> = paths
        .chain([KERNELS, NAMES, DOCUMENT].map(str::to_owned))
        .collect();
    present(&all)
}

/// Of the files of these paths those that are there.
pub fn present<'a>(paths: impl IntoIterator<Item = &'a String>) -> Result<Files> {
    let mut files = Files::new();
    for path in paths {
        if let Some(text) = read(path)? {
            files.insert(path.clone(), text);
        }
    }
    Ok(files)
}

/// The struct that the history at this path is of; none: it is no history.
pub fn struct_of(path: &str) -> Option<&str> {
    path.strip_prefix("histories/")?.strip_suffix(".toml")
}

/// Writes the files: first all of them beside the folder, then each takes its place.
pub fn write(files: &Files) -> Result<()> {
    let folder = folder();
    let drafts = cache::publish(&workspace::target(), |drafts| {
        for (path, text) in files {
            let draft = drafts.join(draft_name(path));
            fs::write(&draft, text).map_err(|error| Error::at(&draft, &error))?;
        }
        Ok(format!("catalogue.{}", std::process::id()))
    })?;
    let moved = files
        .keys()
        .try_for_each(|path| put(&drafts.join(draft_name(path)), &folder.join(path)));
    // Best effort: nobody looks for anything in what stays behind.
    let _ = fs::remove_dir_all(&drafts);
    moved
}

/// The name of a file's draft, which lie all in one folder.
fn draft_name(path: &str) -> String {
    path.replace('/', ".")
}

/// Renames the file, or copies it beside its place first where that is on another file system.
fn put(draft: &Path, place: &Path) -> Result<()> {
    if fs::rename(draft, place).is_ok() {
        return Ok(());
    }
    let near = place.with_extension("new");
    fs::copy(draft, &near)
        .and_then(|_| fs::rename(&near, place))
        .map_err(|error| Error::at(place, &error))
}

fn folder() -> PathBuf {
    workspace::root().join(FOLDER)
}

/// The list of the embedded histories, as Rust.
pub fn names_as_rust(names: &[&str]) -> String {
    let lines: String = names
        .iter()
        .map(|name| format!("            \"{name}\",\n"))
        .collect();
    format!(
        "// SPDX-License-Identifier: MIT OR GPL-2.0-only\n\n\
         //! The names of the embedded histories, sorted. Written by `cargo xtask catalogue`.\n\n\
         macro_rules! with_names {{\n    ($then:ident) => {{\n        $then! {{\n{lines}        }}\n    }};\n}}\n"
    )
}
