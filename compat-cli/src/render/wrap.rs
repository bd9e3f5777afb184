// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Sentences in lines of a width that is good to read.

/// How many columns a line has.
pub(crate) const COLUMNS: usize = 100;

/// The text in lines, each indented by so many spaces; what is between backticks stays on one line where it can.
pub(crate) fn wrapped(text: &str, indent: usize) -> String {
    hanging(text, indent, indent)
}

/// The same with another indentation from the second line on.
pub(crate) fn hanging(text: &str, first: usize, rest: usize) -> String {
    let mut out = String::new();
    let mut line = " ".repeat(first);
    let mut is_empty = true;
    for word in words(text) {
        if !is_empty && line.chars().count() + 1 + word.chars().count() > COLUMNS {
            out.push_str(line.trim_end());
            out.push('\n');
            line = " ".repeat(rest);
            is_empty = true;
        }
        if !is_empty {
            line.push(' ');
        }
        line.push_str(&word);
        is_empty = false;
    }
    out.push_str(line.trim_end());
    out.push('\n');
    out
}

/// The words of the text, where code is one word if it fits into half a line.
fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    // Whether the last word is code that goes on.
    let mut is_open = false;
    for word in text.split_whitespace() {
        let quotes = word.matches('`').count();
        match words.last_mut() {
            Some(last) if is_open && last.chars().count() + word.chars().count() < COLUMNS / 2 => {
                last.push(' ');
                last.push_str(word);
            }
            _ => words.push(word.to_owned()),
        }
        is_open ^= quotes % 2 == 1;
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_short_and_code_stays_together() {
        let text = "word ".repeat(18) + "`fn map(buf: *mut dma_buf)` and so on";
        let lines = wrapped(&text, 2);
        let lines: Vec<&str> = lines.lines().collect();
        assert_eq!(lines[1], "  `fn map(buf: *mut dma_buf)` and so on");
        assert!(lines[0].starts_with("  word word") && lines[0].len() <= COLUMNS);
    }
}
