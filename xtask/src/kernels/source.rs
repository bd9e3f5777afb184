// SPDX-License-Identifier: MIT OR GPL-2.0-only
//! Debian's sources of a kernel, for those that are to be built here.

use super::packages::Archive;
use super::{KernelChoice, cache, file_name};
use crate::command::capture;
use crate::error::{Error, Result};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Sources with Debian's patches applied.
#[derive(Clone, Debug)]
pub struct KernelSource {
    /// The version of the package: `6.12.117-1~deb12u1`.
    pub version: String,
    /// The folder with the kernel's top Makefile.
    pub folder: PathBuf,
}

/// The newest sources of the series in the cache, or else in Debian's archive.
pub fn fetch(choice: &KernelChoice) -> Result<KernelSource> {
    let parent = cache::folder()?.join("sources");
    if let Some(folder) = cache::newest(&parent, &format!("{}.", choice.release)) {
        return Ok(source(folder));
    }
    let archive = Archive::open(std::slice::from_ref(choice))?;
    eprintln!("fetching Debian's sources of {}", choice.release);
    let package = archive.download_source(choice)?;
    let version = version(&file_name(&package))
        .ok_or_else(|| Error::new(format!("{}: not named like a package", package.display())))?;
    eprintln!("unpacking the sources of {version}");
    cache::publish(&parent, |folder| {
        unpack(&package, choice.release, folder)?;
        Ok(version)
    })
    .map(source)
}

fn source(folder: PathBuf) -> KernelSource {
    KernelSource {
        version: file_name(&folder),
        folder,
    }
}

/// The version in a package's file name: `linux-source-6.12_6.12.117-1~deb12u1_all.deb`.
fn version(package: &str) -> Option<String> {
    let version = package.split('_').nth(1)?;
    version
        .starts_with(|first: char| first.is_ascii_digit())
        .then(|| version.to_owned())
}

/// The package holds one packed archive, with one folder in it.
fn unpack(package: &Path, release: &str, folder: &Path) -> Result<()> {
    let packed = folder.join("package");
    capture(
        Command::new("dpkg-deb")
            .arg("--extract")
            .arg(package)
            .arg(&packed),
    )?;
    capture(
        Command::new("tar")
            .arg("-xJf")
            .arg(packed.join(format!("usr/src/linux-source-{release}.tar.xz")))
            .arg("-C")
            .arg(folder)
            .args(["--no-same-owner", "--strip-components=1"]),
    )?;
    fs::remove_dir_all(&packed).map_err(|error| Error::at(&packed, &error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_says_its_version() {
        let name = "linux-source-6.12_6.12.117-1~deb12u1_all.deb";
        assert_eq!(version(name).as_deref(), Some("6.12.117-1~deb12u1"));
        assert_eq!(version("linux-source-6.12.deb"), None);
        assert_eq!(version("a_b_c.deb"), None);
    }
}
