// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! What a folder looks like from outside.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// Every file and folder there, with its size and time.
pub fn snapshot(folder: &Path) -> BTreeMap<PathBuf, (u64, SystemTime)> {
    let mut files = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        let metadata = folder.symlink_metadata().unwrap();
        if metadata.is_dir() {
            let entries = std::fs::read_dir(&folder).unwrap();
            folders.extend(entries.map(|entry| entry.unwrap().path()));
        }
        files.insert(folder, (metadata.len(), metadata.modified().unwrap()));
    }
    files
}
