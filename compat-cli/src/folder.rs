// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! A folder of files that the command makes: all of it or nothing, and over nothing that is not the command's own.

use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use rustix::fs::{CWD, RenameFlags, renameat_with};

use crate::error::{Error, Errors};

/// A file of the folder.
pub(crate) struct File {
    /// Its path within the folder.
    pub path: String,
    /// What it says.
    pub text: String,
}

/// Where a folder goes, and what may be there.
pub(crate) struct Place<'a> {
    /// The folder.
    pub folder: &'a Path,
    /// The option that names it: `--path DIR`.
    pub option: &'static str,
    /// Whether a file is one that an earlier run of the command wrote; only such are replaced.
    pub is_ours: fn(&Path) -> io::Result<bool>,
}

/// Of nothing that is there.
pub(crate) fn nothing(_: &Path) -> io::Result<bool> {
    Ok(false)
}

/// Writes the files into a folder that is not there yet, is empty, or holds what the command wrote: beside it first, so that it
/// is whole when it appears.
///
/// # Errors
/// When there is something else already, or a file can't be written.
pub(crate) fn write(place: &Place<'_>, files: &[File]) -> Result<(), Errors> {
    let there = there(place)?;
    let folder = there.folder();
    let parent = match folder.parent() {
        Some(parent) if parent.as_os_str().is_empty() => Path::new("."),
        Some(parent) => parent,
        None => {
            return Err(Error::new("a folder can't be written here")
                .at(folder)
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
    let result = fill(&draft, files).and_then(|()| publish(&draft, &there));
    if result.is_err() || matches!(there, There::Ours(_)) {
        // What was there before, or the draft. An error that led here says more than one of this.
        let _ = fs::remove_dir_all(&draft);
    }
    result
}

/// What is there before the folder is written.
enum There {
    /// Nothing, or an empty folder.
    Nothing(PathBuf),
    /// A folder that the command wrote.
    Ours(PathBuf),
}

impl There {
    fn folder(&self) -> &Path {
        match self {
            Self::Nothing(folder) | Self::Ours(folder) => folder,
        }
    }
}

/// Gives the draft its name. What was there has the draft's then.
fn publish(draft: &Path, there: &There) -> Result<(), Errors> {
    let renamed = match there {
        // Fails where the folder has come to hold something.
        There::Nothing(folder) => fs::rename(draft, folder),
        There::Ours(folder) => {
            renameat_with(CWD, draft, CWD, folder, RenameFlags::EXCHANGE).map_err(io::Error::from)
        }
    };
    renamed.map_err(|error| Error::file(there.folder(), &error).into())
}

/// The folder, without links in its own name, if nothing is in it that the command did not write.
fn there(place: &Place<'_>) -> Result<There, Errors> {
    let folder = place.folder;
    if fs::symlink_metadata(folder).is_err() {
        return Ok(There::Nothing(folder.to_owned()));
    }
    let failed = |error: io::Error| Error::file(folder, &error);
    let elsewhere = format!("give another place: `{}`", place.option);
    let entries = fs::read_dir(folder).map_err(|error| match error.kind() {
        io::ErrorKind::NotADirectory => Error::new("it is there already, and is no folder")
            .at(folder)
            .help(&elsewhere),
        _ => failed(error),
    })?;
    let mut is_empty = true;
    for entry in entries {
        let path = entry.map_err(failed)?.path();
        is_empty = false;
        if !(place.is_ours)(&path).map_err(|error| Error::file(&path, &error))? {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            return Err(Error::new(
                "this folder is there already, and not empty: nothing is overwritten",
            )
            .at(folder)
            .note(format_args!(
                "it holds `{name}`, which this command did not write"
            ))
            .help(elsewhere)
            .into());
        }
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
    Ok(match is_empty {
        true => There::Nothing(absolute),
        false => There::Ours(absolute),
    })
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
