// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Colours. Where there are none, [`crate::output::Output`] leaves the styles out.

use std::fmt;

use anstyle::{AnsiColor, Style};

/// A heading.
pub(crate) const HEADING: Style = Style::new().bold();
/// What is beside the point.
pub(crate) const FAINT: Style = Style::new().dimmed();
/// What is good, or new.
pub(crate) const GOOD: Style = AnsiColor::Green.on_default();
/// What is bad, or gone.
pub(crate) const BAD: Style = AnsiColor::Red.on_default().bold();
/// What wants a second look.
pub(crate) const CARE: Style = AnsiColor::Yellow.on_default();

/// The text in that style.
pub(crate) fn styled(style: Style, text: impl fmt::Display) -> String {
    format!("{style}{text}{style:#}")
}
