// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Members against kernels: the plain data behind every form of the matrix.

mod columns;
mod condensed;
mod groups;
mod rows;

use std::collections::BTreeMap;

use compat_data::c::Member;
use compat_data::diff::Difference;
use compat_data::history::{Commit, History, Layout, SnapshotKernel};
use compat_data::places::Places;
use compat_data::release::Release;

pub(crate) use groups::Group;

use super::difference::Explained;

/// A struct's members against the kernels that are recorded.
#[derive(Clone, Debug)]
pub(crate) struct Grid<'a> {
    /// The history that it shows.
    pub history: &'a History,
    /// The kernels: mainline's releases, then those of distributions, then vendors'.
    pub columns: Vec<Column<'a>>,
    /// The operations, as they would stand if one struct had them all.
    pub rows: Vec<Row<'a>>,
}

/// One kernel.
#[derive(Clone, Debug)]
pub(crate) struct Column<'a> {
    /// Its name: `5.4`, `5.4-arm64`, `RHEL 8.3`.
    pub kernel: String,
    /// Further kernels that it stands for, the newest last: see [`Grid::condensed`].
    pub more: Vec<String>,
    /// The release that it goes by.
    pub release: Release,
    /// Whose kernel it is.
    pub family: Family<'a>,
    /// The record of it, where its own type information was read.
    pub snapshot: Option<&'a SnapshotKernel>,
    /// The document from which that was read.
    pub source: Option<&'a str>,
    /// What is known of the struct there.
    pub state: State<'a>,
    /// Where the members lie, if that is known.
    pub places: Option<Places>,
    /// How that is known.
    pub evidence: String,
    /// What else is to be said of it.
    pub note: Option<&'a str>,
    /// The column that it is compared with: the kernel before; of an architecture or a flavour, the plain kernel; of a
    /// vendor's, the mainline release that it goes by.
    pub base: Option<usize>,
}

/// Whose kernel it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Family<'a> {
    /// A mainline release.
    Mainline,
    /// A kernel whose own type information was read; of that distribution, where somebody said so.
    Distribution(Option<&'a str>),
    /// A vendor's kernel that carries another layout than the number it goes by.
    Vendor,
}

/// What is known of the struct on a kernel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State<'a> {
    /// It has this layout.
    Present(&'a Layout),
    /// There is no such struct.
    Absent,
    /// The kernel's vmlinux has no type information of it.
    Unknown,
    /// The kernels on either side differ.
    Uncertain,
}

/// One operation.
#[derive(Clone, Debug)]
pub(crate) struct Row<'a> {
    /// The members' names that it goes by, the newest first.
    pub names: Vec<Name<'a>>,
    /// Its distinct types, by their first appearance.
    pub signatures: Vec<Signature<'a>>,
    /// What it is on each kernel, in the order of the columns.
    pub cells: Vec<Cell<'a>>,
}

/// A name of an operation.
#[derive(Clone, Debug)]
pub(crate) struct Name<'a> {
    /// The name.
    pub name: &'a str,
    /// The kernels on which it goes by it: `4.4..=4.11`.
    pub kernels: String,
}

/// One type of an operation.
#[derive(Clone, Debug)]
pub(crate) struct Signature<'a> {
    /// The newest member of that type.
    pub member: &'a Member,
    /// The kernels that have it: mainline's where they do, else the others.
    pub kernels: String,
    /// The commits that made it so, where they are recorded.
    pub commits: Vec<&'a Commit>,
}

/// An operation on a kernel.
#[derive(Clone, Debug, Default)]
pub(crate) struct Cell<'a> {
    /// The member that it is there; none: it is none, or the kernel's layout is not known.
    pub member: Option<Present<'a>>,
    /// What changed from the kernel that this one is compared with.
    pub changes: Vec<Explained<'a>>,
}

/// A member of a kernel's layout.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Present<'a> {
    /// The member.
    pub member: &'a Member,
    /// Which of the row's signatures it has.
    pub signature: usize,
    /// Its place in the order, counted from 0.
    pub position: usize,
    /// Where it begins, in bytes.
    pub offset: Option<u64>,
}

impl<'a> Grid<'a> {
    /// The matrix of a history.
    pub fn of(history: &'a History) -> Self {
        let columns = columns::columns(history);
        let rows = rows::rows(history, &columns);
        Self {
            history,
            columns,
            rows,
        }
    }

    /// The columns of neighbouring kernels of which the same is known, in order.
    pub fn groups(&self) -> Vec<Group<'_>> {
        groups::groups(&self.columns)
    }

    /// Every name of a member, with the row of the first operation that goes by it.
    pub fn names(&self) -> BTreeMap<&'a str, usize> {
        let mut names = BTreeMap::new();
        for (at, row) in self.rows.iter().enumerate() {
            for name in &row.names {
                names.entry(name.name).or_insert(at);
            }
        }
        names
    }

    /// The layouts that some kernel has, by their first appearance.
    pub fn layouts(&self) -> Vec<&'a Layout> {
        let mut layouts: Vec<&Layout> = Vec::new();
        for layout in self
            .columns
            .iter()
            .filter_map(|column| column.state.layout())
        {
            if !layouts.iter().any(|known| known.name == layout.name) {
                layouts.push(layout);
            }
        }
        layouts
    }
}

impl<'a> State<'a> {
    /// The layout, if it is known.
    pub fn layout(self) -> Option<&'a Layout> {
        match self {
            Self::Present(layout) => Some(layout),
            Self::Absent | Self::Unknown | Self::Uncertain => None,
        }
    }

    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Present(_) => "present",
            Self::Absent => "absent",
            Self::Unknown => "unknown",
            Self::Uncertain => "uncertain",
        }
    }
}

impl Family<'_> {
    /// What people call these kernels.
    pub fn title(&self) -> &str {
        match self {
            Self::Mainline => "mainline",
            Self::Distribution(Some(name)) => name,
            Self::Distribution(None) => "other kernels",
            Self::Vendor => "vendors",
        }
    }

    /// The distribution, where it is one's kernel and somebody said so.
    pub fn distribution(&self) -> Option<&str> {
        match self {
            Self::Distribution(name) => *name,
            Self::Mainline | Self::Vendor => None,
        }
    }

    /// The word for it, whatever the distribution.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Mainline => "mainline",
            Self::Distribution(_) => "distribution",
            Self::Vendor => "vendor",
        }
    }
}

impl Row<'_> {
    /// The name that it goes by on the newest kernels.
    pub fn name(&self) -> &str {
        self.names.first().map_or("", |name| name.name)
    }
}

impl Cell<'_> {
    /// Whether the member is new.
    pub fn is_added(&self) -> bool {
        self.has(|difference| matches!(difference, Difference::Added(_)))
    }

    /// Whether the member is gone.
    pub fn is_removed(&self) -> bool {
        self.has(|difference| matches!(difference, Difference::Removed(_)))
    }

    /// Whether the member has another name than before.
    pub fn is_renamed(&self) -> bool {
        self.has(|difference| matches!(difference, Difference::Renamed(_)))
    }

    /// Whether the member stands elsewhere in the order than before.
    pub fn is_moved(&self) -> bool {
        self.has(|difference| matches!(difference, Difference::Moved(_)))
    }

    fn has(&self, is: fn(&Difference<'_>) -> bool) -> bool {
        self.changes.iter().any(|change| is(&change.difference))
    }
}

/// The letter of a signature: `a` to `z`, then `aa`.
pub(crate) fn letter(signature: usize) -> String {
    const LETTERS: usize = 26;
    let last = char::from(b'a' + u8::try_from(signature % LETTERS).unwrap_or(0));
    match signature / LETTERS {
        0 => last.to_string(),
        more => letter(more - 1) + &last.to_string(),
    }
}
