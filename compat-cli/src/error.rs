// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Errors in rustc's style: what is wrong, in which file and line, and what to do.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use crate::exit::Exit;
use crate::render::words::said;

/// One error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    message: String,
    place: Option<Place>,
    notes: Vec<String>,
    helps: Vec<String>,
}

/// Where an error is.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Place {
    path: PathBuf,
    /// The line, counted from 1, with its text.
    line: Option<(usize, String)>,
}

impl Error {
    /// An error with this message.
    pub fn new(message: impl fmt::Display) -> Self {
        // Errors of the libraries carry their help in lines of their own.
        let said = said(&message.to_string());
        Self {
            message: said.what,
            place: None,
            notes: Vec::new(),
            helps: said.helps,
        }
    }

    /// An error of the file system, about that path.
    pub fn file(path: &Path, error: &io::Error) -> Self {
        Self::new(format_args!("{error}")).at(path)
    }

    /// The same, about that file.
    pub fn at(mut self, path: &Path) -> Self {
        self.place = Some(Place {
            path: path.to_owned(),
            line: None,
        });
        self
    }

    /// The same, in that line of the file, counted from 1; `content` is the whole file's.
    pub fn at_line(mut self, path: &Path, content: &str, line: usize) -> Self {
        let text = content.lines().nth(line.saturating_sub(1));
        self.place = Some(Place {
            path: path.to_owned(),
            line: text.map(|text| (line, text.to_owned())),
        });
        self
    }

    /// The same, with more to know.
    pub fn note(mut self, note: impl fmt::Display) -> Self {
        self.notes.push(note.to_string());
        self
    }

    /// The same, with what to do.
    pub fn help(mut self, help: impl fmt::Display) -> Self {
        self.helps.push(help.to_string());
        self
    }

    /// What is wrong.
    pub(crate) fn message(&self) -> &str {
        &self.message
    }

    /// What to do.
    pub(crate) fn helps(&self) -> impl Iterator<Item = &str> {
        self.helps.iter().map(String::as_str)
    }

    /// The text, as rustc would have it.
    pub(crate) fn render(&self, renderer: &Renderer) -> String {
        let title = Level::ERROR.primary_title(self.message.as_str());
        let mut group = Group::with_title(title);
        if let Some(place) = &self.place {
            let path = place.path.to_string_lossy();
            group = match &place.line {
                Some((line, text)) => group.element(
                    Snippet::source(text.as_str())
                        .line_start(*line)
                        .path(path)
                        .annotation(AnnotationKind::Primary.span(span(text))),
                ),
                None => group.element(Origin::path(path)),
            };
        }
        let notes = self
            .notes
            .iter()
            .map(|note| Level::NOTE.message(note.as_str()));
        let helps = self
            .helps
            .iter()
            .map(|help| Level::HELP.message(help.as_str()));
        renderer.render(&[group.elements(notes.chain(helps))])
    }
}

/// The part of a line without the white space around it.
fn span(text: &str) -> std::ops::Range<usize> {
    let start = text.len() - text.trim_start().len();
    start..text.trim_end().len().max(start)
}

/// Why the command could not do what it should: one error or more.
#[derive(Debug)]
pub struct Errors {
    errors: Vec<Error>,
    exit: Exit,
}

impl Errors {
    /// All of these.
    pub fn new(errors: Vec<Error>) -> Self {
        Self {
            errors,
            exit: Exit::Trouble,
        }
    }

    /// The same, each with more to know.
    pub fn note(self, note: impl fmt::Display) -> Self {
        let errors = self.errors.into_iter();
        Self {
            errors: errors.map(|error| error.note(&note)).collect(),
            ..self
        }
    }

    /// Of the standard output.
    pub(crate) fn output(error: io::Error) -> Self {
        Error::new(format_args!("cannot write the standard output: {error}")).into()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Error> {
        self.errors.iter()
    }

    /// How the command ends.
    pub(crate) fn exit(&self) -> Exit {
        self.exit
    }
}

impl From<Error> for Errors {
    fn from(error: Error) -> Self {
        Self::new(vec![error])
    }
}
