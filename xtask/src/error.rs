// SPDX-License-Identifier: MIT OR GPL-2.0-only
//! The one error of the chores: a message for the person who ran them.

use std::fmt;

/// What went wrong, with what, and what to do.
#[derive(Debug)]
pub struct Error(String);

/// The result of a chore.
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// An error with this message.
    pub fn new(message: impl Into<String>) -> Self {
        Error(message.into())
    }

    /// An error of the file system, with the path it is about.
    pub fn at(path: &std::path::Path, error: &std::io::Error) -> Self {
        Error(format!("{}: {error}", path.display()))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::error::Error for Error {}
