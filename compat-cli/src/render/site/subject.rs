// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! A struct of the site, as plain data.

use compat_data::history::{Header, History, Layout};
use compat_data::kernel::Architecture;
use compat_data::places::Places;

use crate::error::Errors;
use crate::kernels::{newest, resolve};
use crate::render::grid::{Column, Family, Grid, State};
use crate::verbs::new::{Skeleton, skeleton};

/// A struct of the site.
pub(crate) struct Subject<'a> {
    /// What is recorded of it.
    pub history: &'a History,
    /// Its members against kernels.
    pub grid: Grid<'a>,
    /// What a driver writes, or why nothing exact can be shown.
    pub skeleton: Result<Skeleton, Errors>,
}

/// The last change of a struct that is known.
pub(crate) struct LastChange<'a> {
    /// The newest kernel without it.
    pub before: &'a Column<'a>,
    /// The oldest kernel with it.
    pub after: &'a Column<'a>,
}

impl<'a> Subject<'a> {
    /// That of a history.
    pub fn of(history: &'a History) -> Self {
        Self {
            history,
            grid: Grid::of(history).condensed(),
            skeleton: skeleton(history),
        }
    }

    /// The struct's tag.
    pub fn name(&self) -> &'a str {
        &self.history.name
    }

    /// Where its page is.
    pub fn path(&self) -> String {
        format!("{}.html", self.name())
    }

    /// The header that declares it on the newest kernels.
    pub fn header(&self) -> Option<&'a Header> {
        self.history.headers.last()
    }

    /// The layouts that some kernel has: that of the newest kernel, then the others, newest first, and last those of other
    /// architectures and flavours alone.
    pub fn layouts(&self) -> Vec<&'a Layout> {
        let mut layouts = self.grid.layouts();
        layouts.reverse();
        layouts.sort_by_key(|layout| !self.having(layout).any(|column| column.is_plain()));
        if let Some(newest) = self.newest() {
            let at = layouts.iter().position(|layout| layout.name == newest.name);
            let newest = at.map(|at| layouts.remove(at));
            layouts.splice(0..0, newest);
        }
        layouts
    }

    /// The layout of the newest kernel.
    pub fn newest(&self) -> Option<&'a Layout> {
        let kernel = newest(self.history).ok()?;
        let resolution = resolve(self.history, &kernel).ok()?;
        Some(resolution.layout)
    }

    /// The kernels that have the layout.
    pub fn having(&self, layout: &Layout) -> impl DoubleEndedIterator<Item = &Column<'a>> {
        self.grid.columns.iter().filter(move |column| {
            let known = column.state.layout();
            known.is_some_and(|known| known.name == layout.name)
        })
    }

    /// Where the layout's members lie on the newest kernel of which that is known, with the kernel: a plain one, if it is of any.
    pub fn places(&self, layout: &Layout) -> Option<(&Column<'a>, &Places)> {
        let placed = || {
            self.having(layout)
                .rev()
                .filter_map(|column| Some((column, column.places.as_ref()?)))
        };
        placed()
            .find(|(column, _)| column.is_plain())
            .or_else(|| placed().next())
    }

    /// How many kernels are known to have the struct, and of how many anything is known.
    pub fn counts(&self) -> (usize, usize) {
        let count = |is: fn(State<'_>) -> bool| {
            let columns = self.grid.columns.iter();
            let columns = columns.filter(|column| is(column.state));
            columns.map(|column| column.kernels().count()).sum()
        };
        (
            count(|state| state.layout().is_some()),
            count(|state| state != State::Uncertain),
        )
    }

    /// The last change: mainline's, where its releases are recorded, else of plain kernels that were read.
    pub fn last_change(&self) -> Option<LastChange<'_>> {
        let present = |mainline: bool| {
            let columns = self.grid.columns.iter().filter(move |column| {
                let is_mainline = column.family == Family::Mainline;
                is_mainline == mainline && column.is_plain() && column.state.layout().is_some()
            });
            columns.collect::<Vec<_>>()
        };
        let mainline = present(true);
        let columns = match mainline.is_empty() {
            true => present(false),
            false => mainline,
        };
        let pairs = columns.iter().zip(columns.iter().skip(1)).rev();
        let mut changed = pairs.filter(|(before, after)| before.state != after.state);
        let (before, after) = changed.next()?;
        Some(LastChange { before, after })
    }
}

/// The architecture of a kernel; mainline's layouts are x86-64's here.
pub(super) fn architecture(column: &Column<'_>) -> Architecture {
    column
        .snapshot
        .map_or(Architecture::Amd64, |kernel| kernel.architecture)
}
