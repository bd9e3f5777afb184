// SPDX-License-Identifier: MIT OR GPL-2.0-only
//! Unpacked kernels in the cache.

use super::toolchain::Toolchain;
use super::{DebianKernel, KernelChoice, cache, file_name};
use crate::command::pipe;
use crate::error::{Error, Result};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The newest kernel of the series in the cache.
pub fn cached(choice: &KernelChoice, toolchain: &Toolchain) -> Result<Option<DebianKernel>> {
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
    newest
        .map(|name| locate(&folder.join(name), toolchain))
        .transpose()
}

/// Unpacks the packages of one kernel into the cache.
pub fn unpack(packages: &[PathBuf], toolchain: &Toolchain) -> Result<DebianKernel> {
    let published = cache::publish(&unpacked_folder()?, |folder| {
        unpack_into(folder, packages)?;
        make_relocatable(&only_entry(
            &folder.join("usr/src"),
            "linux-headers-",
            "-amd64",
        )?)?;
        locate(folder, toolchain).map(|kernel| kernel.name)
    })?;
    locate(&published, toolchain)
}

fn unpacked_folder() -> Result<PathBuf> {
    Ok(cache::folder()?.join("debian"))
}

pub(super) fn unpack_into(folder: &Path, packages: &[PathBuf]) -> Result<()> {
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
    Ok(())
}

/// Debian's headers name their own place by absolute paths: make them relative ones.
pub(super) fn make_relocatable(build_tree: &Path) -> Result<()> {
    let makefile = build_tree.join("Makefile");
    let text = fs::read_to_string(&makefile).map_err(|error| Error::at(&makefile, &error))?;
    let relative = relocatable(&text).ok_or_else(|| {
        Error::new(format!(
            "{}: no line `include {SOURCES}…`",
            makefile.display()
        ))
    })?;
    fs::write(&makefile, relative).map_err(|error| Error::at(&makefile, &error))
}

/// Where Debian's headers are installed.
const SOURCES: &str = "/usr/src/";

/// They include the files that flavours share, and from 7.0 on name the folder that they are in.
fn relocatable(makefile: &str) -> Option<String> {
    if !makefile.contains(&format!("include {SOURCES}")) {
        return None;
    }
    let beside = "$(dir $(realpath $(lastword $(MAKEFILE_LIST))))../";
    let text = makefile.replace(SOURCES, beside);
    // MAKEFILE_LIST is another where the variable is used.
    Some(text.replace("KBUILD_OUTPUT=", "KBUILD_OUTPUT := "))
}

/// Finds the parts of an unpacked kernel.
fn locate(folder: &Path, toolchain: &Toolchain) -> Result<DebianKernel> {
    let sources = folder.join("usr/src");
    let source_tree = only_entry(&sources, "linux-headers-", "-common")?;
    let build_tree = only_entry(&sources, "linux-headers-", "-amd64")?;
    let name = file_name(&build_tree)
        .trim_start_matches("linux-headers-")
        .to_owned();
    let either = |first: String, second: String| {
        let path = folder.join(first);
        match path.exists() {
            true => Ok(path),
            false => existing(folder.join(second)),
        }
    };
    Ok(DebianKernel {
        // From 7.0 on, the packages know nothing but /usr.
        image: either(
            format!("boot/vmlinuz-{name}"),
            format!("usr/lib/modules/{name}/vmlinuz"),
        )?,
        modules: either(
            format!("lib/modules/{name}"),
            format!("usr/lib/modules/{name}"),
        )?,
        name,
        build_tree,
        source_tree,
        toolchain: toolchain.clone(),
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

#[cfg(test)]
mod tests {
    use super::*;

    const NAME: &str = "6.1.0-56-amd64";

    /// An unpacked kernel whose headers and these other files are there.
    fn unpacked(files: &[&str]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        let sources = [
            format!("usr/src/linux-headers-{NAME}/Makefile"),
            "usr/src/linux-headers-6.1-common/Makefile".to_owned(),
        ];
        for file in sources
            .iter()
            .map(String::as_str)
            .chain(files.iter().copied())
        {
            let path = folder.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "").unwrap();
        }
        folder
    }

    #[test]
    fn image_and_modules_are_in_boot_and_lib_or_both_in_usr() {
        let old = [
            "boot/vmlinuz-6.1.0-56-amd64",
            "lib/modules/6.1.0-56-amd64/modules.order",
        ];
        let new = [
            "usr/lib/modules/6.1.0-56-amd64/vmlinuz",
            "usr/lib/modules/6.1.0-56-amd64/modules.order",
        ];
        for files in [old, new] {
            let folder = unpacked(&files);
            let kernel = locate(folder.path(), &Toolchain::Host).unwrap();
            assert_eq!(kernel.name, NAME);
            assert_eq!(kernel.image, folder.path().join(files[0]));
            assert_eq!(
                kernel.modules.join("modules.order"),
                folder.path().join(files[1])
            );
        }
    }

    #[test]
    fn makefiles_name_their_own_place() {
        let beside = "$(dir $(realpath $(lastword $(MAKEFILE_LIST))))../";
        assert_eq!(
            relocatable("include /usr/src/linux-headers-6.1-common/Makefile\n").unwrap(),
            format!("include {beside}linux-headers-6.1-common/Makefile\n")
        );
        assert_eq!(
            relocatable("KBUILD_OUTPUT=/usr/src/a\ninclude /usr/src/b/Makefile\n").unwrap(),
            format!("KBUILD_OUTPUT := {beside}a\ninclude {beside}b/Makefile\n")
        );
        assert_eq!(relocatable("include ../b/Makefile\n"), None);
    }

    #[test]
    fn a_folder_that_is_no_whole_kernel_is_an_error() {
        let folder = unpacked(&["lib/modules/6.1.0-56-amd64/modules.order"]);
        let error = locate(folder.path(), &Toolchain::Host).unwrap_err();
        assert!(error.to_string().contains("vmlinuz"), "{error}");
        assert!(locate(&folder.path().join("usr"), &Toolchain::Host).is_err());
    }
}
