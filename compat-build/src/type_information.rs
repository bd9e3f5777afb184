// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The target's own type information: BTF, where it can be had without compiling anything.

use std::fs;
use std::path::{Path, PathBuf};

use compat_btf::file::{BtfFile, open};
use compat_data::observation::Observation;

use crate::environment::{BTF, Environment};
use crate::error::Error;
use crate::kdir::KernelTree;
use crate::target::{Source, Target};

/// The BTF of the running kernel, and the file that says which one runs.
pub(crate) const RUNNING_BTF: &str = "/sys/kernel/btf/vmlinux";
const RUNNING_RELEASE: &str = "/proc/sys/kernel/osrelease";

/// The type information of a target.
pub struct TypeInformation {
    /// The file that it was read from.
    pub path: PathBuf,
    file: BtfFile,
}

impl TypeInformation {
    /// Finds it: the file that `KERNEL_COMPAT_BTF` names, else `vmlinux` in the kernel build tree, else the running
    /// kernel's, if that is the very kernel. None: it is not at hand.
    ///
    /// # Errors
    /// When the file that is named has none, or is broken.
    pub fn find(environment: &Environment, target: &Target) -> Result<Option<Self>, Error> {
        if let Some(path) = &target.btf {
            return Self::read(environment.system(path), path).map(Some);
        }
        let Source::Tree(tree) = &target.source else {
            return Ok(None);
        };
        let vmlinux = tree.path.join("vmlinux");
        if vmlinux.is_file() {
            // A stripped vmlinux has no BTF, which is no fault of the tree.
            if let Ok(file) = open(&vmlinux) {
                return Ok(Some(Self {
                    path: vmlinux,
                    file,
                }));
            }
        }
        if is_running(environment, tree) {
            let path = Path::new(RUNNING_BTF);
            return Self::read(environment.system(path), path).map(Some);
        }
        Ok(None)
    }

    fn read(from: PathBuf, path: &Path) -> Result<Self, Error> {
        let file = open(&from).map_err(|error| Error::TypeInformation {
            path: path.to_owned(),
            reason: error.to_string(),
        })?;
        Ok(Self {
            path: path.to_owned(),
            file,
        })
    }

    /// What it says of a struct; none: nothing.
    ///
    /// # Errors
    /// When it is broken, or has several structs of that tag that differ.
    pub fn observe(&self, name: &str) -> Result<Option<Observation>, Error> {
        let broken = |error: compat_btf::Error| Error::TypeInformation {
            path: self.path.clone(),
            reason: error.to_string(),
        };
        let btf = self.file.btf().map_err(broken)?;
        btf.observe(name).map_err(broken)
    }
}

/// What the running kernel calls itself; none: it does not say.
pub(crate) fn running_release(environment: &Environment) -> Option<String> {
    let text = fs::read_to_string(environment.system(Path::new(RUNNING_RELEASE))).ok()?;
    Some(text.trim().to_owned()).filter(|release| !release.is_empty())
}

fn is_running(environment: &Environment, tree: &KernelTree) -> bool {
    environment.system(Path::new(RUNNING_BTF)).is_file()
        && running_release(environment).is_some_and(|release| release == tree.release)
}

/// The error for BTF of a kernel whose release nothing says.
pub(crate) fn no_release(path: &Path) -> Error {
    Error::BtfWithoutRelease {
        variable: BTF,
        path: path.to_owned(),
    }
}
