// SPDX-License-Identifier: MIT OR GPL-2.0-only
//! The parts of kernels in the cache. One is published whole, by renaming its finished folder.

use super::super::cache;
use super::{KernelImage, is_part};
use crate::command::{pipe, standard_output};
use crate::error::{Error, Result};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The folder that has one folder for each kernel.
pub struct Cache {
    folder: PathBuf,
}

impl Cache {
    /// The cache, which may be empty.
    pub fn open() -> Result<Cache> {
        let folder = cache::folder()?.join("images");
        fs::create_dir_all(&folder).map_err(|error| Error::at(&folder, &error))?;
        Ok(Cache { folder })
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
        let kernel = folder.is_dir().then(|| KernelImage::locate(&folder, name));
        kernel.transpose()
    }

    /// Takes the parts out of the packages of one kernel, and removes the packages, which are large.
    pub fn unpack(&self, name: &str, packages: &[PathBuf]) -> Result<KernelImage> {
        let published = cache::publish(&self.folder, |temporary| {
            unpack_into(temporary, packages)?;
            KernelImage::locate(temporary, name)?;
            Ok(name.to_owned())
        });
        for package in packages {
            // Best effort: the archive's folder goes at the end anyway.
            let _ = fs::remove_file(package);
        }
        KernelImage::locate(&published?, name)
    }
}

fn unpack_into(folder: &Path, packages: &[PathBuf]) -> Result<()> {
    for package in packages {
        let contents = standard_output(Command::new("dpkg-deb").arg("--contents").arg(package))?;
        let parts = parts(&contents);
        // tar without a name would unpack all of it.
        if parts.is_empty() {
            continue;
        }
        pipe(
            Command::new("dpkg-deb").arg("--fsys-tarfile").arg(package),
            Command::new("tar")
                .args(["-x", "--no-same-owner", "-C"])
                .arg(folder)
                .args(parts),
        )?;
    }
    Ok(())
}

/// From the lines of `dpkg-deb --contents` the paths of the files that are wanted.
fn parts(contents: &str) -> Vec<&str> {
    contents
        .lines()
        .filter(|line| line.starts_with('-'))
        .filter_map(|line| line.rsplit(' ').next())
        .filter(|path| is_part(path))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_files_that_are_wanted_are_parts() {
        let contents = "\
            drwxr-xr-x root/root         0 2025-09-06 16:48 ./boot/\n\
            -rw-r--r-- root/root  13162432 2025-09-06 16:48 ./boot/vmlinuz-6.16.3+deb13-amd64\n\
            -rw-r--r-- root/root     53004 2025-09-06 16:48 ./usr/lib/modules/6.16.3+deb13-amd64/kernel/drivers/vfio/pci/vfio-pci-core.ko.xz\n\
            -rw-r--r-- root/root     53004 2025-09-06 16:48 ./usr/lib/modules/6.16.3+deb13-amd64/kernel/drivers/vfio/vfio.ko.xz\n\
            lrwxrwxrwx root/root         0 2025-09-06 16:48 ./boot/vmlinuz-link -> vmlinuz\n";
        let found = parts(contents);
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(found[0].ends_with("vmlinuz-6.16.3+deb13-amd64"));
        assert!(found[1].ends_with("vfio-pci-core.ko.xz"));
    }
}
