// SPDX-License-Identifier: MIT OR GPL-2.0-only
//! Files for cargo to build.

use crate::error::{Error, Result};
use std::fs;
use std::path::Path;

/// Writes the file, and the folders that it stands in.
pub fn write(path: &Path, text: &[u8]) -> Result<()> {
    let parent = path.parent().unwrap_or(path);
    fs::create_dir_all(parent).map_err(|error| Error::at(parent, &error))?;
    fs::write(path, text).map_err(|error| Error::at(path, &error))
}

/// Copies a folder with all that is in it, but for the folders of these names.
pub fn copy(from: &Path, to: &Path, without: &[&str]) -> Result<()> {
    let at = |error| Error::at(from, &error);
    for entry in fs::read_dir(from).map_err(at)? {
        let entry = entry.map_err(at)?;
        let (name, path) = (entry.file_name(), entry.path());
        if !path.is_dir() {
            let bytes = fs::read(&path).map_err(|error| Error::at(&path, &error))?;
            write(&to.join(name), &bytes)?;
        } else if !without.iter().any(|other| name == *other) {
            copy(&path, &to.join(name), without)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_has_all_but_the_folders_that_are_left_out() {
        let folder = tempfile::tempdir().unwrap();
        let (from, to) = (folder.path().join("from"), folder.path().join("to"));
        write(&from.join("src/c/mod.rs"), b"a").unwrap();
        write(&from.join("tests/x.rs"), b"b").unwrap();
        copy(&from, &to, &["tests"]).unwrap();
        assert_eq!(fs::read(to.join("src/c/mod.rs")).unwrap(), b"a");
        assert!(!to.join("tests").exists());
    }
}
