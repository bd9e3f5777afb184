// SPDX-License-Identifier: MIT OR GPL-2.0-only
//! Folders outside of the checkout, so that a fresh one need not fetch again: each is there whole or not at all.

use crate::error::{Error, Result};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

/// `$XDG_CACHE_HOME/kernel-compat`.
pub fn folder() -> Result<PathBuf> {
    let base = std::env::var_os("XDG_CACHE_HOME")
        .map(PathBuf::from)
        .filter(|path| path.is_absolute())
        .or_else(|| Some(PathBuf::from(std::env::var_os("HOME")?).join(".cache")))
        .ok_or_else(|| Error::new("no folder for the cache: set HOME or XDG_CACHE_HOME"))?;
    Ok(base.join("kernel-compat"))
}

/// Of what was published there under a name that begins so, what was last.
pub fn newest(parent: &Path, prefix: &str) -> Option<PathBuf> {
    fs::read_dir(parent)
        .ok()?
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter(|name| name.starts_with(prefix))
        .map(|name| parent.join(name))
        .max_by_key(|path| fs::metadata(path).and_then(|data| data.modified()).ok())
}

/// Has a temporary folder beside its place filled, and gives it the name that `fill` returns. One that another run has
/// published meanwhile serves as well.
pub fn publish(parent: &Path, fill: impl FnOnce(&Path) -> Result<String>) -> Result<PathBuf> {
    // One process may fill several at once.
    static FILLED: AtomicUsize = AtomicUsize::new(0);
    let count = FILLED.fetch_add(1, Ordering::Relaxed);
    let temporary = parent.join(format!(".new.{}.{count}", std::process::id()));
    fs::create_dir_all(&temporary).map_err(|error| Error::at(&temporary, &error))?;
    let published = fill(&temporary).and_then(|name| {
        let published = parent.join(name);
        match fs::rename(&temporary, &published) {
            Err(error) if !published.is_dir() => Err(Error::at(&published, &error)),
            _ => Ok(published),
        }
    });
    if temporary.exists() {
        // Best effort: what stays behind is never taken for anything.
        let _ = fs::remove_dir_all(&temporary);
    }
    published
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the folder holds after a run that fills it with this file.
    fn run(parent: &Path, file: &str) -> Result<PathBuf> {
        publish(parent, |folder| {
            fs::write(folder.join(file), "").unwrap();
            Ok("name".to_owned())
        })
    }

    #[test]
    fn of_two_runs_at_once_the_first_serves_both() {
        let cache = tempfile::tempdir().unwrap();
        let expected = cache.path().join("name");
        assert_eq!(run(cache.path(), "first").unwrap(), expected);
        assert_eq!(run(cache.path(), "second").unwrap(), expected);
        assert!(expected.join("first").exists());
        assert_eq!(fs::read_dir(cache.path()).unwrap().count(), 1);
    }

    #[test]
    fn the_newest_of_a_series_was_published_last() {
        let cache = tempfile::tempdir().unwrap();
        assert_eq!(newest(&cache.path().join("none"), "6."), None);
        let publish = |name: &str, seconds| {
            let folder = cache.path().join(name);
            fs::create_dir(&folder).unwrap();
            let time = std::time::UNIX_EPOCH + std::time::Duration::from_secs(seconds);
            fs::File::open(&folder).unwrap().set_modified(time).unwrap();
            folder
        };
        publish("6.12.9", 1);
        let last = publish("6.12.10", 2);
        publish("6.1.99", 3);
        assert_eq!(newest(cache.path(), "6.12."), Some(last));
    }

    #[test]
    fn a_failure_leaves_nothing() {
        let cache = tempfile::tempdir().unwrap();
        let failed = publish(cache.path(), |folder| {
            fs::write(folder.join("part"), "").unwrap();
            Err(Error::new("no"))
        });
        assert!(failed.is_err());
        assert_eq!(fs::read_dir(cache.path()).unwrap().count(), 0);
        fs::write(cache.path().join("name"), "a file in the way").unwrap();
        assert!(run(cache.path(), "first").is_err());
    }
}
