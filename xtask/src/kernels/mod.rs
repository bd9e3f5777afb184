// SPDX-License-Identifier: MIT OR GPL-2.0-only
//! Debian's kernels: fetched into a cache, built against, and booted.

pub mod boot;
pub mod images;
mod initramfs;
pub mod module;
mod packages;
mod tree;
pub mod verdict;

use crate::error::{Error, Result};
use std::path::PathBuf;

/// A kernel series of Debian that the chores know where to find.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KernelChoice {
    /// The upstream release, `6.12`.
    pub release: &'static str,
    /// The suites of the main archive and of the security archive that carry it.
    suite: &'static str,
    security_suite: Option<&'static str>,
}

impl KernelChoice {
    /// All of them, oldest first.
    pub const ALL: [KernelChoice; 3] = [
        KernelChoice {
            release: "5.10",
            suite: "bullseye",
            security_suite: Some("bullseye-security"),
        },
        KernelChoice {
            release: "6.1",
            suite: "bookworm",
            security_suite: Some("bookworm-security"),
        },
        KernelChoice {
            release: "6.12",
            suite: "bookworm-backports",
            security_suite: Some("bookworm-security"),
        },
    ];

    /// The one of this upstream release, `6.12`.
    pub fn named(release: &str) -> Result<KernelChoice> {
        let known = || Self::ALL.map(|choice| choice.release).join(", ");
        Self::ALL
            .into_iter()
            .find(|choice| choice.release == release)
            .ok_or_else(|| Error::new(format!("no kernel {release} here: choose of {}", known())))
    }
}

/// An unpacked kernel with its headers.
#[derive(Clone, Debug)]
pub struct DebianKernel {
    /// The full release, `6.12.117+deb12-amd64`.
    pub name: String,
    /// What a module build calls `KDIR`.
    pub build_tree: PathBuf,
    /// The sources that `build_tree` shares with other flavours: `include/linux/…`.
    pub source_tree: PathBuf,
    /// The bootable image.
    pub image: PathBuf,
}

/// Each of these kernels, once, from the cache or else from Debian's archive.
pub fn fetch(choices: &[KernelChoice]) -> Result<Vec<DebianKernel>> {
    let mut packages = None;
    let mut seen = Vec::new();
    choices
        .iter()
        .filter(|choice| {
            let new = !seen.contains(choice);
            seen.push(choice);
            new
        })
        .map(|choice| match tree::cached(choice)? {
            Some(kernel) => Ok(kernel),
            None => {
                let archive = match &mut packages {
                    Some(archive) => archive,
                    none => none.insert(packages::Archive::open(choices)?),
                };
                eprintln!("fetching Debian's kernel {}", choice.release);
                let debs = archive.download(choice)?;
                tree::unpack(choice, &debs)
            }
        })
        .collect()
}

/// `$XDG_CACHE_HOME/kernel-compat`: outside of the checkout, so that a fresh one need not fetch again.
pub fn cache_folder() -> Result<PathBuf> {
    let base = std::env::var_os("XDG_CACHE_HOME")
        .map(PathBuf::from)
        .filter(|path| path.is_absolute())
        .or_else(|| Some(PathBuf::from(std::env::var_os("HOME")?).join(".cache")))
        .ok_or_else(|| Error::new("no folder for the cache: set HOME or XDG_CACHE_HOME"))?;
    Ok(base.join("kernel-compat"))
}
