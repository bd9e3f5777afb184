// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! How the command ends.

use std::process::ExitCode;

/// How the command ends. The codes are those of diff(1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// 0: it was done; what was to be compared is equal.
    Success,
    /// 1: it was done, and the answer is no: a difference, something fatal, a file that was left out.
    Finding,
    /// 2: it could not be done, or it could not be told.
    Trouble,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        match exit {
            Exit::Success => Self::SUCCESS,
            Exit::Finding => Self::from(1),
            Exit::Trouble => Self::from(2),
        }
    }
}
