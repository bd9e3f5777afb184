// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! One column for many builds.

use super::{Column, Grid};

impl Grid<'_> {
    /// The same with one column for all builds of a release, an architecture and a flavour that follow each other and are alike.
    pub fn condensed(self) -> Self {
        let mut columns: Vec<Column<'_>> = Vec::new();
        let mut kept = Vec::new();
        // Where each column is in what is left.
        let mut places = Vec::new();
        for (at, column) in self.columns.into_iter().enumerate() {
            match columns.last_mut() {
                Some(last) if is_alike(last, &column) => last.more.push(column.kernel),
                _ => {
                    kept.push(at);
                    columns.push(column);
                }
            }
            places.push(columns.len() - 1);
        }
        for column in &mut columns {
            column.base = column.base.and_then(|base| places.get(base).copied());
        }
        let rows = self.rows.into_iter().map(|mut row| {
            let mut at = 0;
            row.cells.retain(|_| {
                at += 1;
                kept.binary_search(&(at - 1)).is_ok()
            });
            row
        });
        Self {
            history: self.history,
            columns,
            rows: rows.collect(),
        }
    }
}

/// Whether one column can stand for both. A build that has the same layout as the one before it has changed nothing.
fn is_alike(one: &Column<'_>, other: &Column<'_>) -> bool {
    let (Some(kernel), Some(next)) = (one.snapshot, other.snapshot) else {
        return false;
    };
    let are_builds = kernel.build.is_some() && next.build.is_some();
    are_builds
        && (kernel.release, kernel.architecture) == (next.release, next.architecture)
        && kernel.flavour == next.flavour
        && one.family == other.family
        && one.state == other.state
        && one.places == other.places
        && one.source == other.source
        && one.note.is_none()
        && other.note.is_none()
}
