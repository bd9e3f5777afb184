// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! What says two different things of one target. Which of them is right only the user can tell.

use std::fmt;
use std::path::PathBuf;

use compat_data::kernel::Architecture;

use crate::environment::{ARCHITECTURE, BTF};

/// Two sayings that exclude each other. Displays as both, and on a line of its own, what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Disagreement {
    /// Two files of a kernel tree, each with what it says.
    Files {
        /// One file.
        first: (PathBuf, String),
        /// The other.
        second: (PathBuf, String),
    },
    /// The type information is another kernel's than the target.
    Kernel {
        /// The file with the type information.
        path: PathBuf,
        /// The release string of its kernel.
        release: String,
        /// The target.
        target: String,
    },
    /// `ARCH` is another architecture than the tree's.
    Kbuild {
        /// What it is set to.
        value: String,
        /// The tree.
        path: PathBuf,
        /// The tree's architecture.
        tree: Architecture,
        /// What Kbuild calls that one.
        names: &'static [&'static str],
    },
    /// The module is built for another architecture than the tree's.
    Module {
        /// The tree.
        path: PathBuf,
        /// The tree's architecture.
        tree: Architecture,
        /// The module's, as Rust calls it.
        rust: String,
    },
}

impl fmt::Display for Disagreement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Files { first, second } => write!(
                f,
                "the kernel tree contradicts itself: {} says {}, and {} says {}\nhelp: run `make modules_prepare` in it again",
                first.0.display(),
                first.1,
                second.0.display(),
                second.1
            ),
            Self::Kernel {
                path,
                release,
                target,
            } => write!(
                f,
                "{} is of kernel {release}, but the target is kernel {target}\nhelp: let `{BTF}` name that kernel's own type information, or `KDIR` the other kernel's tree; a `vmlinux` that an earlier build left in a tree can go",
                path.display()
            ),
            Self::Kbuild {
                value,
                path,
                tree,
                names,
            } => write!(
                f,
                "`{ARCHITECTURE}` is `{value}`, but the kernel tree {} is for {tree}\nhelp: for that tree it is `{}`; set it so, unset it, or name another tree",
                path.display(),
                names.join("` or `")
            ),
            Self::Module { path, tree, rust } => write!(
                f,
                "the module is built for {rust}, but the kernel tree {} is for {tree}\nhelp: give cargo the `--target` of that architecture, or name another tree",
                path.display()
            ),
        }
    }
}

impl std::error::Error for Disagreement {}
