// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Histories as TOML: reading, and printing in the one form in which they are committed.

mod comments;
mod print;
mod raw;
mod read;

use std::fmt;

pub use comments::comments;
pub(crate) use print::LICENCE;
pub use print::print;

use crate::check::check;
use crate::history::History;

/// Reads a history and holds it against itself: see [`crate::check`].
///
/// `file` is the name that errors give.
///
/// # Errors
/// All that is wrong with it: TOML that does not parse, declarations that are no C, facts that contradict each other.
pub fn parse(file: &str, text: &str) -> Result<History, LoadError> {
    let error = |problems| LoadError {
        file: file.to_owned(),
        problems,
    };
    let history = read::read(text).map_err(error)?;
    let problems: Vec<Problem> = check(&history).into_iter().map(Problem::whole).collect();
    match problems.is_empty() {
        true => Ok(history),
        false => Err(error(problems)),
    }
}

/// A history that can't be used. Displays as one line a problem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoadError {
    file: String,
    problems: Vec<Problem>,
}

/// Something that is wrong with a history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The line of the file, counted from 1, where it is that line's alone.
    pub line: Option<usize>,
    /// What is wrong.
    pub what: String,
    /// The same with the line quoted, where it is one line's alone.
    quoted: Option<String>,
}

impl Problem {
    fn whole(what: String) -> Self {
        Self {
            line: None,
            what,
            quoted: None,
        }
    }
}

impl LoadError {
    /// All that is wrong with it.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }
}

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, problem) in self.problems.iter().enumerate() {
            if at > 0 {
                f.write_str("\n")?;
            }
            let text = problem.quoted.as_ref().unwrap_or(&problem.what);
            write!(f, "{}: {}", self.file, text.trim_end())?;
        }
        Ok(())
    }
}

impl std::error::Error for LoadError {}
