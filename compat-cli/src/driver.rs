// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! A driver's source, as far as `#[kernel_ops]` is in it.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use compat_syntax::driver::{Use, uses};
use proc_macro2::Span;

use crate::error::{Error, Errors};

/// One source file.
pub(crate) struct SourceFile {
    pub path: PathBuf,
    pub uses: Vec<Use>,
}

/// All source files of the crate in that folder, sorted.
///
/// # Errors
/// Files that can't be read or are no Rust, and uses of the attribute that say nothing: all of them.
pub(crate) fn read(driver: &Path) -> Result<Vec<SourceFile>, Errors> {
    let source = driver.join("src");
    let mut paths = Vec::new();
    collect(&source, &mut paths).map_err(|(path, error)| {
        let missing = error.kind() == io::ErrorKind::NotFound && path == source;
        let problem = Error::file(&path, &error);
        match missing {
            true => problem.help("name the folder of a driver's crate, in which `src` is"),
            false => problem,
        }
    })?;
    paths.sort_unstable();
    let mut files = Vec::new();
    let mut errors = Vec::new();
    for path in paths {
        match parse(path) {
            Ok(file) => files.push(file),
            Err(found) => errors.extend(found),
        }
    }
    match errors.is_empty() {
        true => Ok(files),
        false => Err(Errors::new(errors)),
    }
}

/// The error at its place in the file.
pub(crate) fn located(path: &Path, text: &str, error: &syn::Error) -> Error {
    let (what, further) = words(error);
    let located = Error::new(what).at_line(path, text, line(error.span()));
    further
        .into_iter()
        .fold(located, |error, further| match further {
            Further::Note(note) => error.note(note),
            Further::Help(help) => error.help(help),
        })
}

/// What an error says beside what is wrong.
pub(crate) enum Further {
    Note(String),
    Help(String),
}

/// What is wrong, and what else the error says: notes and help stand in lines of their own.
pub(crate) fn words(error: &syn::Error) -> (String, Vec<Further>) {
    let message = error.to_string();
    let mut what = String::new();
    let mut further: Vec<Further> = Vec::new();
    for line in message.lines() {
        if let Some(note) = line.strip_prefix("note: ") {
            further.push(Further::Note(note.to_owned()));
        } else if let Some(help) = line.strip_prefix("help: ") {
            further.push(Further::Help(help.to_owned()));
        } else {
            if !what.is_empty() {
                what.push(' ');
            }
            what.push_str(line);
        }
    }
    (what, further)
}

/// The line in which the tokens begin, counted from 1.
pub(crate) fn line(span: Span) -> usize {
    span.start().line
}

fn collect(folder: &Path, paths: &mut Vec<PathBuf>) -> Result<(), (PathBuf, io::Error)> {
    let failed = |error: io::Error| (folder.to_owned(), error);
    for entry in fs::read_dir(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let path = entry.path();
        // What a link to a folder leads to is read where it is, if it is in the crate: links may go round in circles.
        if entry.file_type().map_err(failed)?.is_dir() {
            collect(&path, paths)?;
        } else if path.extension().is_some_and(|extension| extension == "rs") && path.is_file() {
            paths.push(path);
        }
    }
    Ok(())
}

fn parse(path: PathBuf) -> Result<SourceFile, Vec<Error>> {
    let text = fs::read_to_string(&path).map_err(|error| vec![Error::file(&path, &error)])?;
    let errors = compat_syntax::errors::Errors::default();
    let uses = uses(&text, &errors).unwrap_or_else(|error| {
        errors.push(error);
        Vec::new()
    });
    let errors = errors.into_errors();
    match errors.is_empty() {
        true => Ok(SourceFile { path, uses }),
        false => Err(errors
            .iter()
            .map(|error| located(&path, &text, error))
            .collect()),
    }
}
