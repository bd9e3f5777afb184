// SPDX-License-Identifier: MIT OR GPL-2.0-only
//! The parts of kernels in the cache. One is published whole, by renaming its finished folder.

use super::super::cache;
use super::{KernelImage, is_part};
use crate::command::{self, standard_output};
use crate::error::{Error, Result};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The file beside the parts that says what they are.
const NOTE: &str = "parts.toml";

/// The folder that has one folder for each kernel.
pub struct Cache {
    folder: PathBuf,
    /// The modules that are kept.
    modules: BTreeSet<String>,
}

/// What is in a kernel's folder.
#[derive(Deserialize, Serialize)]
struct Note {
    /// The packages that were unpacked, with their versions.
    packages: BTreeMap<String, String>,
    /// The modules that were looked for.
    modules: BTreeSet<String>,
}

impl Cache {
    /// The cache, which may be empty.
    pub fn open(modules: BTreeSet<String>) -> Result<Cache> {
        let folder = cache::folder()?.join("images");
        fs::create_dir_all(&folder).map_err(|error| Error::at(&folder, &error))?;
        Ok(Cache { folder, modules })
    }

    /// The kernels in it.
    pub fn names(&self) -> Result<Vec<String>> {
        let entries =
            fs::read_dir(&self.folder).map_err(|error| Error::at(&self.folder, &error))?;
        let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
        Ok(names.filter(|name| !name.starts_with('.')).collect())
    }

    /// The kernel of that name, if it is here.
    pub fn kernel(&self, name: &str) -> Result<Option<KernelImage>> {
        let folder = self.folder.join(name);
        let kernel = folder.is_dir().then(|| self.locate(&folder, name));
        kernel.transpose()
    }

    /// The kernel of that name, if it is here with every module that is kept.
    pub fn complete(&self, name: &str) -> Result<Option<KernelImage>> {
        let complete = note(&self.folder.join(name))?
            .is_some_and(|note| self.modules.is_subset(&note.modules));
        match complete {
            true => self.kernel(name),
            false => Ok(None),
        }
    }

    /// Takes the parts out of the packages of one kernel, and removes the packages, which are large. What the cache has of that
    /// kernel goes.
    pub fn unpack(&self, name: &str, packages: &[PathBuf]) -> Result<KernelImage> {
        let published = cache::publish(&self.folder, |temporary| {
            let mut note = Note {
                packages: BTreeMap::new(),
                modules: self.modules.clone(),
            };
            for package in packages {
                self.unpack_into(temporary, package)?;
                let (name, version) = identity(package)?;
                note.packages.insert(name, version);
            }
            self.locate(temporary, name)?;
            let path = temporary.join(NOTE);
            let text = toml::to_string(&note).map_err(|error| Error::new(error.to_string()))?;
            fs::write(&path, text).map_err(|error| Error::at(&path, &error))?;
            let before = self.folder.join(name);
            if before.is_dir() {
                fs::remove_dir_all(&before).map_err(|error| Error::at(&before, &error))?;
            }
            Ok(name.to_owned())
        });
        for package in packages {
            // Best effort: the archive's folder goes at the end anyway.
            let _ = fs::remove_file(package);
        }
        self.locate(&published?, name)
    }

    fn locate(&self, folder: &Path, name: &str) -> Result<KernelImage> {
        let mut kernel = KernelImage::locate(folder, name, &self.modules)?;
        if let Some(note) = note(folder)? {
            kernel.packages = note.packages;
        }
        Ok(kernel)
    }

    fn unpack_into(&self, folder: &Path, package: &Path) -> Result<()> {
        let mut dpkg = Command::new("dpkg-deb");
        dpkg.arg("--fsys-tarfile").arg(package);
        let mut running = dpkg
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| command::cannot_start(&dpkg, &error))?;
        let unpacked = match running.stdout.take() {
            Some(archive) => unpack_parts(archive, folder, &self.modules),
            None => Ok(()),
        };
        let status = running.wait().map_err(|error| Error::at(package, &error))?;
        unpacked.map_err(|error| Error::at(package, &error))?;
        match status.success() {
            true => Ok(()),
            false => Err(Error::new(format!(
                "`dpkg-deb --fsys-tarfile {}` failed: {status}",
                package.display()
            ))),
        }
    }
}

/// Takes the parts out of a package's archive, reading it to its end.
fn unpack_parts(
    archive: impl Read,
    folder: &Path,
    modules: &BTreeSet<String>,
) -> std::io::Result<()> {
    let mut archive = tar::Archive::new(archive);
    for entry in archive.entries()? {
        let mut entry = entry?;
        let is_file = entry.header().entry_type().is_file();
        let path = entry.path()?.into_owned();
        if is_file && is_part(&path.to_string_lossy(), modules) {
            entry.unpack_in(folder)?;
        }
    }
    std::io::copy(&mut archive.into_inner(), &mut std::io::sink())?;
    Ok(())
}

/// A package's name and version.
fn identity(package: &Path) -> Result<(String, String)> {
    let field = |name: &str| -> Result<String> {
        let mut dpkg = Command::new("dpkg-deb");
        let value = standard_output(dpkg.arg("--field").arg(package).arg(name))?;
        Ok(value.trim().to_owned())
    };
    Ok((field("Package")?, field("Version")?))
}

/// What a kernel's folder says of itself; none: it does not.
fn note(folder: &Path) -> Result<Option<Note>> {
    let path = folder.join(NOTE);
    if !path.is_file() {
        return Ok(None);
    }
    let text = fs::read_to_string(&path).map_err(|error| Error::at(&path, &error))?;
    let note = toml::from_str(&text);
    note.map(Some)
        .map_err(|error| Error::new(format!("{}: {error}", path.display())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_parts_are_taken_out_of_an_archive() {
        let folder = tempfile::tempdir().unwrap();
        let mut builder = tar::Builder::new(Vec::new());
        for path in [
            "./boot/vmlinuz-6.16.3+deb13-amd64",
            "./usr/lib/modules/6.16.3+deb13-amd64/kernel/drivers/gpu/drm/drm.ko.xz",
            "./usr/lib/modules/6.16.3+deb13-amd64/kernel/drivers/gpu/drm/i915/i915.ko.xz",
        ] {
            let mut header = tar::Header::new_gnu();
            header.set_size(3);
            header.set_mode(0o644);
            builder
                .append_data(&mut header, path, b"abc".as_slice())
                .unwrap();
        }
        let archive = builder.into_inner().unwrap();
        unpack_parts(
            archive.as_slice(),
            folder.path(),
            &BTreeSet::from(["drm".to_owned()]),
        )
        .unwrap();
        let kernel = KernelImage::locate(
            folder.path(),
            "6.16.3+deb13-amd64",
            &BTreeSet::from(["drm".to_owned(), "i915".to_owned()]),
        )
        .unwrap();
        assert_eq!(fs::read(&kernel.image).unwrap(), b"abc");
        assert_eq!(kernel.modules.keys().collect::<Vec<_>>(), ["drm"]);
    }
}
