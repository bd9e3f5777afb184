// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The standard output and the standard error, with colour where there is one.

use std::cell::RefCell;
use std::fmt;
use std::io::{self, BufWriter, IsTerminal, Write};

use annotate_snippets::Renderer;
use anstream::AutoStream;
use clap::ValueEnum;

use crate::error::Errors;

/// When to use colour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// In a terminal that has colours, unless NO_COLOR says otherwise.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

impl Color {
    fn choice(self) -> anstream::ColorChoice {
        match self {
            Self::Auto => anstream::ColorChoice::Auto,
            Self::Always => anstream::ColorChoice::Always,
            Self::Never => anstream::ColorChoice::Never,
        }
    }
}

/// Where the answer goes. Styles in the text are left out where there is no colour.
pub(crate) struct Output {
    color: Color,
    stdout: RefCell<BufWriter<AutoStream<io::Stdout>>>,
}

impl Output {
    pub fn new(color: Color) -> Self {
        let stdout = AutoStream::new(io::stdout(), color.choice());
        Self {
            color,
            stdout: RefCell::new(BufWriter::new(stdout)),
        }
    }

    /// Writes a part of the answer.
    ///
    /// # Errors
    /// When the output can't be written.
    pub fn print(&self, text: impl fmt::Display) -> Result<(), Errors> {
        unless_closed(write!(self.stdout.borrow_mut(), "{text}"))
    }

    /// Writes a line of the answer.
    ///
    /// # Errors
    /// When the output can't be written.
    pub fn line(&self, text: impl fmt::Display) -> Result<(), Errors> {
        self.print(format_args!("{text}\n"))
    }

    /// Writes what is still held back.
    ///
    /// # Errors
    /// When the output can't be written.
    pub fn flush(&self) -> Result<(), Errors> {
        unless_closed(self.stdout.borrow_mut().flush())
    }

    /// How many columns an answer may take: `COLUMNS`, else the terminal's, else 100.
    pub fn columns(&self) -> usize {
        const NO_TERMINAL: usize = 100;
        let columns = std::env::var("COLUMNS").ok();
        let columns = columns.and_then(|columns| columns.parse().ok());
        let terminal = || {
            let (width, _) = terminal_size::terminal_size_of(io::stdout())?;
            Some(usize::from(width.0))
        };
        columns.or_else(terminal).unwrap_or(NO_TERMINAL)
    }

    /// Writes what somebody should know who reads no more than the standard error.
    pub fn note(&self, text: impl fmt::Display) {
        let mut stderr = AutoStream::new(io::stderr(), self.color.choice());
        // There is no other place to say it.
        let _ = writeln!(stderr, "{text}");
    }

    /// Writes the errors in rustc's style.
    pub fn errors(&self, errors: &Errors) {
        let width = terminal_width();
        let renderer = Renderer::styled().term_width(width);
        for error in errors.iter() {
            self.note(error.render(&renderer));
        }
    }
}

/// That nobody reads the output any more is no error, and changes nothing of what the answer is.
fn unless_closed(written: io::Result<()>) -> Result<(), Errors> {
    match written {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        written => written.map_err(Errors::output),
    }
}

/// How many columns error messages may take.
fn terminal_width() -> usize {
    const WIDE: usize = 140;
    let columns = std::env::var("COLUMNS").ok();
    let columns = columns.and_then(|columns| columns.parse().ok());
    match io::stderr().is_terminal() {
        true => columns.unwrap_or(WIDE),
        false => WIDE,
    }
}
