// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! How a layout is known.

use std::fmt;

use crate::history::SnapshotKernel;
use crate::release::Release;

/// How a layout is known. Displays as one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Evidence {
    /// Recorded facts: that mainline release has it.
    Mainline {
        /// The release.
        release: Release,
        /// The kernel that was asked for, where it is not the release itself: a stable update, a distribution's build.
        build: Option<String>,
    },
    /// That very kernel's type information was read.
    Snapshot {
        /// The kernel.
        kernel: SnapshotKernel,
        /// Where it was read.
        source: String,
    },
    /// Two kernels on either side of the release were read, and agree.
    Between {
        /// The older one.
        before: SnapshotKernel,
        /// The newer one.
        after: SnapshotKernel,
    },
    /// A vendor's build, recorded by its number.
    Vendor {
        /// What people call it.
        name: String,
    },
}

impl fmt::Display for Evidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Mainline {
                release,
                build: None,
            } => write!(f, "recorded: mainline {release}"),
            Self::Mainline {
                release,
                build: Some(build),
            } => write!(f, "recorded: mainline {release}, taken for {build}"),
            Self::Snapshot { kernel, source } => {
                write!(f, "recorded: {kernel}, read from {source}")
            }
            Self::Between { before, after } => {
                write!(f, "recorded: {before} and {after}, which agree")
            }
            Self::Vendor { name } => write!(f, "recorded: {name}"),
        }
    }
}
