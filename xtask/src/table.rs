// SPDX-License-Identifier: MIT OR GPL-2.0-only
//! Tables for people: columns as wide as what is in them.

/// The rows as lines, each column padded to its widest cell.
pub fn lines<const COLUMNS: usize>(rows: &[[String; COLUMNS]]) -> Vec<String> {
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max();
    let widths: [usize; COLUMNS] = std::array::from_fn(|column| width(column).unwrap_or(0));
    rows.iter()
        .map(|row| {
            let cells = row.iter().zip(widths);
            let padded: Vec<String> = cells
                .map(|(cell, width)| format!("{cell:width$}"))
                .collect();
            padded.join("  ").trim_end().to_owned()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn columns_are_as_wide_as_their_widest_cell() {
        let rows = [["a", "bcd", "e"], ["longer", "ö", ""]].map(|row| row.map(str::to_owned));
        assert_eq!(super::lines(&rows), ["a       bcd  e", "longer  ö"]);
    }
}
