// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The histories of a folder, while an import changes them.
//!
//! Drafts are kept in a folder of their own within it. When all are there, that folder is renamed, which commits the import;
//! then each draft takes its history's place. An import that is killed before it commits leaves the histories as they were,
//! and one that is killed after it is ended by the next one, before that does anything else.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use compat_data::history::History;
use compat_data::record;
use rustix::fs::{FlockOperation, flock, syncfs};
use tempfile::TempDir;

use crate::error::{Error, Errors};
use crate::histories;
use crate::output::Output;

/// Where drafts are kept.
const DRAFTS: &str = ".kernel-compat-import";
/// What that folder is called when all of them are there.
const COMMITTED: &str = ".kernel-compat-import.committed";

/// The histories of a folder, while an import changes them.
pub(super) struct Staging {
    folder: PathBuf,
    drafts: Drafts,
    /// The folder's, so that no two imports change one folder at once; it goes with this value.
    _lock: Option<File>,
    /// The history that was asked for last, since files on one struct often follow each other.
    latest: Option<History>,
    changed: BTreeSet<String>,
    new: usize,
    unchanged: BTreeSet<String>,
}

/// The folder of the drafts.
enum Drafts {
    /// In the histories' folder.
    Within(PathBuf),
    /// Elsewhere, since nothing is to be written.
    Apart(TempDir),
}

/// What an import did.
pub(super) struct Written {
    /// The structs whose histories changed, sorted.
    pub names: Vec<String>,
    /// How many of them had none before.
    pub new: usize,
    /// How many were asked for and are as they were.
    pub unchanged: usize,
}

impl Written {
    /// How many histories changed.
    pub fn total(&self) -> usize {
        self.names.len()
    }
}

impl Staging {
    /// Begins to change the histories of the folder, which is made where there is none. Ends an import first that was
    /// killed after it had committed.
    ///
    /// # Errors
    /// When the folder can't be written to, or another import is at work there.
    pub fn open(folder: &Path, output: &Output) -> Result<Self, Errors> {
        let failed = |error: io::Error| Errors::from(Error::file(folder, &error));
        fs::create_dir_all(folder).map_err(failed)?;
        let lock = File::open(folder).map_err(failed)?;
        flock(&lock, FlockOperation::NonBlockingLockExclusive).map_err(|error| {
            match error == rustix::io::Errno::WOULDBLOCK {
                true => Error::new("another import is at work in this folder").at(folder),
                false => Error::file(folder, &error.into()),
            }
        })?;
        let committed = folder.join(COMMITTED);
        if committed.is_dir() {
            move_into(&committed, folder)?;
            output.note(format_args!(
                "note: an earlier import into {} was cut short; it is complete now",
                folder.display()
            ));
        }
        let drafts = folder.join(DRAFTS);
        if drafts.is_dir() {
            fs::remove_dir_all(&drafts).map_err(|error| Error::file(&drafts, &error))?;
        }
        fs::create_dir(&drafts).map_err(|error| Error::file(&drafts, &error))?;
        Ok(Self::new(folder, Drafts::Within(drafts), Some(lock)))
    }

    /// The same, without a trace in the folder.
    ///
    /// # Errors
    /// When there is no room for drafts.
    pub fn apart(folder: &Path) -> Result<Self, Errors> {
        let drafts = TempDir::new()
            .map_err(|error| Error::new(format_args!("cannot make a temporary folder: {error}")))?;
        Ok(Self::new(folder, Drafts::Apart(drafts), None))
    }

    fn new(folder: &Path, drafts: Drafts, lock: Option<File>) -> Self {
        Self {
            folder: folder.to_owned(),
            drafts,
            _lock: lock,
            latest: None,
            changed: BTreeSet::new(),
            new: 0,
            unchanged: BTreeSet::new(),
        }
    }

    /// The history of a struct as it is so far; one of which nothing is known, where there is none.
    ///
    /// # Errors
    /// When its file can't be used.
    pub fn history(&mut self, name: &str) -> Result<History, Errors> {
        if let Some(latest) = self.latest.take_if(|latest| latest.name == name) {
            return Ok(latest);
        }
        let path = match self.changed.contains(name) {
            true => self.draft(name),
            false => self.path(name),
        };
        let history = histories::read(&path)?;
        Ok(history.unwrap_or_else(|| History::new(name)))
    }

    /// Whether the history can be put in its file's place.
    ///
    /// # Errors
    /// When comments would get lost.
    pub fn check(&self, history: &History) -> Result<(), Errors> {
        if self.changed.contains(&history.name) {
            return Ok(());
        }
        let path = self.path(&history.name);
        match read(&path)? {
            Some(before) if before != record::print(history) => {
                refuse_to_lose_comments(&path, &before)
            }
            _ => Ok(()),
        }
    }

    /// Keeps the history, as a draft where it is another than before.
    ///
    /// # Errors
    /// When the draft can't be written, or comments would get lost.
    pub fn put(&mut self, history: History) -> Result<(), Errors> {
        let name = history.name.clone();
        let path = self.path(&name);
        let text = record::print(&history);
        let before = match self.changed.contains(&name) {
            true => read(&self.draft(&name))?,
            false => read(&path)?,
        };
        if before.as_ref() == Some(&text) {
            if !self.changed.contains(&name) {
                self.unchanged.insert(name);
            }
        } else {
            if !self.changed.contains(&name) {
                if let Some(before) = &before {
                    refuse_to_lose_comments(&path, before)?;
                }
                self.new = self.new.saturating_add(usize::from(before.is_none()));
            }
            let draft = self.draft(&name);
            fs::write(&draft, &text).map_err(|error| Error::file(&draft, &error))?;
            self.unchanged.remove(&name);
            self.changed.insert(name);
        }
        self.latest = Some(history);
        Ok(())
    }

    /// The structs that have a history in the folder, sorted.
    ///
    /// # Errors
    /// When the folder can't be read.
    pub fn names(&self) -> Result<Vec<String>, Errors> {
        let mut names = match self.folder.is_dir() {
            true => histories::in_folder(&self.folder)?,
            false => Vec::new(),
        };
        names.sort_unstable();
        Ok(names)
    }

    /// What would be written.
    pub fn changed(&self) -> Written {
        Written {
            names: self.changed.iter().cloned().collect(),
            new: self.new,
            unchanged: self.unchanged.len(),
        }
    }

    /// Puts every draft in its history's place.
    ///
    /// # Errors
    /// When a draft can't be written; then nothing has changed.
    pub fn publish(self) -> Result<Written, Errors> {
        let written = self.changed();
        if let (Drafts::Within(drafts), false) = (&self.drafts, self.changed.is_empty()) {
            let failed = |error: io::Error| Errors::from(Error::file(drafts, &error));
            // What is committed must be on the disk, all of it.
            let opened = File::open(drafts).map_err(failed)?;
            syncfs(&opened).map_err(|error| failed(error.into()))?;
            let committed = self.folder.join(COMMITTED);
            fs::rename(drafts, &committed).map_err(failed)?;
            move_into(&committed, &self.folder)?;
        }
        Ok(written)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.join(file_name(name))
    }

    fn draft(&self, name: &str) -> PathBuf {
        let drafts = match &self.drafts {
            Drafts::Within(folder) => folder,
            Drafts::Apart(folder) => folder.path(),
        };
        drafts.join(file_name(name))
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        if let Drafts::Within(drafts) = &self.drafts {
            // Best effort, and often there is none any more: the next import removes what stays.
            let _ = fs::remove_dir_all(drafts);
        }
    }
}

fn file_name(name: &str) -> String {
    format!("{name}.toml")
}

/// Moves the files of a committed import into the histories' folder, and removes its own.
fn move_into(committed: &Path, folder: &Path) -> Result<(), Errors> {
    let unfinished = |path: &Path, error: &io::Error| {
        Errors::from(
            Error::file(path, error)
                .note(format_args!(
                    "the import is complete, but not all of it is in its place: the rest is in {}",
                    committed.display()
                ))
                .help("when that is mended, the next import into this folder puts it there"),
        )
    };
    let entries = fs::read_dir(committed).map_err(|error| unfinished(committed, &error))?;
    for entry in entries {
        let draft = entry.map_err(|error| unfinished(committed, &error))?.path();
        let name = draft.file_name().unwrap_or_default();
        let path = folder.join(name);
        fs::rename(&draft, &path).map_err(|error| unfinished(&path, &error))?;
    }
    fs::remove_dir(committed).map_err(|error| unfinished(committed, &error))
}

/// The text of a file; none where it is missing.
fn read(path: &Path) -> Result<Option<String>, Errors> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Error::file(path, &error).into()),
    }
}

/// A history is printed anew, which drops comments: those of a person must not get lost so.
fn refuse_to_lose_comments(path: &Path, before: &str) -> Result<(), Errors> {
    let comments = record::comments(before);
    let Some((line, _)) = comments.first() else {
        return Ok(());
    };
    let error = Error::new("this history has comments, which would get lost")
        .at_line(path, before, *line)
        .help("move them into `note` or `differs`");
    let more = comments.iter().skip(1);
    Err(more
        .fold(error, |error, (line, comment)| {
            error.note(format_args!("line {line}: {comment}"))
        })
        .into())
}
