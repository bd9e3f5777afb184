// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Why something was not taken.

use std::fmt;

use crate::report::ReportError;

/// A file that was not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportError {
    file: String,
    reason: Reason,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Reason {
    Report(ReportError),
    AnotherStruct { found: String, expected: String },
    Comparison(String),
    Contradiction(Vec<String>),
}

impl ImportError {
    pub(super) fn new(file: &str, reason: Reason) -> Self {
        Self {
            file: file.to_owned(),
            reason,
        }
    }

    /// What is wrong, without the file's name: first in one line, then what it contradicts, if it is that.
    pub fn reasons(&self) -> (String, &[String]) {
        match &self.reason {
            Reason::Report(error) => (error.to_string(), &[]),
            Reason::AnotherStruct { found, expected } => (
                format!("it is on `struct {found}`, not on `struct {expected}`"),
                &[],
            ),
            Reason::Comparison(pair) => (
                format!("what it says of {pair} is not what its declarations show"),
                &[],
            ),
            Reason::Contradiction(problems) => {
                ("it contradicts what is recorded:".to_owned(), problems)
            }
        }
    }
}

impl fmt::Display for ImportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (what, problems) = self.reasons();
        write!(f, "{}: {what}", self.file)?;
        problems
            .iter()
            .try_for_each(|problem| write!(f, "\n  {problem}"))
    }
}

impl std::error::Error for ImportError {}
