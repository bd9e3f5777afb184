// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Kernels: concrete builds, and the names by which people ask for them.

mod architecture;
pub mod builds;
mod distribution;
mod name;
mod release_string;
mod shape;

use std::fmt;

pub use architecture::Architecture;
pub use name::ParseKernelError;
pub(crate) use release_string::{backports, build_numbers, featureset, packager};

use crate::release::Release;

/// Whose tree a kernel was built from, as far as its name tells: it decides which records speak for it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Lineage {
    /// Mainline, a stable update of it, or a build of one by a distribution that is known to follow it.
    Mainline,
    /// A kernel asked for by the name of its record, `5.4-aws`: that record and nothing else speaks for it.
    Recorded,
    /// A vendor who backports interface changes without changing the number, or of whom that is not known: only
    /// records of that very build count.
    Vendor {
        /// The vendor's tag in the kernel's release string: `el8`, `android`; else all that follows the upstream
        /// version, `qgki`.
        tag: String,
        /// The vendor's minor release, where the tag has one: 4 in `el8_4`.
        minor: Option<u32>,
        /// The vendor's build number, where the string has one: 348 in `4.18.0-348.el8.x86_64`.
        build: Option<u32>,
    },
}

/// One concrete kernel.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Kernel {
    /// The name as it was given: `5.4-arm64`, `6.12.117+deb12-amd64`.
    pub name: String,
    /// The upstream release it starts from.
    pub release: Release,
    /// Its architecture.
    pub architecture: Architecture,
    /// The distribution's flavour, where the name has one: `generic`, `aws`.
    pub flavour: Option<String>,
    /// Whose tree it is.
    pub lineage: Lineage,
}

impl Kernel {
    /// A kernel of the mainline release, on x86-64.
    pub fn mainline(release: Release) -> Self {
        Self {
            name: release.to_string(),
            release,
            architecture: Architecture::Amd64,
            flavour: None,
            lineage: Lineage::Mainline,
        }
    }
}

impl Kernel {
    /// Whether its name says its architecture: `6.12.117+deb12-amd64`, not `5.4.0-26-generic`.
    pub fn says_architecture(&self) -> bool {
        release_string::says_architecture(&self.name)
    }

    /// Whether its name is that of one build, a release string with more than the upstream version: `5.4.0-26-generic`.
    pub fn is_build(&self) -> bool {
        self.lineage != Lineage::Recorded && release_string::is_build(&self.name)
    }
}

impl fmt::Display for Kernel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}
