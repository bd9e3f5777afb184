// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! What is wrong with a declaration.

use std::fmt;

/// A text that is no declaration we know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeclarationError {
    /// The line in which it went wrong.
    line: String,
    found: Option<String>,
    expected: &'static str,
}

impl fmt::Display for DeclarationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            line,
            found,
            expected,
        } = self;
        match found {
            Some(found) => write!(
                f,
                "C declaration `{line}`: expected {expected}, found `{found}`"
            ),
            None => write!(
                f,
                "C declaration `{line}`: expected {expected}, found the end of the text"
            ),
        }
    }
}

impl std::error::Error for DeclarationError {}

impl DeclarationError {
    /// The error at a place in the text.
    pub(super) fn at(
        text: &str,
        position: usize,
        found: Option<&str>,
        expected: &'static str,
    ) -> Self {
        let start = text[..position].rfind('\n').map_or(0, |end| end + 1);
        let line = text[start..].lines().next().unwrap_or_default().trim();
        let found = found.map(str::to_owned).or_else(|| {
            text[position..]
                .chars()
                .next()
                .map(|character| character.to_string())
        });
        Self {
            line: line.to_owned(),
            found,
            expected,
        }
    }
}
