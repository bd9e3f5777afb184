// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Text of the libraries, which carries its help in lines of its own.

/// What is said, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Said {
    pub what: String,
    pub helps: Vec<String>,
}

/// Takes the help out of a text.
pub(crate) fn said(text: &str) -> Said {
    let mut parts = text.split("\nhelp: ").map(str::to_owned);
    Said {
        what: parts.next().unwrap_or_default(),
        helps: parts.collect(),
    }
}

/// The text with all its lines but the first indented.
pub(crate) fn hanging(text: &str, indent: usize) -> String {
    text.replace('\n', &format!("\n{:indent$}", ""))
}
