// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! What a table says of itself.

use core::fmt;

/// The layout that a table has, for a line in the log: `ExporterOps::LAYOUT`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Layout {
    /// Its name: the first release that has it, or `observed` where no record has it.
    pub name: &'static str,
    /// How the build knows that the target has it.
    pub evidence: &'static str,
}

/// `5.18 (recorded: mainline 6.12)`.
impl fmt::Display for Layout {
    #[inline]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.name, self.evidence)
    }
}
