// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The operations of a struct, and what each is on every kernel.

use compat_data::c::Member;
use compat_data::diff::Difference;
use compat_data::history::{Change, Commit, History, Layout};
use compat_data::operation::Operation;

use super::groups::described;
use super::{Cell, Column, Family, Name, Present, Row, Signature};
use crate::render::difference::{Explained, explained};

/// The operations, as they would stand if one struct had them all.
pub(super) fn rows<'a>(history: &'a History, columns: &[Column<'a>]) -> Vec<Row<'a>> {
    let operations = history.operations();
    let rows = order(history, &operations);
    let operations: Vec<&Operation<'_>> = rows
        .into_iter()
        .filter_map(|at| operations.get(at))
        .collect();
    let mut changes = changes(history, columns, &operations).into_iter();
    let rows = operations.iter();
    rows.map(|operation| row(operation, columns, changes.next().unwrap_or_default()))
        .collect()
}

/// What changed in each operation, column by column.
fn changes<'a>(
    history: &'a History,
    columns: &[Column<'a>],
    operations: &[&Operation<'a>],
) -> Vec<Vec<Vec<Explained<'a>>>> {
    let mut changes = vec![vec![Vec::new(); columns.len()]; operations.len()];
    for (at, column) in columns.iter().enumerate() {
        let base = column.base.and_then(|base| columns.get(base));
        let before = base.and_then(|base| base.state.layout());
        let (Some(before), Some(after)) = (before, column.state.layout()) else {
            continue;
        };
        for explained in explained(history, before, after) {
            let layout = match explained.difference {
                Difference::Removed(_) => before,
                _ => after,
            };
            let name = explained.difference.member();
            let is_it = |operation: &&Operation<'_>| {
                operation
                    .member(layout)
                    .is_some_and(|member| member.name == name)
            };
            let row = operations.iter().position(is_it);
            let cell = row.and_then(|row| changes.get_mut(row)?.get_mut(at));
            if let Some(cell) = cell {
                cell.push(explained);
            }
        }
    }
    changes
}

/// Each layout's members in its own order; those that are new in it stand behind the member that they follow.
fn order(history: &History, operations: &[Operation<'_>]) -> Vec<usize> {
    let mut order: Vec<usize> = Vec::new();
    let mainline = history.mainline_layouts().map(|(layout, _)| layout);
    let others = history.layouts.iter();
    for layout in mainline.chain(others.filter(|layout| layout.mainline.is_none())) {
        let mut next = 0;
        for member in &layout.members {
            let is_it = |operation: &Operation<'_>| operation.member(layout) == Some(member);
            let Some(operation) = operations.iter().position(is_it) else {
                continue;
            };
            match order.iter().position(|&known| known == operation) {
                Some(at) => next = at + 1,
                None => {
                    order.insert(next, operation);
                    next += 1;
                }
            }
        }
    }
    order
}

fn row<'a>(
    operation: &Operation<'a>,
    columns: &[Column<'a>],
    changes: Vec<Vec<Explained<'a>>>,
) -> Row<'a> {
    let mut types: Vec<&Member> = Vec::new();
    let cells = columns.iter().zip(changes).map(|(column, changes)| Cell {
        member: column
            .state
            .layout()
            .and_then(|layout| present(operation, layout, column, &mut types)),
        changes,
    });
    let cells: Vec<Cell<'_>> = cells.collect();
    let signatures = (0..types.len())
        .filter_map(|at| signature(at, columns, &cells))
        .collect();
    Row {
        names: names(columns, &cells),
        signatures,
        cells,
    }
}

fn present<'a>(
    operation: &Operation<'a>,
    layout: &'a Layout,
    column: &Column<'a>,
    types: &mut Vec<&'a Member>,
) -> Option<Present<'a>> {
    let member = operation.member(layout)?;
    let signature = types.iter().position(|known| known.ty == member.ty);
    let signature = signature.unwrap_or_else(|| {
        types.push(member);
        types.len() - 1
    });
    let position = layout.members.iter().position(|other| other == member)?;
    let places = column.places.as_ref();
    Some(Present {
        member,
        signature,
        position,
        offset: places.and_then(|places| places.offsets.get(position).copied()),
    })
}

/// The names, that of the newest mainline release first, where there is one.
fn names<'a>(columns: &[Column<'a>], cells: &[Cell<'a>]) -> Vec<Name<'a>> {
    let named = columns.iter().zip(cells).filter_map(|(column, cell)| {
        let name = cell.member?.member.name.as_str();
        Some((column, name))
    });
    let (mainline, others): (Vec<_>, Vec<_>) =
        named.partition(|(column, _)| column.family == Family::Mainline);
    let mut names: Vec<Name<'_>> = Vec::new();
    for (_, name) in mainline.iter().rev().chain(others.iter().rev()) {
        if !names.iter().any(|known| known.name == *name) {
            let has = |cell: &Cell<'_>| cell.member.is_some_and(|it| it.member.name == *name);
            names.push(Name {
                name,
                kernels: kernels(columns, cells, has),
            });
        }
    }
    names
}

fn signature<'a>(
    signature: usize,
    columns: &[Column<'a>],
    cells: &[Cell<'a>],
) -> Option<Signature<'a>> {
    let has = |cell: &Cell<'_>| cell.member.is_some_and(|it| it.signature == signature);
    let mut with = columns.iter().zip(cells).filter(|(_, cell)| has(cell));
    let mut mainline = with
        .clone()
        .filter(|(column, _)| column.family == Family::Mainline);
    let since = mainline.next();
    let newest = mainline.next_back().or(since).or_else(|| with.next_back());
    Some(Signature {
        member: newest?.1.member?.member,
        kernels: kernels(columns, cells, has),
        commits: since.map_or_else(Vec::new, |(column, cell)| commits(column, cell)),
    })
}

/// The commits that made a member what it is on the first release that has it so.
fn commits<'a>(column: &Column<'a>, cell: &Cell<'a>) -> Vec<&'a Commit> {
    let changes = column
        .state
        .layout()
        .map_or(&[][..], |layout| &layout.changes);
    // The struct itself was added.
    let whole = changes.iter().filter(|change| change.member.is_none());
    let own = cell.changes.iter().flat_map(|change| &change.facts);
    let own = own.map(|(_, change)| *change);
    let mut commits: Vec<&Commit> = Vec::new();
    for commit in own
        .chain(whole)
        .filter_map(|change: &Change| change.commit.as_ref())
    {
        if !commits.contains(&commit) {
            commits.push(commit);
        }
    }
    commits
}

/// The kernels on which an operation is so: mainline's where they are, else the others.
fn kernels(columns: &[Column<'_>], cells: &[Cell<'_>], has: impl Fn(&Cell<'_>) -> bool) -> String {
    described(columns, |at| cells.get(at).is_some_and(&has))
}
