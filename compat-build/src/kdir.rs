// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! A kernel build tree: what it says of its kernel.

mod architecture;
mod folder;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use compat_data::kernel::{Architecture, Kernel};
use compat_data::release::Release;

use crate::config::Config;
use crate::disagreement::Disagreement;
use crate::environment::Environment;
use crate::error::Error;

/// Made by the kernel's top Makefile; its `UTS_RELEASE` is what `uname -r` prints and what modules must match.
const UTSRELEASE: &str = "include/generated/utsrelease.h";
/// Made by the kernel's top Makefile; Debian up to 6.1 has the stable release here and the ABI name in the other.
const KERNEL_RELEASE: &str = "include/config/kernel.release";
/// The configuration as Kbuild reads it, and as people write it.
const CONFIGS: [&str; 2] = ["include/config/auto.conf", ".config"];

/// Made when the kernel is linked: a line `checksum, symbol, where it is, how it is exported` for each export.
const EXPORTS: &str = "Module.symvers";

/// What `make modules_prepare` makes.
const PREPARED: [&str; 3] = [UTSRELEASE, KERNEL_RELEASE, CONFIGS[0]];

/// A kernel build tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KernelTree {
    /// Its folder.
    pub path: PathBuf,
    /// The kernel's release string.
    pub release: String,
    /// The kernel's architecture.
    pub architecture: Architecture,
    /// The kernel's configuration.
    pub config: Config,
    /// Every file that was read.
    pub files: Vec<PathBuf>,
}

impl KernelTree {
    /// Finds the tree that a variable names. Its build may be in a folder of its own, which `KBUILD_OUTPUT` or `O` names.
    ///
    /// # Errors
    /// Those of [`Self::read`].
    pub fn find(
        variable: &'static str,
        path: &Path,
        environment: &Environment,
    ) -> Result<Self, Error> {
        match folder::output(path, environment) {
            Some((variable, output)) => Self::read(variable, &output),
            None => Self::read(variable, path),
        }
    }

    /// Reads the tree that a variable names.
    ///
    /// # Errors
    /// When the path is no kernel build tree prepared for modules, contradicts itself, or is for an unknown architecture.
    pub fn read(variable: &'static str, path: &Path) -> Result<Self, Error> {
        let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        match fs::metadata(&path) {
            Ok(metadata) if metadata.is_dir() => {}
            Ok(_) => return Err(Error::TreeIsFile { variable, path }),
            Err(error) => {
                let reason = error.to_string();
                return Err(Error::Tree {
                    variable,
                    path,
                    reason,
                });
            }
        }
        let mut files = Vec::new();
        let mut read = |name: &str| -> Result<Option<(PathBuf, String)>, Error> {
            let file = path.join(name);
            let text = read(&file)?;
            files.extend(text.is_some().then(|| file.clone()));
            Ok(text.map(|text| (file, text)))
        };
        let utsrelease = read(UTSRELEASE)?;
        let kernel_release = read(KERNEL_RELEASE)?;
        let release = release(utsrelease, kernel_release)?;
        let written = read(CONFIGS[1]);
        let (config, written) = match read(CONFIGS[0])? {
            Some(config) => (Some(config), written.ok().flatten()),
            None => (written?, None),
        };
        let (Some(release), Some((config_file, config))) = (&release, &config) else {
            let missing = match release {
                None => UTSRELEASE,
                Some(_) => CONFIGS[0],
            };
            return Err(unusable(variable, path, missing));
        };
        let config = Config::parse(config).map_err(|error| Error::Config {
            path: config_file.clone(),
            error,
        })?;
        let architecture =
            architecture::of_config(&config).map_err(|symbols| Error::UnknownArchitecture {
                path: config_file.clone(),
                symbols,
            })?;
        if let Some((file, text)) = written {
            agree((config_file, &config), (&file, &text))?;
        }
        let exports = path.join(EXPORTS);
        // See flags.rs, which asks for exports in such kernels alone.
        if config.is_enabled("CONFIG_KASAN") && exports.exists() {
            files.push(exports);
        }
        Ok(Self {
            release: release.clone(),
            architecture,
            config,
            files,
            path,
        })
    }

    /// The tree's kernel.
    ///
    /// # Errors
    /// When its release string is none.
    pub fn kernel(&self) -> Result<Kernel, Error> {
        Kernel::from_release_string(&self.release, self.architecture).map_err(|error| {
            Error::ReleaseString {
                path: self.path.clone(),
                error,
            }
        })
    }

    /// Whether the tree's build says that the kernel itself exports this symbol to modules. A tree that was only prepared
    /// says so of none.
    ///
    /// # Errors
    /// When the file that says so can't be read.
    pub fn exports(&self, symbol: &str) -> Result<bool, Error> {
        let text = read(&self.path.join(EXPORTS))?.unwrap_or_default();
        Ok(text.lines().any(|line| {
            let mut fields = line.split('\t').skip(1);
            fields.next() == Some(symbol) && fields.next() == Some("vmlinux")
        }))
    }

    /// What `CARGO_CFG_TARGET_ARCH` says for this architecture.
    pub fn rust_architecture(&self) -> &'static str {
        architecture::rust_name(self.architecture)
    }

    /// What Kbuild takes as `ARCH` for this architecture.
    pub fn kbuild_architectures(&self) -> &'static [&'static str] {
        architecture::kbuild_names(self.architecture)
    }

    /// The symbol that randomises the order of structs of function pointers, if one is set.
    pub fn randomised(&self) -> Option<&'static str> {
        randomised(&self.config)
    }
}

/// The kernel's `security/Kconfig.hardening`; up to 5.18 it was a GCC plugin's.
fn randomised(config: &Config) -> Option<&'static str> {
    [
        "CONFIG_RANDSTRUCT_FULL",
        "CONFIG_RANDSTRUCT_PERFORMANCE",
        "CONFIG_GCC_PLUGIN_RANDSTRUCT",
        "CONFIG_RANDSTRUCT",
    ]
    .into_iter()
    .find(|symbol| config.is_enabled(symbol))
}

/// Kbuild reads `auto.conf`, which is made of `.config`. Somebody who has changed the latter since then has headers of
/// one kernel and means another.
fn agree(made: (&Path, &Config), written: (&Path, &str)) -> Result<(), Error> {
    // What Kbuild does not read may be anything.
    let Ok(config) = Config::parse(written.1) else {
        return Ok(());
    };
    let says = |config: &Config| {
        let architecture = match architecture::of_config(config) {
            Ok(architecture) => architecture.to_string(),
            Err(symbols) => symbols.join(", "),
        };
        let layouts = match randomised(config) {
            Some(symbol) => format!("{symbol}=y"),
            None => "no randomised layouts".to_owned(),
        };
        [architecture, layouts]
    };
    for (first, second) in says(made.1).into_iter().zip(says(&config)) {
        if first != second {
            let first = (made.0.to_owned(), first);
            let second = (written.0.to_owned(), second);
            return Err(Disagreement::Files { first, second }.into());
        }
    }
    Ok(())
}

/// The text of a file; none where it is missing.
fn read(path: &Path) -> Result<Option<String>, Error> {
    match fs::read(path) {
        Ok(bytes) => match String::from_utf8(bytes) {
            Ok(text) => Ok(Some(text)),
            // A kernel's command line in its configuration may be in any encoding; no symbol that matters is.
            Err(error) => Ok(Some(String::from_utf8_lossy(error.as_bytes()).into_owned())),
        },
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Error::Unreadable {
            path: path.to_owned(),
            reason: error.to_string(),
        }),
    }
}

/// The release string, from the contents of the two files that have one.
fn release(
    utsrelease: Option<(PathBuf, String)>,
    kernel_release: Option<(PathBuf, String)>,
) -> Result<Option<String>, Error> {
    let uts = match utsrelease {
        None => None,
        Some((path, text)) => match uts_release(&text) {
            Some(release) => Some((path, release.to_owned())),
            None => return Err(Error::NoRelease { path }),
        },
    };
    let plain = match kernel_release {
        None => None,
        Some((path, text)) if text.trim().is_empty() => return Err(Error::NoRelease { path }),
        Some((path, text)) => Some((path, text.trim().to_owned())),
    };
    match (uts, plain) {
        (Some(first), Some(second)) if !same_release(&first.1, &second.1) => {
            Err(Disagreement::Files { first, second }.into())
        }
        (Some((_, release)), _) | (None, Some((_, release))) => Ok(Some(release)),
        (None, None) => Ok(None),
    }
}

/// The string in `#define UTS_RELEASE "5.10.0-46-amd64"`.
fn uts_release(text: &str) -> Option<&str> {
    text.lines()
        .find_map(|line| line.trim().strip_prefix("#define UTS_RELEASE"))?
        .trim()
        .strip_prefix('"')?
        .strip_suffix('"')
        .filter(|release| !release.is_empty())
}

/// Whether two release strings start from one upstream release. What is no release string is told later, by its file.
fn same_release(first: &str, second: &str) -> bool {
    let release = |text: &str| -> Option<Release> {
        let kernel = Kernel::from_release_string(text, Architecture::Amd64);
        kernel.ok().map(|kernel| kernel.release)
    };
    release(first) == release(second)
}

/// The error for a folder that lacks what a prepared tree has.
fn unusable(variable: &'static str, path: PathBuf, missing: &'static str) -> Error {
    let has = |name: &str| path.join(name).exists();
    if has("Makefile") && (has("Kconfig") || has("scripts") || has(".config")) {
        return Error::NotPrepared {
            variable,
            path,
            missing,
        };
    }
    let build = path.join("build");
    let build = build.join("Makefile").exists().then_some(build);
    Error::NotAKernelTree {
        variable,
        path,
        build,
    }
}

#[cfg(test)]
#[path = "../tests/support/fake.rs"]
pub(crate) mod fake;

#[cfg(test)]
#[path = "../tests/unit/kdir.rs"]
mod tests;
