// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! What is wrong with an object file's debug information, and where.

use std::fmt;

/// Debug information that can't be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DwarfError {
    /// The section, or what else is wrong.
    pub section: &'static str,
    /// The offset there.
    pub position: usize,
    /// What is wrong.
    pub what: String,
}

impl DwarfError {
    pub(super) fn new(section: &'static str, position: usize, what: impl Into<String>) -> Self {
        Self {
            section,
            position,
            what: what.into(),
        }
    }
}

/// `.debug_info, byte 0x4e: …`
impl fmt::Display for DwarfError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}, byte {:#x}: {}",
            self.section, self.position, self.what
        )
    }
}

impl std::error::Error for DwarfError {}
