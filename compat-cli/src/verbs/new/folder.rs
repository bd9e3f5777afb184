// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Writes the crate: all of it or nothing, and over nothing.

use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::error::{Error, Errors};

/// A file of the crate.
pub(super) struct File {
    /// Its path within the crate.
    pub path: String,
    pub text: String,
}

/// Writes the files into a folder that is not there yet, or is empty: beside it first, so that it is whole when it appears.
///
/// # Errors
/// When there is something already, or a file can't be written.
pub(super) fn write(folder: &Path, files: &[File]) -> Result<(), Errors> {
    let folder = free(folder)?;
    let parent = match folder.parent() {
        Some(parent) if parent.as_os_str().is_empty() => Path::new("."),
        Some(parent) => parent,
        None => {
            return Err(Error::new("a crate can't be written here")
                .at(&folder)
                .into());
        }
    };
    let mut hidden = OsString::from(".");
    hidden.push(folder.file_name().unwrap_or_default());
    hidden.push(format!(".{}", std::process::id()));
    let draft = parent.join(hidden);
    fs::create_dir(&draft).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => Error::new("there is no such folder to write into").at(parent),
        _ => Error::file(&draft, &error),
    })?;
    let result = fill(&draft, files).and_then(|()| {
        // Fails where the folder has come to hold something.
        fs::rename(&draft, &folder).map_err(|error| Error::file(&folder, &error).into())
    });
    if result.is_err() {
        // The error that led here says more than one of this.
        let _ = fs::remove_dir_all(&draft);
    }
    result
}

/// The folder, without links in its own name, if nothing is in it.
fn free(folder: &Path) -> Result<PathBuf, Errors> {
    if fs::symlink_metadata(folder).is_err() {
        return Ok(folder.to_owned());
    }
    let failed = |error: io::Error| Error::file(folder, &error);
    let mut entries = fs::read_dir(folder).map_err(|error| match error.kind() {
        io::ErrorKind::NotADirectory => Error::new("it is there already, and is no folder")
            .at(folder)
            .help("give another place: `--path DIR`"),
        _ => failed(error),
    })?;
    if entries.next().is_some() {
        return Err(Error::new(
            "this folder is there already, and not empty: nothing is overwritten",
        )
        .at(folder)
        .help("give another place: `--path DIR`")
        .into());
    }
    let absolute = folder.canonicalize().map_err(failed)?;
    // It is replaced, and whoever is in it would be nowhere.
    let current = std::env::current_dir().and_then(|current| current.canonicalize());
    if current.is_ok_and(|current| current.starts_with(&absolute)) {
        return Err(Error::new("this is the current folder, or one around it")
            .at(folder)
            .help("run the command from another folder")
            .into());
    }
    Ok(absolute)
}

fn fill(draft: &Path, files: &[File]) -> Result<(), Errors> {
    for file in files {
        let path = draft.join(&file.path);
        let written = match path.parent() {
            Some(folder) => fs::create_dir_all(folder),
            None => Ok(()),
        };
        written
            .and_then(|()| fs::write(&path, &file.text))
            .map_err(|error| Error::file(&path, &error))?;
    }
    Ok(())
}
