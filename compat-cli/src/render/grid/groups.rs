// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Neighbouring kernels of which the same is known.

use std::ops::Range;

use compat_data::kernel::Architecture;
use compat_data::ranges::runs;
use compat_data::release::Release;

use super::{Column, Family, State};

/// Neighbouring kernels of which the same is known.
#[derive(Clone, Debug)]
pub(crate) struct Group<'a> {
    /// Which of the grid's columns they are.
    pub at: Range<usize>,
    /// The columns.
    pub columns: &'a [Column<'a>],
    /// Whose kernels they are.
    pub family: Family<'a>,
    /// What is known of the struct there.
    pub state: State<'a>,
}

/// The columns in groups.
pub(super) fn groups<'a>(columns: &'a [Column<'a>]) -> Vec<Group<'a>> {
    let mut first = 0;
    columns
        .chunk_by(|one, other| belong_together(columns, one, other))
        .filter_map(|columns| {
            let at = first..first + columns.len();
            first = at.end;
            let column = columns.first()?;
            Some(Group {
                at,
                columns,
                family: column.family,
                state: column.state,
            })
        })
        .collect()
}

fn belong_together(columns: &[Column<'_>], one: &Column<'_>, other: &Column<'_>) -> bool {
    let alike = one.family == other.family && one.state == other.state;
    // Then nothing is said of what differs.
    let is_as_base = |column: &Column<'_>| {
        let base = column.base.and_then(|at| columns.get(at));
        base.is_some_and(|base| base.state == column.state) || column.state.layout().is_none()
    };
    alike
        && match (one.is_plain(), other.is_plain()) {
            (true, true) => true,
            // They are compared with the same kernel.
            (false, false) => {
                one.release == other.release || (is_as_base(one) && is_as_base(other))
            }
            (true, false) | (false, true) => false,
        }
}

impl Column<'_> {
    /// Whether it is one of a row of kernels that follow each other.
    pub fn is_plain(&self) -> bool {
        match self.family {
            Family::Mainline => true,
            Family::Distribution(_) => self.snapshot.is_none_or(|kernel| kernel.is_generic()),
            Family::Vendor => false,
        }
    }

    /// Its name among those of its kind: the plain ones go by their release; several builds by theirs, and how many they are.
    pub fn short(&self) -> String {
        let Some(kernel) = self.snapshot else {
            return self.kernel.clone();
        };
        match (self.more.len(), &kernel.build) {
            (0, None) if kernel.is_generic() => kernel.release.to_string(),
            (0, _) => self.kernel.clone(),
            (more, _) => {
                let words = self.kinds();
                let words = words
                    .iter()
                    .filter(|word| **word != Architecture::Amd64.name());
                let words: String = words.map(|word| format!("-{word}")).collect();
                format!("{}{words} ×{}", kernel.release, more + 1)
            }
        }
    }

    /// Its architecture and its flavour, where it has one: the words that a reader tells such kernels apart by.
    pub fn kinds(&self) -> Vec<&str> {
        let Some(kernel) = self.snapshot else {
            return Vec::new();
        };
        let flavour = Some(kernel.flavour.as_str()).filter(|flavour| *flavour != "generic");
        std::iter::once(kernel.architecture.name())
            .chain(flavour)
            .collect()
    }

    /// Every kernel that it stands for.
    pub fn kernels(&self) -> impl Iterator<Item = &str> {
        let first = std::iter::once(self.kernel.as_str());
        first.chain(self.more.iter().map(String::as_str))
    }

    /// The newest kernel that it stands for.
    pub fn newest(&self) -> &str {
        self.more.last().unwrap_or(&self.kernel)
    }

    /// Whether it is a release of which nobody read a kernel.
    fn is_release(&self) -> bool {
        self.family != Family::Vendor && self.snapshot.is_none()
    }
}

impl Group<'_> {
    /// The kernels, for people: `4.6..=4.11`, `5.4-arm64, 5.4-armhf`.
    pub fn kernels(&self) -> String {
        words(&self.columns.iter().collect::<Vec<_>>()).join(", ")
    }
}

/// The columns that have something, for people: mainline's if some are, else the others. Of those that are compared with a
/// plain kernel only the ones that differ from it.
pub(super) fn described(columns: &[Column<'_>], has: impl Fn(usize) -> bool) -> String {
    let which = |is: &dyn Fn(&Column<'_>) -> bool| -> Vec<usize> {
        let all = columns.iter().enumerate();
        all.filter(|(at, column)| has(*at) && is(column))
            .map(|(at, _)| at)
            .collect()
    };
    let mainline = which(&|column| column.family == Family::Mainline);
    if !mainline.is_empty() {
        let mainline: Vec<&Column<'_>> = mainline.iter().map(|&at| &columns[at]).collect();
        return words(&mainline).join(", ");
    }
    let others = which(&|column| column.is_plain() || !column.base.is_some_and(&has));
    let follows = |&one: &usize, &other: &usize| {
        let mut between = columns[one + 1..other].iter();
        columns[one].family == columns[other].family
            && columns[one].is_plain() == columns[other].is_plain()
            && between.all(|column| column.state == State::Uncertain)
    };
    let runs = others.chunk_by(follows);
    let words = runs.flat_map(|run| words(&run.iter().map(|&at| &columns[at]).collect::<Vec<_>>()));
    words.collect::<Vec<_>>().join(", ")
}

/// Kernels that follow each other, each range as one word.
fn words(columns: &[&Column<'_>]) -> Vec<String> {
    if columns.iter().all(|column| column.is_release()) {
        let releases: Vec<Release> = columns.iter().map(|column| column.release).collect();
        return runs(releases);
    }
    match columns {
        [first, .., last] if columns.iter().all(|column| column.is_plain()) => {
            vec![format!("{}..={}", first.kernel, last.newest())]
        }
        [one] if one.is_plain() && !one.more.is_empty() => {
            vec![format!("{}..={}", one.kernel, one.newest())]
        }
        _ => {
            let kernels = columns.iter().flat_map(|column| column.kernels());
            kernels.map(str::to_owned).collect()
        }
    }
}
