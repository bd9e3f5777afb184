// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! A folder for one compilation, gone with the value.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use super::error::ProbeError;

/// The folder.
pub(super) struct Folder(PathBuf);

impl Folder {
    /// Makes a folder of its own in another one, which is made when it is not there.
    pub fn new(within: &Path) -> Result<Self, ProbeError> {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let within = make(within).map_err(|error| problem(within, &error))?;
        let text = within.to_string_lossy();
        if text.contains(|c: char| c.is_whitespace() || ":%$#'\"\\`".contains(c)) {
            return Err(ProbeError::FolderName { path: within });
        }
        loop {
            let number = NEXT.fetch_add(1, Ordering::Relaxed);
            let path = within.join(format!("probe-{}-{number}", std::process::id()));
            match fs::create_dir(&path) {
                Ok(()) => return Ok(Self(path)),
                // Left behind by a process of the same number that was killed.
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(problem(&path, &error)),
            }
        }
    }

    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Writes a file there.
    pub fn write(&self, name: &str, text: &str) -> Result<(), ProbeError> {
        let path = self.0.join(name);
        fs::write(&path, text).map_err(|error| problem(&path, &error))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What can't be removed does no harm: the name is not used again.
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn make(path: &Path) -> io::Result<PathBuf> {
    fs::create_dir_all(path)?;
    fs::canonicalize(path)
}

fn problem(path: &Path, error: &io::Error) -> ProbeError {
    ProbeError::Folder {
        path: path.to_owned(),
        reason: error.to_string(),
    }
}
