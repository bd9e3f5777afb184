// SPDX-License-Identifier: MIT OR GPL-2.0-only
//! Debian's kernels: fetched into a cache, built against, and booted.

pub mod boot;
pub mod cache;
pub mod headers;
pub mod images;
mod initramfs;
pub mod loadable;
pub mod module;
mod packages;
pub mod toolchain;
mod tree;
pub mod verdict;

use crate::error::{Error, Result};
use compat_data::kernel::Architecture;
use packages::mirrors::is_system;
use std::path::{Path, PathBuf};
use toolchain::Toolchain;

/// A kernel series of Debian that the chores know where to find.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KernelChoice {
    /// The upstream release, `6.12`, or a major one, `7`, for the newest of those that has an image.
    pub release: &'static str,
    /// The suites of the main archive and of the security archive that carry it.
    suite: &'static str,
    security_suite: Option<&'static str>,
    /// The suite whose compiler and C library its build programs want, if this system's are too old.
    toolchain_suite: Option<&'static str>,
}

impl KernelChoice {
    /// All of them, oldest first.
    pub const ALL: [KernelChoice; 4] = [
        KernelChoice {
            release: "5.10",
            suite: "bullseye",
            security_suite: Some("bullseye-security"),
            toolchain_suite: None,
        },
        KernelChoice {
            release: "6.1",
            suite: "bookworm",
            security_suite: Some("bookworm-security"),
            toolchain_suite: None,
        },
        KernelChoice {
            release: "6.12",
            suite: "bookworm-backports",
            security_suite: Some("bookworm-security"),
            toolchain_suite: None,
        },
        // Backports keep no series: its release is whatever is the newest.
        KernelChoice {
            release: "7",
            suite: "trixie-backports",
            security_suite: None,
            toolchain_suite: Some("trixie"),
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

    fn toolchain(&self) -> Result<Toolchain> {
        match self.toolchain_suite {
            Some(suite) if !is_system(suite) => Toolchain::of_suite(suite),
            _ => Ok(Toolchain::Host),
        }
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
    /// The kernel's own modules: `kernel/drivers/…`.
    pub modules: PathBuf,
    /// What its modules are built with.
    pub toolchain: Toolchain,
}

/// The headers of a kernel, and the compiler that builds its modules.
#[derive(Clone, Debug)]
pub struct BuildTree {
    /// What a module build calls `KDIR`.
    pub folder: PathBuf,
    /// What the modules run on.
    pub architecture: Architecture,
    /// What they are built with.
    pub toolchain: Toolchain,
}

impl DebianKernel {
    /// What its modules are built with.
    pub fn build(&self) -> BuildTree {
        BuildTree {
            folder: self.build_tree.clone(),
            architecture: Architecture::Amd64,
            toolchain: self.toolchain.clone(),
        }
    }
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
        .map(|choice| {
            let toolchain = choice.toolchain()?;
            if let Some(kernel) = tree::cached(choice, &toolchain)? {
                return Ok(kernel);
            }
            let archive = match &mut packages {
                Some(archive) => archive,
                none => none.insert(packages::Archive::open(choices)?),
            };
            eprintln!("fetching Debian's kernel {}", choice.release);
            tree::unpack(&archive.download(choice)?, &toolchain)
        })
        .collect()
}

fn file_name(path: &Path) -> String {
    path.file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default()
}
