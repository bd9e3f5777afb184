// SPDX-License-Identifier: MIT OR GPL-2.0-only
//! Headers of kernels that need not be booted, for this system's architecture or another. Their packages lie in the cache as
//! they would be installed, beside each other, so that what several of them stand on is there once.

use super::packages::Archive;
use super::packages::mirrors::is_system;
use super::toolchain::Toolchain;
use super::{BuildTree, cache, tree};
use crate::error::{Error, Result};
use compat_data::kernel::Architecture;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The kernels whose packages are downloaded in one go.
const AT_ONCE: usize = 8;

/// A kernel whose headers are wanted.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// The release string.
    pub name: String,
    /// Its architecture.
    pub architecture: Architecture,
    /// The suite of Debian's archive that has it.
    pub suite: String,
}

/// The headers that are at hand, and those that were given up.
#[derive(Debug, Default)]
pub struct Headers {
    /// By release string.
    pub trees: BTreeMap<String, BuildTree>,
    /// Why there are none of a kernel, where the archive has them.
    pub failures: BTreeMap<String, Error>,
}

/// The headers of these kernels, from the cache or else from Debian's archive. Of a kernel that is neither among the trees nor
/// among the failures, the archive has none any more.
pub fn fetch(wanted: &[Wanted]) -> Result<Headers> {
    let root = cache::folder()?.join("headers");
    let mut headers = Headers::default();
    let lacking: Vec<&Wanted> = wanted
        .iter()
        .filter(|wanted| !build_tree(&root, &wanted.name).is_dir())
        .collect();
    if !lacking.is_empty() {
        let suites: BTreeSet<&str> = lacking.iter().map(|wanted| &*wanted.suite).collect();
        let archive = Archive::of_every(suites)?;
        let names: Vec<&str> = lacking.iter().map(|wanted| &*wanted.name).collect();
        let packages: Vec<_> = archive.headers_packages(&names)?.into_iter().collect();
        for some in packages.chunks(AT_ONCE) {
            if let Err(error) = unpack(&root, &archive, some) {
                for (name, _) in some {
                    if !build_tree(&root, name).is_dir() {
                        headers
                            .failures
                            .insert(name.clone(), Error::new(error.to_string()));
                    }
                }
            }
        }
    }
    for wanted in wanted {
        let folder = build_tree(&root, &wanted.name);
        if !folder.is_dir() {
            continue;
        }
        let toolchain = toolchain(&wanted.name)?;
        toolchain.ensure_compiler(wanted.architecture)?;
        headers.trees.insert(
            wanted.name.clone(),
            BuildTree {
                folder,
                architecture: wanted.architecture,
                toolchain,
            },
        );
    }
    Ok(headers)
}

/// Downloads and unpacks what these kernels take and the cache has not.
fn unpack(root: &Path, archive: &Archive, kernels: &[(String, Vec<String>)]) -> Result<()> {
    let all = kernels.iter().flat_map(|(_, packages)| packages);
    let lacking: BTreeSet<&str> = all
        .filter(|package| !folders(root, package).iter().any(|folder| folder.is_dir()))
        .map(String::as_str)
        .collect();
    let names: Vec<&str> = kernels.iter().map(|(name, _)| name.as_str()).collect();
    eprintln!("fetching the headers of {}", names.join(", "));
    // The build trees come last: one that is there has what it stands on.
    let mut lacking: Vec<&str> = lacking.into_iter().collect();
    lacking.sort_by_key(|package| names.iter().any(|name| package.ends_with(name)));
    let files = archive.download_headers(&lacking)?;
    let files = lacking.iter().zip(&files);
    for (package, file) in files.filter_map(|(package, file)| Some((package, file.as_ref()?))) {
        publish(root, package, file)?;
        fs::remove_file(file).map_err(|error| Error::at(file, &error))?;
    }
    Ok(())
}

/// Unpacks a package, and puts its folders beside those of others.
fn publish(root: &Path, package: &str, file: &Path) -> Result<()> {
    let temporary = root.join(format!(".new.{}.{package}", std::process::id()));
    fs::create_dir_all(&temporary).map_err(|error| Error::at(&temporary, &error))?;
    let published = tree::unpack_into(&temporary, &[file.to_owned()]).and_then(|()| {
        for folder in folders(&temporary, package)
            .iter()
            .filter(|folder| folder.is_dir())
        {
            if folder.join("include/config").is_dir() {
                tree::make_relocatable(folder)?;
            }
            let place = folder.strip_prefix(&temporary).unwrap_or(folder);
            let place = root.join(place);
            if let Some(parent) = place.parent() {
                fs::create_dir_all(parent).map_err(|error| Error::at(parent, &error))?;
            }
            match fs::rename(folder, &place) {
                Err(error) if !place.is_dir() => return Err(Error::at(&place, &error)),
                _ => {}
            }
        }
        Ok(())
    });
    // Best effort: what stays behind is never taken for anything.
    let _ = fs::remove_dir_all(&temporary);
    published
}

/// Where the package's own folder may be.
fn folders(root: &Path, package: &str) -> [PathBuf; 2] {
    ["usr/src", "usr/lib"].map(|parent| root.join(parent).join(package))
}

fn build_tree(root: &Path, name: &str) -> PathBuf {
    root.join(format!("usr/src/linux-headers-{name}"))
}

/// Kernels that were made for a newer suite than this system's have build programs that want its C library.
fn toolchain(name: &str) -> Result<Toolchain> {
    match suite_of(name) {
        Some(suite) if !is_system(suite) => Toolchain::of_suite(suite),
        _ => Ok(Toolchain::Host),
    }
}

/// The suite that a kernel was made for, where its name says it and bookworm's compiler won't do.
fn suite_of(name: &str) -> Option<&'static str> {
    name.contains("+deb13").then_some("trixie")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kernel_says_in_its_name_what_it_was_made_for() {
        assert_eq!(suite_of("7.3.4+deb13-arm64"), Some("trixie"));
        assert_eq!(suite_of("6.12.115+deb13.1-amd64"), Some("trixie"));
        assert_eq!(suite_of("6.12.117+deb12-amd64"), None);
        assert_eq!(suite_of("6.1.0-0.deb11.48-arm64"), None);
        assert_eq!(suite_of("5.10.0-46-cloud-amd64"), None);
    }
}
