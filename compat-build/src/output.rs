// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Files that a build writes.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use crate::error::Error;

/// A file, ready to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutputFile {
    /// Where it goes.
    pub path: PathBuf,
    /// What it says.
    pub text: String,
}

impl OutputFile {
    /// Writes it, whole or not at all; a file that says the same already is left alone.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn write(&self) -> Result<(), Error> {
        if fs::read(&self.path).is_ok_and(|written| written == self.text.as_bytes()) {
            return Ok(());
        }
        let temporary = beside(&self.path);
        let result = fill(&temporary, &self.text).and_then(|()| fs::rename(&temporary, &self.path));
        result.map_err(|error| {
            // It may not even be there; the error that matters is the first one.
            let _ = fs::remove_file(&temporary);
            Error::Write {
                path: self.path.clone(),
                reason: error.to_string(),
            }
        })
    }
}

/// A name in the same folder, so that the rename stays on one file system.
fn beside(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(format!(".{}.tmp", std::process::id()));
    PathBuf::from(name)
}

fn fill(path: &Path, text: &str) -> io::Result<()> {
    let mut file = File::create(path)?;
    file.write_all(text.as_bytes())?;
    // Cargo watches some of the files, and runs the build script again if one is younger than the script's start.
    file.set_modified(SystemTime::now() - Duration::from_secs(10))?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn written_whole_or_not_at_all() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("target.mk");
        let file = OutputFile {
            path: path.clone(),
            text: "A := 1\n".to_owned(),
        };
        file.write().unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "A := 1\n");
        let modified = fs::metadata(&path).unwrap().modified().unwrap();
        file.write().unwrap();
        assert_eq!(fs::metadata(&path).unwrap().modified().unwrap(), modified);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);

        // A folder in its place, and a folder that is not there.
        fs::create_dir(folder.path().join("taken")).unwrap();
        for name in ["taken", "nowhere/target.mk"] {
            let path = folder.path().join(name);
            let file = OutputFile {
                path,
                text: String::new(),
            };
            let error = file.write().unwrap_err().to_string();
            assert!(error.starts_with("cannot write"), "{error}");
            assert!(error.contains(name), "{error}");
        }
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
    }
}
