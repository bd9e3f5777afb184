// SPDX-License-Identifier: MIT OR GPL-2.0-only
//! The rows of the demo, printed in columns.

use crate::table;

/// What one example did on one kernel.
pub struct Row {
    pub example: &'static str,
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
    let mut cells = vec![head.map(str::to_owned)];
    cells.extend(rows.iter().map(|row| {
        [&row.kernel, &row.table, &row.layout, &row.ops, &row.verdict].map(String::clone)
    }));
    println!();
    for line in table::lines(&cells) {
        println!("{line}");
    }
}
