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
        /// The record that would have spoken for that kernel, where its name has a flavour or an architecture of which
        /// there is none.
        unrecorded: Option<SnapshotKernel>,
    },
    /// The type information of a kernel of the same release, architecture and flavour was read.
    Snapshot {
        /// The record's kernel: one build, of which the record does not say the number.
        kernel: SnapshotKernel,
        /// Where it was read.
        source: String,
        /// The kernel that was asked for, where that is not the record's own name: `5.4.0-200-generic`.
        build: Option<String>,
    },
    /// Two kernels on either side of the release were read, and agree.
    Between {
        /// The older one.
        before: SnapshotKernel,
        /// The newer one.
        after: SnapshotKernel,
        /// The kernel that was asked for, where none of its architecture and flavour was read.
        build: Option<String>,
    },
    /// All builds of the release, architecture and flavour that were read have it.
    Builds {
        /// The oldest one.
        first: SnapshotKernel,
        /// The newest one.
        last: SnapshotKernel,
        /// Whose they are: `Debian's packages`.
        source: String,
        /// The kernel that was asked for, which was not read.
        kernel: String,
    },
    /// A vendor's build, recorded by its number.
    Vendor {
        /// What people call it.
        name: String,
    },
}

impl Evidence {
    /// The kernels whose own type information it rests on.
    pub fn kernels(&self) -> Vec<&SnapshotKernel> {
        match self {
            Self::Snapshot { kernel, .. } => vec![kernel],
            Self::Between { before, after, .. } => vec![before, after],
            Self::Builds { first, last, .. } => vec![first, last],
            Self::Mainline { .. } | Self::Vendor { .. } => Vec::new(),
        }
    }
}

impl fmt::Display for Evidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let taken_for = |f: &mut fmt::Formatter<'_>, build: &Option<String>| match build {
            Some(build) => write!(f, ", taken for {build}"),
            None => Ok(()),
        };
        match self {
            Self::Mainline {
                release,
                build,
                unrecorded,
            } => {
                write!(f, "recorded: mainline {release}")?;
                taken_for(f, build)?;
                match unrecorded {
                    Some(kernel) => write!(f, ": there is no record of {kernel}"),
                    None => Ok(()),
                }
            }
            Self::Snapshot {
                kernel,
                source,
                build,
            } => {
                write!(f, "recorded: {kernel}, read from {source}")?;
                taken_for(f, build)
            }
            Self::Between {
                before,
                after,
                build,
            } => {
                write!(f, "recorded: {before} and {after}, which agree")?;
                taken_for(f, build)?;
                match build {
                    Some(_) => f.write_str(": no kernel of its architecture and flavour was read"),
                    None => Ok(()),
                }
            }
            Self::Builds {
                first,
                last,
                source,
                kernel,
            } => {
                write!(f, "recorded: {first}")?;
                if first != last {
                    write!(f, " to {last}, which agree")?;
                }
                write!(f, ", read from {source}, taken for {kernel}")
            }
            Self::Vendor { name } => write!(f, "recorded: {name}"),
        }
    }
}
