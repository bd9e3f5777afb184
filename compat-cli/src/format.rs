// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! For whom an answer is.

use clap::ValueEnum;

/// For whom an answer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people.
    Text,
    /// For scripts: see docs/COMMAND.md.
    Json,
}
