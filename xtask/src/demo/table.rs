// SPDX-License-Identifier: MIT OR GPL-2.0-only
//! The rows of the demo, printed in columns.

/// What one example did on one kernel.
pub struct Row {
    pub kernel: String,
    pub table: String,
    pub layout: String,
    pub ops: String,
    pub verdict: String,
    pub good: bool,
}

/// Prints them under their headings.
pub fn print(rows: &[Row]) {
    let head = [
        "kernel",
        "ops table",
        "layout (evidence)",
        "ops called",
        "verdict",
    ];
    let cells: Vec<[&str; 5]> = std::iter::once(head)
        .chain(rows.iter().map(|row| {
            [
                &*row.kernel,
                &*row.table,
                &*row.layout,
                &*row.ops,
                &*row.verdict,
            ]
        }))
        .collect();
    let width = |column: usize| cells.iter().map(|row| row[column].chars().count()).max();
    let widths: [usize; 5] = std::array::from_fn(|column| width(column).unwrap_or(0));
    println!();
    for row in cells {
        let padded: Vec<String> = row
            .iter()
            .zip(widths)
            .map(|(cell, width)| format!("{cell:width$}"))
            .collect();
        println!("{}", padded.join("  ").trim_end());
    }
}
