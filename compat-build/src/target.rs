// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Which kernel a build is for.

use compat_data::kernel::Kernel;
use compat_data::release::Release;

use crate::environment::{BTF, Environment, TARGET, TREES};
use crate::error::Error;
use crate::kdir::KernelTree;

/// The kernel that a build is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// The kernel.
    pub kernel: Kernel,
    /// Where it comes from.
    pub source: Source,
}

/// Where a target comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// `KERNEL_COMPAT_TARGET` names it.
    Name,
    /// It is that of a kernel build tree.
    Tree(KernelTree),
    /// Nothing names it: each struct takes its newest recorded layout.
    Newest,
}

impl Target {
    /// Finds the target: `KERNEL_COMPAT_TARGET`, else `KDIR`, `KERNELDIR`, `KERNEL_SRC`, else the newest release.
    ///
    /// # Errors
    /// When the first variable that is set names no kernel that can be found; when `KERNEL_COMPAT_BTF` would decide.
    pub fn find(environment: &Environment) -> Result<Self, Error> {
        if let Some(name) = environment.text(TARGET)? {
            return Ok(Self {
                kernel: name.parse().map_err(Error::Target)?,
                source: Source::Name,
            });
        }
        if let Some(path) = environment.path(BTF)? {
            return Err(Error::BtfUnsupported { path });
        }
        for variable in TREES {
            if let Some(path) = environment.path(variable)? {
                let tree = KernelTree::read(variable, &path)?;
                let target = Self {
                    kernel: tree.kernel()?,
                    source: Source::Tree(tree),
                };
                target.check_architecture(environment)?;
                return Ok(target);
            }
        }
        Ok(Self {
            kernel: Kernel::mainline(newest_release()),
            source: Source::Newest,
        })
    }

    /// The kernel build tree, where the target comes from one.
    pub fn tree(&self) -> Option<&KernelTree> {
        match &self.source {
            Source::Tree(tree) => Some(tree),
            Source::Name | Source::Newest => None,
        }
    }

    /// A module must be built for its kernel's architecture; a check on the author's machine need not.
    fn check_architecture(&self, environment: &Environment) -> Result<(), Error> {
        let (Some(tree), Some("none"), Some(rust)) = (
            self.tree(),
            environment.text("CARGO_CFG_TARGET_OS")?.as_deref(),
            environment.text("CARGO_CFG_TARGET_ARCH")?,
        ) else {
            return Ok(());
        };
        match tree.rust_architecture() == rust {
            true => Ok(()),
            false => Err(Error::ArchitectureMismatch {
                path: tree.path.clone(),
                tree: tree.architecture,
                rust,
            }),
        }
    }
}

/// The newest mainline release known.
fn newest_release() -> Release {
    Release::mainline().fold(Release::new(0, 0), Release::max)
}

#[cfg(test)]
mod tests {
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
        assert!(find(&all[1..]).unwrap_err().contains("`KERNEL_COMPAT_BTF`"));
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
