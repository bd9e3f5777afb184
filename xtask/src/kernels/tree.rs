// SPDX-License-Identifier: MIT OR GPL-2.0-only
//! Unpacked kernels in the cache. One is published whole, by renaming its finished folder.

use super::{DebianKernel, KernelChoice, cache_folder};
use crate::command::pipe;
use crate::error::{Error, Result};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The newest kernel of the series in the cache.
pub fn cached(choice: &KernelChoice) -> Result<Option<DebianKernel>> {
    let folder = unpacked_folder()?;
    let Ok(entries) = fs::read_dir(&folder) else {
        return Ok(None);
    };
    let prefix = format!("{}.", choice.release);
    let newest = entries
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter(|name| name.starts_with(&prefix))
        .max_by_key(|name| {
            let modified = fs::metadata(folder.join(name)).and_then(|data| data.modified());
            modified.ok()
        });
    newest.map(|name| locate(&folder.join(name))).transpose()
}

/// Unpacks the packages of one kernel into the cache.
pub fn unpack(choice: &KernelChoice, packages: &[PathBuf]) -> Result<DebianKernel> {
    let folder = unpacked_folder()?;
    let temporary = folder.join(format!(".{}.{}", choice.release, std::process::id()));
    fs::create_dir_all(&temporary).map_err(|error| Error::at(&temporary, &error))?;
    let published = unpack_into(&temporary, packages)
        .and_then(|()| locate(&temporary))
        .and_then(|kernel| publish(&temporary, &folder.join(&kernel.name)));
    if temporary.exists() {
        // Best effort: what stays behind is never taken for a kernel.
        let _ = fs::remove_dir_all(&temporary);
    }
    published
}

/// Gives the unpacked kernel its name. One that another run has published meanwhile serves as well.
fn publish(temporary: &Path, published: &Path) -> Result<DebianKernel> {
    let renamed = fs::rename(temporary, published);
    match (renamed, locate(published)) {
        (_, Ok(kernel)) => Ok(kernel),
        (Ok(()), Err(error)) => Err(error),
        (Err(error), Err(_)) => Err(Error::at(published, &error)),
    }
}

fn unpacked_folder() -> Result<PathBuf> {
    Ok(cache_folder()?.join("debian"))
}

fn unpack_into(folder: &Path, packages: &[PathBuf]) -> Result<()> {
    for package in packages {
        pipe(
            Command::new("dpkg-deb").arg("--fsys-tarfile").arg(package),
            Command::new("tar").arg("-x").arg("-C").arg(folder).args([
                "--no-same-owner",
                "--exclude=./usr/share",
                "--exclude=./usr/lib/debug",
            ]),
        )?;
    }
    make_relocatable(&folder.join("usr/src"))
}

/// Debian's headers include the files that flavours share by an absolute path: make it a relative one.
fn make_relocatable(sources: &Path) -> Result<()> {
    let makefile = only_entry(sources, "linux-headers-", "-amd64")?.join("Makefile");
    let text = fs::read_to_string(&makefile).map_err(|error| Error::at(&makefile, &error))?;
    let absolute = "include /usr/src/";
    if !text.contains(absolute) {
        return Err(Error::new(format!(
            "{}: no line `{absolute}…`",
            makefile.display()
        )));
    }
    let relative = "include $(dir $(realpath $(lastword $(MAKEFILE_LIST))))../";
    fs::write(&makefile, text.replace(absolute, relative))
        .map_err(|error| Error::at(&makefile, &error))
}

/// Finds the parts of an unpacked kernel.
fn locate(folder: &Path) -> Result<DebianKernel> {
    let image = only_entry(&folder.join("boot"), "vmlinuz-", "")?;
    let name = file_name(&image).trim_start_matches("vmlinuz-").to_owned();
    let sources = folder.join("usr/src");
    let build_tree = existing(sources.join(format!("linux-headers-{name}")))?;
    let source_tree = only_entry(&sources, "linux-headers-", "-common")?;
    Ok(DebianKernel {
        name,
        build_tree,
        source_tree,
        image,
    })
}

fn existing(path: PathBuf) -> Result<PathBuf> {
    if path.exists() {
        Ok(path)
    } else {
        Err(incomplete(&path))
    }
}

fn only_entry(folder: &Path, prefix: &str, suffix: &str) -> Result<PathBuf> {
    let entries = fs::read_dir(folder).map_err(|error| Error::at(folder, &error))?;
    let mut found = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| {
            let name = file_name(path);
            name.starts_with(prefix) && name.ends_with(suffix)
        });
    match (found.next(), found.next()) {
        (Some(path), None) => Ok(path),
        _ => Err(incomplete(&folder.join(format!("{prefix}…{suffix}")))),
    }
}

fn incomplete(path: &Path) -> Error {
    Error::new(format!(
        "not exactly one {}: remove its folder from the cache to fetch it again",
        path.display()
    ))
}

fn file_name(path: &Path) -> String {
    path.file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAME: &str = "6.1.0-56-amd64";

    fn unpacked(folder: &Path) -> PathBuf {
        let sources = folder.join("usr/src");
        for name in [
            format!("linux-headers-{NAME}"),
            "linux-headers-6.1-common".to_owned(),
        ] {
            fs::create_dir_all(sources.join(name)).unwrap();
        }
        fs::create_dir_all(folder.join("boot")).unwrap();
        fs::write(folder.join(format!("boot/vmlinuz-{NAME}")), "").unwrap();
        folder.to_owned()
    }

    #[test]
    fn of_two_runs_at_once_both_have_the_kernel() {
        let cache = tempfile::tempdir().unwrap();
        let published = cache.path().join(NAME);
        for run in [".one", ".other"] {
            let temporary = unpacked(&cache.path().join(run));
            let kernel = publish(&temporary, &published).unwrap();
            assert_eq!(kernel.name, NAME);
            assert!(kernel.build_tree.starts_with(&published));
        }
    }

    #[test]
    fn a_folder_in_the_way_that_is_no_kernel_is_an_error() {
        let cache = tempfile::tempdir().unwrap();
        let published = cache.path().join(NAME);
        fs::create_dir_all(published.join("something")).unwrap();
        let temporary = unpacked(&cache.path().join(".one"));
        assert!(publish(&temporary, &published).is_err());
    }
}
