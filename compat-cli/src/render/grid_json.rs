// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The matrix for scripts.

use serde::Serialize;

use super::difference::ChangeJson;
use super::grid::{Cell, Column, Grid, Row, Signature, letter};
use super::json::{CommitJson, DeclarationJson, FORMAT};

/// The matrix.
#[derive(Serialize)]
pub(crate) struct MatrixJson {
    format: u32,
    r#struct: String,
    columns: Vec<ColumnJson>,
    rows: Vec<RowJson>,
}

/// A kernel.
#[derive(Serialize)]
struct ColumnJson {
    kernel: String,
    release: String,
    family: &'static str,
    distribution: Option<String>,
    source: Option<String>,
    state: &'static str,
    layout: Option<String>,
    size: Option<u64>,
    evidence: String,
    note: Option<String>,
    /// The kernel that the changes are from.
    compared_with: Option<String>,
}

/// An operation.
#[derive(Serialize)]
struct RowJson {
    name: String,
    names: Vec<NameJson>,
    signatures: Vec<SignatureJson>,
    /// What it is on each kernel, in the order of the columns; null: no member, or `state` says why it is not known.
    cells: Vec<Option<CellJson>>,
    changes: Vec<CellChangeJson>,
}

#[derive(Serialize)]
struct NameJson {
    name: String,
    kernels: String,
}

#[derive(Serialize)]
struct SignatureJson {
    letter: String,
    #[serde(flatten)]
    declaration: DeclarationJson,
    kernels: String,
    commits: Vec<CommitJson>,
}

#[derive(Serialize)]
struct CellJson {
    name: String,
    signature: String,
    /// Counted from 0.
    position: usize,
    offset: Option<u64>,
}

/// What changed on a kernel.
#[derive(Serialize)]
struct CellChangeJson {
    kernel: String,
    compared_with: Option<String>,
    #[serde(flatten)]
    change: ChangeJson,
}

impl MatrixJson {
    /// That of a grid.
    pub fn of(grid: &Grid<'_>) -> Self {
        let columns = &grid.columns;
        Self {
            format: FORMAT,
            r#struct: grid.history.name.clone(),
            columns: columns
                .iter()
                .map(|column| ColumnJson::of(grid, column))
                .collect(),
            rows: grid.rows.iter().map(|row| RowJson::of(grid, row)).collect(),
        }
    }
}

fn compared_with(grid: &Grid<'_>, column: &Column<'_>) -> Option<String> {
    let base = column.base.and_then(|at| grid.columns.get(at))?;
    Some(base.kernel.clone())
}

impl ColumnJson {
    fn of(grid: &Grid<'_>, column: &Column<'_>) -> Self {
        Self {
            kernel: column.kernel.clone(),
            release: column.release.to_string(),
            family: column.family.name(),
            distribution: column.family.distribution().map(str::to_owned),
            source: column.source.map(str::to_owned),
            state: column.state.name(),
            layout: column.state.layout().map(|layout| layout.name.clone()),
            size: column.places.as_ref().map(|places| places.size),
            evidence: column.evidence.clone(),
            note: column.note.map(str::to_owned),
            compared_with: compared_with(grid, column),
        }
    }
}

impl RowJson {
    fn of(grid: &Grid<'_>, row: &Row<'_>) -> Self {
        let names = row.names.iter().map(|name| NameJson {
            name: name.name.to_owned(),
            kernels: name.kernels.clone(),
        });
        let signatures = row.signatures.iter().enumerate();
        let changes = grid.columns.iter().zip(&row.cells);
        Self {
            name: row.name().to_owned(),
            names: names.collect(),
            signatures: signatures
                .map(|(at, it)| SignatureJson::of(at, it))
                .collect(),
            cells: row.cells.iter().map(CellJson::of).collect(),
            changes: changes
                .flat_map(|(column, cell)| {
                    cell.changes.iter().map(|change| CellChangeJson {
                        kernel: column.kernel.clone(),
                        compared_with: compared_with(grid, column),
                        change: ChangeJson::of(change),
                    })
                })
                .collect(),
        }
    }
}

impl SignatureJson {
    fn of(at: usize, signature: &Signature<'_>) -> Self {
        Self {
            letter: letter(at),
            declaration: DeclarationJson::of(signature.member),
            kernels: signature.kernels.clone(),
            commits: signature
                .commits
                .iter()
                .map(|commit| CommitJson::of(commit))
                .collect(),
        }
    }
}

impl CellJson {
    fn of(cell: &Cell<'_>) -> Option<Self> {
        let member = cell.member?;
        Some(Self {
            name: member.member.name.clone(),
            signature: letter(member.signature),
            position: member.position,
            offset: member.offset,
        })
    }
}
