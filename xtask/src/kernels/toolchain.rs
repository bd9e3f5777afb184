// SPDX-License-Identifier: MIT OR GPL-2.0-only
//! The compiler and the C library that a kernel's modules are built with: this system's, or another suite of Debian's.

use super::cache;
use super::module::cross_prefix;
use super::packages::mirrors::mirrors;
use crate::command::{capture, inside};
use crate::error::{Error, Result};
use crate::tools;
use compat_data::kernel::Architecture;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What building a module takes there: C programs with their compiler, and what the kernels' build programs want.
const PACKAGES: &str = "gcc,libc6-dev,make,libelf1t64,pahole";

/// Puts the suite's programs and libraries in the place of this system's, for this process and its children alone, which
/// see everything else as it is. What was installed by other means than packages stays.
const ENTER: &str =
    r#"mount --rbind /usr/local "$0/usr/local" && mount --rbind "$0/usr" /usr && exec "$@""#;

/// Where the programs come from that build a kernel's modules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Toolchain {
    /// This system.
    Host,
    /// A small Debian of another suite, in this folder: for kernels whose build programs or compiler this system is
    /// too old for.
    Root(PathBuf),
}

impl Toolchain {
    /// That of a suite, `trixie`: from the cache, or else made, which only root can.
    pub fn of_suite(suite: &str) -> Result<Toolchain> {
        require_mounts(suite)?;
        let parent = cache::folder()?.join("roots");
        let root = parent.join(suite);
        if root.is_dir() {
            return Ok(Toolchain::Root(root));
        }
        let (mirror, _) = mirrors()?;
        eprintln!(
            "installing the compiler of Debian's {suite} into {}",
            root.display()
        );
        cache::publish(&parent, |folder| {
            capture(
                Command::new("debootstrap")
                    .args(["--variant=minbase", "--force-check-gpg"])
                    .arg(format!("--include={PACKAGES}"))
                    .arg(suite)
                    .arg(folder)
                    .arg(&mirror),
            )?;
            let packages = folder.join("var/cache/apt/archives");
            fs::remove_dir_all(&packages).map_err(|error| Error::at(&packages, &error))?;
            Ok(suite.to_owned())
        })
        .map(Toolchain::Root)
    }

    /// Makes sure that it has a compiler for the architecture: installs it, which only root can.
    pub fn ensure_compiler(&self, architecture: Architecture) -> Result<()> {
        let Some(prefix) = cross_prefix(architecture) else {
            return Ok(());
        };
        let compiler = format!("{prefix}gcc");
        // Debian's package of `aarch64-linux-gnu-gcc` is `gcc-aarch64-linux-gnu`.
        let package = format!("gcc-{}", prefix.trim_end_matches('-'));
        match self {
            Toolchain::Host => tools::ensure_program(&compiler, &package),
            Toolchain::Root(root) if root.join("usr/bin").join(&compiler).exists() => Ok(()),
            Toolchain::Root(root) => {
                eprintln!("installing {package} into {}", root.display());
                let apt = |arguments: &[&str]| {
                    let mut apt = Command::new("chroot");
                    apt.arg(root).arg("apt-get").args(arguments);
                    capture(apt.env("DEBIAN_FRONTEND", "noninteractive"))
                };
                apt(&["update"])?;
                apt(&["install", "-y", "--no-install-recommends", &package]).map(drop)
            }
        }
    }

    /// A program of this toolchain that will run in this folder.
    pub fn command(&self, folder: &Path, program: &str) -> Command {
        match self {
            Toolchain::Host => inside(folder, program),
            Toolchain::Root(root) => {
                let mut command = inside(folder, "unshare");
                command
                    .args(["--mount", "sh", "-c", ENTER])
                    .arg(root)
                    .arg(program);
                command
            }
        }
    }

    /// What sets it apart from the others: what was compiled with one may not run with another.
    pub fn name(&self) -> String {
        match self {
            Toolchain::Host => "host".to_owned(),
            Toolchain::Root(root) => super::file_name(root),
        }
    }
}

/// Whether this may make the folder and enter it.
fn require_mounts(suite: &str) -> Result<()> {
    let refused = |reason: &str| {
        Error::new(format!(
            "modules of this kernel are built with the compiler of Debian's {suite}, which only root can install into a \
             folder and mount over this system's: {reason}; or choose other kernels with --kernel"
        ))
    };
    if !tools::is_root()? {
        return Err(refused("run this as root"));
    }
    capture(Command::new("unshare").args(["--mount", "true"]))
        .map(drop)
        .map_err(|error| {
            refused(&format!(
                "give the container the right to mount (CAP_SYS_ADMIN): {error}"
            ))
        })
}
