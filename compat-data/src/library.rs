// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The histories that a driver's build knows: those that this library carries, and the driver's own.
//!
//! A driver's own are the files `kernel-compat/*.toml` of its crate, of the same form as the embedded ones, each named
//! after its struct: `kernel-compat/my_ops.toml`.

use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::embedded;
use crate::history::History;
use crate::record::{LoadError, parse};

/// The folder of a driver's own histories, in the folder of its crate.
pub const FOLDER: &str = "kernel-compat";

/// All histories that a driver's build knows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Library {
    folder: Option<PathBuf>,
    own: Vec<(PathBuf, History)>,
}

impl Library {
    /// The embedded histories, and those of the driver whose crate is in that folder.
    ///
    /// # Errors
    /// All that is wrong with the driver's files: one that can't be read, or contradicts itself, or is of another struct
    /// than its name says, or of one that has an embedded history: of two records of one struct, neither is more right.
    pub fn of_driver(package: &Path) -> Result<Self, LibraryError> {
        let folder = package.join(FOLDER);
        let mut problems = Vec::new();
        let files = match files(&folder) {
            Ok(files) => files,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Self::default()),
            Err(error) => {
                problems.push(format!("{}: {error}", folder.display()));
                Vec::new()
            }
        };
        let mut own = Vec::new();
        for file in files {
            match read(&file) {
                Ok(history) => own.push((file, history)),
                Err(problem) => problems.push(problem),
            }
        }
        match problems.is_empty() {
            true => Ok(Self {
                folder: Some(folder),
                own,
            }),
            false => Err(LibraryError(problems)),
        }
    }

    /// The folder of the driver's own histories, if it has one.
    pub fn folder(&self) -> Option<&Path> {
        self.folder.as_deref()
    }

    /// The history of one struct, and no other embedded one is read; none: there is none of it.
    pub fn history(&self, name: &str) -> Option<Result<&History, &'static LoadError>> {
        let own = self.own.iter().find(|(_, history)| history.name == name);
        match own {
            Some((_, history)) => Some(Ok(history)),
            None => embedded::history(name),
        }
    }

    /// Whether there is a history of that struct. Reads no embedded one.
    pub fn has(&self, name: &str) -> bool {
        self.file(name).is_some() || embedded::is_embedded(name)
    }

    /// The file of one struct's history, where it is the driver's own.
    pub fn file(&self, name: &str) -> Option<&Path> {
        let own = self.own.iter().find(|(_, history)| history.name == name);
        own.map(|(file, _)| file.as_path())
    }

    /// The names of all structs with a history, sorted.
    pub fn names(&self) -> Vec<&str> {
        let mut names: Vec<&str> = embedded::names().collect();
        names.extend(self.own.iter().map(|(_, history)| history.name.as_str()));
        names.sort_unstable();
        names
    }
}

/// The folder's histories, by name.
fn files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let file = entry?.path();
        if file
            .extension()
            .is_some_and(|extension| extension == "toml")
        {
            files.push(file);
        }
    }
    files.sort_unstable();
    Ok(files)
}

fn read(file: &Path) -> Result<History, String> {
    let place = file.display();
    let text = fs::read_to_string(file).map_err(|error| format!("{place}: {error}"))?;
    let history = parse(&place.to_string(), &text).map_err(|error| error.to_string())?;
    let name = &history.name;
    if file.file_stem().is_none_or(|stem| stem != name.as_str()) {
        return Err(format!(
            "{place}: it is the history of `struct {name}`: name the file `{name}.toml`"
        ));
    }
    if embedded::is_embedded(name) {
        return Err(format!(
            "{place}: `struct {name}` has a history already, compat-data's own {name}.toml: send what it lacks \
             there, and remove this file"
        ));
    }
    Ok(history)
}

/// A driver's own histories that can't be used. Displays as a line or more for each problem, each with its file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LibraryError(Vec<String>);

impl fmt::Display for LibraryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join("\n"))
    }
}

impl std::error::Error for LibraryError {}
