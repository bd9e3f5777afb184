// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! What every verb works with.

use crate::histories::Histories;
use crate::output::Output;

/// What every verb works with.
pub(crate) struct Context<'a> {
    /// The histories that are known.
    pub histories: Histories,
    /// Where the answer goes.
    pub output: &'a Output,
}
