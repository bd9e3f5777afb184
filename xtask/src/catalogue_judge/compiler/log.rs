// SPDX-License-Identifier: MIT OR GPL-2.0-only
//! What a compiler complains of, by the lines of the blocks that a source text has.

use std::fmt;

/// GCC's words for an assertion that does not hold.
const DOES_NOT_HOLD: [&str; 4] = [
    "static assertion failed",
    "missing initializer for field",
    "excess elements in",
    "declared with attribute error",
];

/// One error or warning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Complaint<'a> {
    /// The block.
    pub block: &'a str,
    /// The line in it, from 1.
    pub line: usize,
    /// What is wrong.
    pub message: &'a str,
}

impl Complaint<'_> {
    /// Whether it says that an assertion does not hold, and not that the text is no C.
    pub fn is_of_an_assertion(&self) -> bool {
        DOES_NOT_HOLD
            .iter()
            .any(|words| self.message.contains(words))
    }
}

/// `file_operations: static assertion failed: …`
impl fmt::Display for Complaint<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.block, self.message)
    }
}

/// The errors and warnings of a log, `block:3:1: error: message`.
pub fn complaints(log: &str) -> Vec<Complaint<'_>> {
    log.lines().filter_map(complaint).collect()
}

fn complaint(line: &str) -> Option<Complaint<'_>> {
    let (place, message) = [": fatal error: ", ": error: ", ": warning: "]
        .iter()
        .find_map(|kind| line.split_once(kind))?;
    let mut parts = place.rsplitn(3, ':');
    let (_column, line) = (parts.next()?, parts.next()?);
    Some(Complaint {
        line: line.parse().ok()?,
        block: parts.next()?,
        message,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_names_a_place_counts() {
        let log = "  CC [M]  judge_0.o\n\
                   ops/3:7:1: error: static assertion failed: \"ops: size 8\"\n\
                   ops/3:7:1: note: in expansion of macro\n\
                   /f/judge_0.c:2:10: fatal error: linux/ops.h: No such file or directory\n\
                   ops:1:9: warning: excess elements in struct initializer\n\
                   make: *** [Makefile:2: modules] Error 2\n";
        let found = complaints(log);
        let places: Vec<_> = found.iter().map(|one| (one.block, one.line)).collect();
        assert_eq!(places, [("ops/3", 7), ("/f/judge_0.c", 2), ("ops", 1)]);
        let of_assertions: Vec<_> = found.iter().map(Complaint::is_of_an_assertion).collect();
        assert_eq!(of_assertions, [true, false, true]);
    }
}
