// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Why there is no layout.

use std::fmt;

use crate::history::{Module, SnapshotKernel};
use crate::release::Release;

/// Why there is no layout.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Nothing is recorded for the kernel.
    NotRecorded {
        /// The struct.
        name: String,
        /// The kernel.
        kernel: String,
        /// What is recorded instead.
        hint: String,
    },
    /// It lies between two kernels that differ.
    Uncertain {
        /// The struct.
        name: String,
        /// The kernel.
        kernel: String,
        /// The members that differ, each with how.
        members: Vec<String>,
        /// The nearest recorded kernel before.
        before: String,
        /// The nearest recorded kernel after.
        after: String,
    },
    /// The kernel is known to have no such struct.
    Absent {
        /// The struct.
        name: String,
        /// The kernel.
        kernel: String,
        /// The first release that has it, if it came later.
        since: Option<Release>,
    },
    /// The kernel's vmlinux, or that of the record which speaks for it, has no type information of the struct: it may
    /// live in a module or be configured out.
    Unknown {
        /// The struct.
        name: String,
        /// The kernel.
        kernel: String,
        /// The recorded kernel that was taken for it, where that goes by another name.
        record: Option<Box<SnapshotKernel>>,
        /// Where the type information was looked for.
        source: String,
        /// The module that it lives in, where that is recorded.
        module: Option<Box<Module>>,
        /// The layout of the mainline release that it starts from.
        mainline: Option<Box<(Release, String)>>,
    },
}

/// The kinds of [`Refusal`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RefusalKind {
    /// [`Refusal::NotRecorded`].
    NotRecorded,
    /// [`Refusal::Uncertain`].
    Uncertain,
    /// [`Refusal::Absent`].
    Absent,
    /// [`Refusal::Unknown`].
    Unknown,
}

impl RefusalKind {
    /// All of them.
    pub const ALL: [Self; 4] = [
        Self::NotRecorded,
        Self::Uncertain,
        Self::Absent,
        Self::Unknown,
    ];

    /// The word for it in cfgs: `not-recorded`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::NotRecorded => "not-recorded",
            Self::Uncertain => "uncertain",
            Self::Absent => "absent",
            Self::Unknown => "unknown",
        }
    }
}

impl Refusal {
    /// Which kind it is.
    pub fn kind(&self) -> RefusalKind {
        match self {
            Self::NotRecorded { .. } => RefusalKind::NotRecorded,
            Self::Uncertain { .. } => RefusalKind::Uncertain,
            Self::Absent { .. } => RefusalKind::Absent,
            Self::Unknown { .. } => RefusalKind::Unknown,
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotRecorded { name, kernel, hint } => write!(
                f,
                "the layout of `struct {name}` on kernel {kernel} is not recorded: {}",
                shortened(hint)
            ),
            Self::Uncertain {
                name,
                kernel,
                members,
                before,
                after,
            } => write!(
                f,
                "the layout of `struct {name}` on kernel {kernel} is uncertain: it lies between {before} and {after}, \
                 which differ ({}); name one of these two as the target if you know that it has the same layout, \
                 or record in which release each change landed",
                first_of(members)
            ),
            Self::Absent {
                name,
                kernel,
                since,
            } => {
                write!(f, "kernel {kernel} has no `struct {name}`")?;
                match since {
                    Some(since) => write!(f, ": it came with {since}"),
                    None => Ok(()),
                }
            }
            Self::Unknown {
                name,
                kernel,
                record,
                source,
                module,
                mainline,
            } => {
                let vmlinux = match record {
                    Some(record) => format!("the vmlinux of {record}, taken for it,"),
                    None => "its vmlinux".to_owned(),
                };
                write!(
                    f,
                    "the layout of `struct {name}` on kernel {kernel} is unknown: {vmlinux} has no type information \
                     of it ({source}), so there it lives in "
                )?;
                match module {
                    Some(module) => write!(f, "module {}", module.name)?,
                    None => f.write_str("a module")?,
                }
                f.write_str(" or is configured out")?;
                match mainline {
                    Some(mainline) => {
                        let (release, layout) = &**mainline;
                        write!(
                            f,
                            "; mainline {release} has layout {layout}: name the target {release} to take that one"
                        )
                    }
                    None => Ok(()),
                }
            }
        }
    }
}

impl std::error::Error for Refusal {}

/// The hint, of each list in it no more than the beginning: some structs are recorded for hundreds of kernels.
fn shortened(hint: &str) -> String {
    const BYTES: usize = 300;
    let part = |part: &str| {
        let fits = |&(at, _): &(usize, &str)| at <= BYTES;
        match part.match_indices(", ").take_while(fits).last() {
            Some((end, _)) if part.len() > BYTES => format!("{} and others", &part[..end]),
            _ => part.to_owned(),
        }
    };
    hint.split("; ").map(part).collect::<Vec<_>>().join("; ")
}

/// How members differ: of all, or of the first ones and of how many more.
fn first_of(members: &[String]) -> String {
    const MOST: usize = 3;
    match members.split_at_checked(MOST) {
        Some((first, rest @ [_, ..])) => format!("{}; and {} more", first.join("; "), rest.len()),
        _ => members.join("; "),
    }
}
