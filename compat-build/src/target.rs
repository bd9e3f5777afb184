// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Which kernel a build is for.

use std::ffi::OsStr;
use std::path::PathBuf;

use compat_data::kernel::{Architecture, Kernel};
use compat_data::release::Release;

use crate::disagreement::Disagreement;
use crate::environment::{ARCHITECTURE, BTF, Environment, MAKE, TARGET, TREES};
use crate::error::Error;
use crate::kdir::KernelTree;
use crate::type_information::is_of_running;

pub use crate::type_information::running_release;

/// The kernel that a build is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// The kernel.
    pub kernel: Kernel,
    /// Where it comes from.
    pub source: Source,
    /// The file with its type information, where `KERNEL_COMPAT_BTF` names one.
    pub btf: Option<PathBuf>,
}

/// Where a target comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// `KERNEL_COMPAT_TARGET` names it. A kernel build tree that is named as well says how to compile for it.
    Name(Option<KernelTree>),
    /// It is that of a kernel build tree.
    Tree(KernelTree),
    /// It is the running kernel, whose type information is asked for.
    Running,
    /// Nothing names it: each struct takes its newest recorded layout.
    Newest,
}

impl Target {
    /// Finds the target: `KERNEL_COMPAT_TARGET`, else `KDIR`, `KERNELDIR`, `KERNEL_SRC`, else the newest release.
    /// `KERNEL_COMPAT_BTF` stands before the trees for type information; BTF does not say its kernel's release, so
    /// that still comes from a tree, or from the running kernel if it is that one's.
    ///
    /// # Errors
    /// When the first variable that is set names no kernel that can be found, or nothing says the release.
    pub fn find(environment: &Environment) -> Result<Self, Error> {
        if let Some(name) = environment.text(TARGET)? {
            // Only who builds a module asks for the fragment; for all others the tree is none of this target's.
            let tree = match environment.path(MAKE)? {
                Some(_) => first_tree(environment)?,
                None => None,
            };
            let target = Self {
                kernel: name.parse().map_err(Error::Target)?,
                source: Source::Name(tree),
                btf: None,
            };
            target.check_architecture(environment)?;
            return Ok(target);
        }
        let btf = environment.path(BTF)?;
        if let Some(tree) = first_tree(environment)? {
            let target = Self {
                kernel: tree.kernel()?,
                source: Source::Tree(tree),
                btf,
            };
            target.check_architecture(environment)?;
            return Ok(target);
        }
        if let Some(path) = btf {
            return Self::running(environment, path);
        }
        Ok(Self {
            kernel: Kernel::mainline(newest_release()),
            source: Source::Newest,
            btf: None,
        })
    }

    /// The running kernel, if the type information is its own.
    fn running(environment: &Environment, path: PathBuf) -> Result<Self, Error> {
        let release = running_release(environment).filter(|_| is_of_running(&path));
        let architecture = host_architecture();
        let (Some(release), Some(architecture)) = (release, architecture) else {
            return Err(Error::BtfWithoutRelease {
                variable: BTF,
                path,
            });
        };
        let kernel = Kernel::from_release_string(&release, architecture).map_err(|error| {
            Error::ReleaseString {
                path: path.clone(),
                error,
            }
        })?;
        Ok(Self {
            kernel,
            source: Source::Running,
            btf: Some(path),
        })
    }

    /// The kernel build tree, where the target comes from one.
    pub fn tree(&self) -> Option<&KernelTree> {
        match &self.source {
            Source::Tree(tree) | Source::Name(Some(tree)) => Some(tree),
            Source::Name(None) | Source::Running | Source::Newest => None,
        }
    }

    /// Kbuild must be told the tree's architecture, if any. A module must be built for it; a check on the author's machine
    /// need not.
    fn check_architecture(&self, environment: &Environment) -> Result<(), Error> {
        let Some(tree) = self.tree() else {
            return Ok(());
        };
        let told = environment.get(ARCHITECTURE).map(OsStr::to_string_lossy);
        if let Some(value) = told.filter(|value| !value.trim().is_empty()) {
            let names = tree.kbuild_architectures();
            if !names.contains(&value.trim()) {
                return Err(Disagreement::Kbuild {
                    value: value.into_owned(),
                    path: tree.path.clone(),
                    tree: tree.architecture,
                    names,
                }
                .into());
            }
        }
        let (Some("none"), Some(rust)) = (
            environment.text("CARGO_CFG_TARGET_OS")?.as_deref(),
            environment.text("CARGO_CFG_TARGET_ARCH")?,
        ) else {
            return Ok(());
        };
        match tree.rust_architecture() == rust {
            true => Ok(()),
            false => Err(Disagreement::Module {
                path: tree.path.clone(),
                tree: tree.architecture,
                rust,
            }
            .into()),
        }
    }
}

/// The kernel build tree that the first of [`TREES`] names; none: none is set.
///
/// # Errors
/// Those of [`KernelTree::find`], and when the variable is empty.
pub fn first_tree(environment: &Environment) -> Result<Option<KernelTree>, Error> {
    for variable in TREES {
        if let Some(path) = environment.path(variable)? {
            return KernelTree::find(variable, &path, environment).map(Some);
        }
    }
    Ok(None)
}

/// The architecture that this runs on, if it is one of ours.
pub fn host_architecture() -> Option<Architecture> {
    match (std::env::consts::ARCH, cfg!(target_endian = "little")) {
        ("x86_64", _) => Some(Architecture::Amd64),
        ("aarch64", true) => Some(Architecture::Arm64),
        ("arm", true) => Some(Architecture::Armhf),
        ("powerpc64", true) => Some(Architecture::Ppc64el),
        ("riscv64", _) => Some(Architecture::Riscv64),
        _ => None,
    }
}

/// The newest mainline release known.
fn newest_release() -> Release {
    Release::mainline().fold(Release::new(0, 0), Release::max)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::kdir::fake::{DEBIAN, Tree};

    fn find(variables: &[(&str, &str)]) -> Result<Target, String> {
        Target::find(&Environment::new(variables.iter().copied()))
            .map_err(|error| error.to_string())
    }

    #[test]
    fn variables_in_their_order() {
        let first = Tree::new(&DEBIAN);
        let second = Tree::new(&[
            (
                "include/generated/utsrelease.h",
                "#define UTS_RELEASE \"5.10.0-46-amd64\"\n",
            ),
            ("include/config/auto.conf", "CONFIG_X86_64=y\n"),
        ]);
        let (first, second) = (first.path(), second.path());
        let name = |variables: &[(&str, &str)]| find(variables).unwrap().kernel.name;
        let all = [
            ("KERNEL_COMPAT_TARGET", "5.4-arm64"),
            ("KERNEL_COMPAT_BTF", "/vmlinux"),
            ("KDIR", first),
            ("KERNELDIR", second),
            ("KERNEL_SRC", "/nonexistent"),
        ];
        assert_eq!(name(&all), "5.4-arm64");
        let with_btf = find(&all[1..]).unwrap();
        assert_eq!(with_btf.kernel.name, "6.12.117+deb12-amd64");
        assert_eq!(with_btf.btf.as_deref(), Some(Path::new("/vmlinux")));
        let error = find(&all[1..2]).unwrap_err();
        assert!(error.starts_with("`KERNEL_COMPAT_BTF`"), "{error}");
        assert_eq!(name(&all[2..]), "6.12.117+deb12-amd64");
        assert_eq!(name(&all[3..]), "5.10.0-46-amd64");
        let error = find(&all[4..]).unwrap_err();
        assert!(
            error.starts_with("`KERNEL_SRC`: no kernel build tree at /nonexistent"),
            "{error}"
        );
        let newest = find(&[]).unwrap();
        assert_eq!(newest.source, Source::Newest);
        assert_eq!(newest.kernel.release.next(), None);
    }

    #[test]
    fn a_set_variable_decides_even_when_it_is_wrong() {
        let tree = Tree::new(&DEBIAN);
        for (variable, value) in [
            ("KERNEL_COMPAT_TARGET", ""),
            ("KERNEL_COMPAT_TARGET", "five"),
            ("KERNEL_COMPAT_BTF", ""),
        ] {
            let error = find(&[(variable, value), ("KDIR", tree.path())]).unwrap_err();
            assert!(error.starts_with(&format!("`{variable}`")), "{error}");
        }
    }

    #[test]
    fn only_a_module_must_match_the_architecture() {
        let tree = Tree::new(&DEBIAN);
        let build = |os, architecture| {
            find(&[
                ("KDIR", tree.path()),
                ("CARGO_CFG_TARGET_OS", os),
                ("CARGO_CFG_TARGET_ARCH", architecture),
            ])
        };
        assert!(build("none", "x86_64").is_ok());
        assert!(build("linux", "aarch64").is_ok());
        let error = build("none", "aarch64").unwrap_err();
        assert!(
            error.contains("built for aarch64") && error.contains("is for amd64"),
            "{error}"
        );
    }
}
