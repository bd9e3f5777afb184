// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The matrix for a terminal.

mod heading;
mod legend;
mod table;

use super::grid::Grid;
use super::style::{HEADING, styled};

/// The matrix, in blocks of columns that are no wider than that, and below it what its letters mean.
pub(crate) fn text(grid: &Grid<'_>, width: usize) -> String {
    let title = styled(HEADING, format_args!("struct {}", grid.history.name));
    let groups = grid.groups();
    match groups.is_empty() {
        true => format!("{title}\nno kernel is recorded\n"),
        false => format!(
            "{title}\n\n{}\n{}",
            table::table(grid, &groups, width),
            legend::legend(grid, width)
        ),
    }
}

/// What stands in a column.
mod symbol {
    /// No member.
    pub const NONE: &str = ".";
    /// No such struct.
    pub const ABSENT: &str = "-";
    /// No type information.
    pub const UNKNOWN: &str = "?";
    /// The kernels on either side differ.
    pub const UNCERTAIN: &str = "~";
    /// Under another name from here on.
    pub const RENAMED: &str = "*";
    /// Elsewhere in the order from here on.
    pub const MOVED: &str = "^";
}
