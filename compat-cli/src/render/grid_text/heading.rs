// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The kernels of a narrow column, one below the other.

use crate::render::grid::{Column, Family, Group};

/// How wide a line may be that can be broken.
const NARROW: usize = 10;

/// The same for vendors' kernels, whose names are words.
const WORD: usize = 6;

/// The lines above a column.
pub(super) fn heading(group: &Group<'_>) -> Vec<String> {
    match (group.family, group.columns) {
        (Family::Vendor, columns) => {
            listed(columns.iter().map(|column| column.kernel.clone()), WORD)
        }
        (_, [first, .., last]) if first.is_plain() && first.snapshot.is_some() => {
            range(&first.short(), "..=", &last.short())
        }
        (_, [first, ..]) if first.is_plain() => match group.kernels().split_once("..") {
            Some((first, last)) => match last.strip_prefix('=') {
                Some(last) => range(first, "..=", last),
                None => range(first, "..", last),
            },
            None => broken(&first.short(), NARROW),
        },
        (_, columns) => flavours(columns),
    }
}

fn range(first: &str, between: &str, last: &str) -> Vec<String> {
    let mut lines = broken(first, NARROW);
    lines.push(between.to_owned());
    lines.extend(broken(last, NARROW));
    lines
}

/// `5.4-arm64` and `5.4-aws` as `5.4-`, `arm64`, `aws`.
fn flavours(columns: &[Column<'_>]) -> Vec<String> {
    let release = columns.first().map(|column| format!("{}-", column.release));
    let release = release.unwrap_or_default();
    let rests: Option<Vec<&str>> = columns
        .iter()
        .map(|column| column.kernel.strip_prefix(&release))
        .collect();
    match rests {
        Some(rests) => std::iter::once(release.clone())
            .chain(rests.into_iter().flat_map(|rest| broken(rest, NARROW)))
            .collect(),
        None => listed(columns.iter().map(|column| column.kernel.clone()), NARROW),
    }
}

fn listed(names: impl ExactSizeIterator<Item = String>, width: usize) -> Vec<String> {
    let last = names.len().saturating_sub(1);
    let names = names.enumerate().map(|(at, name)| match at < last {
        true => name + ",",
        false => name,
    });
    names.flat_map(|name| broken(&name, width)).collect()
}

/// A name in lines of that width, as far as it has places to break it: `6.12.117`, `+deb12`, `-amd64`.
fn broken(name: &str, width: usize) -> Vec<String> {
    let mut pieces: Vec<String> = Vec::new();
    for c in name.chars() {
        match pieces.last_mut() {
            Some(piece) if !matches!(c, ' ' | '-' | '+') => piece.push(c),
            _ => pieces.push(c.to_string()),
        }
    }
    let mut lines: Vec<String> = Vec::new();
    for piece in pieces {
        let length = piece.chars().count();
        match lines.last_mut() {
            Some(line) if line.chars().count() + length <= width => line.push_str(&piece),
            _ => lines.push(piece.trim_start().to_owned()),
        }
    }
    lines
}
