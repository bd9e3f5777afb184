// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Where the command finds histories: in a folder, and embedded in the library.

use std::borrow::Cow;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use compat_data::history::History;
use compat_data::library::FOLDER;
use compat_data::{record, suggestion};

use crate::error::{Error, Errors};

/// The histories that are known. A file is read when its struct is asked for.
#[derive(Clone)]
pub(crate) struct Histories {
    folder: Option<PathBuf>,
    /// Whether the user names the folder, so that it must be there and counts before the embedded histories.
    named: bool,
}

impl Histories {
    /// The embedded ones and those of the folder, or else the driver's own in the current folder.
    pub fn new(folder: Option<PathBuf>) -> Self {
        let named = folder.is_some();
        let own = || Some(PathBuf::from(FOLDER)).filter(|own| own.is_dir());
        Self {
            folder: folder.or_else(own),
            named,
        }
    }

    /// Those that a driver's build knows; where the user names a folder, that one in place of the driver's own.
    pub fn of_driver(&self, driver: &Path) -> Self {
        let own = driver.join(FOLDER);
        match self.named {
            true => self.clone(),
            false => Self {
                folder: Some(own).filter(|own| own.is_dir()),
                named: false,
            },
        }
    }

    /// The folder that the user names.
    pub fn named_folder(&self) -> Option<&Path> {
        self.folder().filter(|_| self.named)
    }

    /// The folder beside the embedded histories.
    pub fn folder(&self) -> Option<&Path> {
        self.folder.as_deref()
    }

    /// The history of a struct.
    ///
    /// # Errors
    /// When there is none, or it can't be used.
    pub fn get(&self, name: &str) -> Result<Cow<'static, History>, Errors> {
        let name = name.strip_prefix("struct ").unwrap_or(name).trim();
        if let Some(folder) = self.folder.as_ref().filter(|_| self.named) {
            // A folder that is not there would leave the embedded ones to answer.
            fs::read_dir(folder).map_err(|error| Error::file(folder, &error))?;
        }
        let embedded = compat_data::history(name);
        if let Some(path) = self.file(name) {
            if let Some(history) = read(&path)? {
                if embedded.is_some() && !self.named {
                    return Err(Error::new(format_args!(
                        "`struct {name}` has an embedded history already, and a driver's build takes no other"
                    ))
                    .at(&path)
                    .help("send what it lacks there, and remove this file")
                    .help(format_args!(
                        "to look at this one, name the folder: `--histories {FOLDER}`"
                    ))
                    .into());
                }
                return Ok(Cow::Owned(history));
            }
        }
        match embedded {
            Some(Ok(history)) => Ok(Cow::Borrowed(history)),
            Some(Err(error)) => Err(Error::new(error).into()),
            None => Err(self.unknown(name)?.into()),
        }
    }

    /// The structs that a person means by all: those of the folder that was named, else all that have a history.
    ///
    /// # Errors
    /// When the folder can't be read.
    pub fn all(&self) -> Result<Vec<String>, Errors> {
        match (&self.folder, self.named) {
            (Some(folder), true) => {
                let mut names = in_folder(folder)?;
                names.sort_unstable();
                Ok(names)
            }
            _ => self.names(),
        }
    }

    /// The names of all structs with a history, sorted.
    ///
    /// # Errors
    /// When the folder can't be read.
    pub fn names(&self) -> Result<Vec<String>, Errors> {
        let mut names: Vec<String> = compat_data::names().map(str::to_owned).collect();
        if let Some(folder) = &self.folder {
            names.extend(in_folder(folder)?);
        }
        names.sort_unstable();
        names.dedup();
        Ok(names)
    }

    /// The file of the struct's history, if it can have one.
    fn file(&self, name: &str) -> Option<PathBuf> {
        let is_tag = name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        let folder = self
            .folder
            .as_ref()
            .filter(|_| is_tag && !name.is_empty())?;
        Some(folder.join(format!("{name}.toml")))
    }

    fn unknown(&self, name: &str) -> Result<Error, Errors> {
        let names = self.names()?;
        let error = Error::new(format_args!("there is no history of `struct {name}`"));
        let nearest = suggestion::nearest(name, names.iter().map(String::as_str));
        Ok(match nearest {
            Some(nearest) => error.help(format_args!("did you mean `{nearest}`?")),
            None => {
                let names: Vec<&str> = names.iter().map(String::as_str).collect();
                let list = suggestion::some(&names);
                error
                    .note(format_args!("histories are of: {list}"))
                    .help("`kernel-compat import` makes one of a report or of a kernel's type information")
                    .help("`--histories DIR` names a folder of further histories")
            }
        })
    }
}

/// The names of the structs that have a file in the folder.
pub(crate) fn in_folder(folder: &Path) -> Result<Vec<String>, Errors> {
    let failed = |error: io::Error| Errors::from(Error::file(folder, &error));
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        if path
            .extension()
            .is_some_and(|extension| extension == "toml")
        {
            let stem = path.file_stem().and_then(|stem| stem.to_str());
            names.extend(stem.map(str::to_owned));
        }
    }
    Ok(names)
}

/// The history in a file; none: there is no such file.
///
/// # Errors
/// When it can't be read, or contradicts itself, or is of another struct than its name says.
pub(crate) fn read(path: &Path) -> Result<Option<History>, Errors> {
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(Error::file(path, &error).into()),
    };
    parse(path, &text).map(Some)
}

/// The history in a file's text.
///
/// # Errors
/// Those of [`read`].
pub(crate) fn parse(path: &Path, text: &str) -> Result<History, Errors> {
    let history = record::parse(&path.to_string_lossy(), text).map_err(|error| {
        let problems = error.problems().iter();
        let located = |problem: &record::Problem| match problem.line {
            Some(line) => Error::new(&problem.what).at_line(path, text, line),
            None => Error::new(&problem.what).at(path),
        };
        Errors::new(problems.map(located).collect())
    })?;
    let name = &history.name;
    if path.file_stem().is_none_or(|stem| stem != name.as_str()) {
        return Err(
            Error::new(format_args!("it is the history of `struct {name}`"))
                .at(path)
                .help(format_args!("name the file `{name}.toml`"))
                .into(),
        );
    }
    Ok(history)
}
