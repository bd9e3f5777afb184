// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! What doctor finds.

use std::fmt;

use serde::Serialize;

use crate::render::words::said;

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Level {
    /// It is as it should be.
    Ok,
    /// Good to know.
    Note,
    /// It may go wrong.
    Warning,
    /// A module can't be built, or the kernel would not take it.
    Fatal,
}

impl Level {
    /// The word for it, the same as in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Fatal => "fatal",
        }
    }
}

/// One thing that was looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Finding {
    /// What was looked at, in a word that stays.
    pub id: &'static str,
    /// Which one, where there are several: the variable, the struct.
    pub subject: Option<String>,
    pub level: Level,
    /// What was seen.
    pub seen: String,
    /// What to do.
    pub remedy: Option<String>,
}

impl Finding {
    /// A finding. A text of the libraries brings its remedy, in lines of its own.
    pub fn new(id: &'static str, level: Level, text: impl fmt::Display) -> Self {
        let said = said(&text.to_string());
        Self {
            id,
            subject: None,
            level,
            seen: said.what,
            remedy: (!said.helps.is_empty()).then(|| said.helps.join("; ")),
        }
    }

    pub fn ok(id: &'static str, text: impl fmt::Display) -> Self {
        Self::new(id, Level::Ok, text)
    }

    pub fn note(id: &'static str, text: impl fmt::Display) -> Self {
        Self::new(id, Level::Note, text)
    }

    pub fn warning(id: &'static str, text: impl fmt::Display) -> Self {
        Self::new(id, Level::Warning, text)
    }

    pub fn fatal(id: &'static str, text: impl fmt::Display) -> Self {
        Self::new(id, Level::Fatal, text)
    }

    /// The same, of that one of several.
    pub fn about(mut self, subject: &str) -> Self {
        self.subject = Some(subject.to_owned());
        self
    }

    /// The same, with what to do.
    pub fn remedy(mut self, remedy: impl fmt::Display) -> Self {
        self.remedy = Some(remedy.to_string());
        self
    }
}
