// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The files to import, and what each holds.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use crate::error::{Error, Errors};
use crate::output::Output;

/// What a file holds.
pub(super) enum Content {
    /// Text, which may be a report.
    Text(String),
    /// Something else, which may be type information.
    Types,
}

/// The largest file that is read as text: more than a hundred times the largest report.
const LARGEST_TEXT: u64 = 16 << 20;
/// The largest file that is looked at for type information: some times a kernel with all that a debugger wants.
const LARGEST: u64 = 8 << 30;

/// The files, in the order given; a folder stands for its reports, sorted.
pub(super) fn files(given: &[PathBuf], output: &Output) -> Result<Vec<PathBuf>, Errors> {
    let mut files = Vec::new();
    for path in given {
        match path.is_dir() {
            true => files.extend(reports(path, output)?),
            false => files.push(path.clone()),
        }
    }
    Ok(files)
}

/// The reports of a folder, by their names. What is none by its name, it says and leaves out.
fn reports(folder: &Path, output: &Output) -> Result<Vec<PathBuf>, Errors> {
    let failed = |error: io::Error| Errors::from(Error::file(folder, &error));
    let mut reports = Vec::new();
    let mut others = 0_usize;
    for entry in fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        let is_report = path
            .extension()
            .is_some_and(|extension| extension == "txt" || extension == "md");
        match is_report && !path.is_dir() {
            true => reports.push(path),
            false => others = others.saturating_add(1),
        }
    }
    if reports.is_empty() {
        return Err(Error::new("there is no report in this folder")
            .at(folder)
            .help("reports are named .txt or .md; name files of another kind one by one")
            .into());
    }
    if others > 0 {
        output.note(format_args!(
            "note: {others} files and folders in {} left out, which are not named .txt or .md",
            folder.display()
        ));
    }
    reports.sort_unstable();
    Ok(reports)
}

/// What the file holds, by its first bytes.
///
/// # Errors
/// A file that can't be read, or that is too long to be either.
pub(super) fn read(path: &Path) -> Result<Content, Errors> {
    let failed = |error: io::Error| Errors::from(Error::file(path, &error));
    // Before it is opened: to open a pipe is to wait for whoever writes to it.
    let metadata = fs::metadata(path).map_err(failed)?;
    if !metadata.is_file() {
        return Err(Error::new("this is no regular file").at(path).into());
    }
    if metadata.len() == 0 {
        return Err(Error::new("this file is empty").at(path).into());
    }
    let mut file = File::open(path).map_err(failed)?;
    let mut text = Vec::new();
    const START: u64 = 512;
    file.by_ref()
        .take(START)
        .read_to_end(&mut text)
        .map_err(failed)?;
    if !is_text(&text) {
        return match metadata.len() > LARGEST {
            true => Err(too_long(path, LARGEST)),
            false => Ok(Content::Types),
        };
    }
    if metadata.len() > LARGEST_TEXT {
        return Err(too_long(path, LARGEST_TEXT));
    }
    file.take(LARGEST_TEXT)
        .read_to_end(&mut text)
        .map_err(failed)?;
    match String::from_utf8(text) {
        Ok(text) => Ok(Content::Text(text)),
        Err(error) => {
            let valid = error.utf8_error().valid_up_to();
            let line = error
                .as_bytes()
                .iter()
                .take(valid)
                .filter(|&&byte| byte == b'\n');
            let line = line.count().saturating_add(1);
            Err(Error::new(format_args!(
                "line {line} is not UTF-8, so this is no report"
            ))
            .at(path)
            .into())
        }
    }
}

/// Whether that is how a text begins: no zero byte, and UTF-8 but for a character that may be cut at the end.
fn is_text(start: &[u8]) -> bool {
    let valid = match std::str::from_utf8(start) {
        Ok(_) => true,
        Err(error) => error.error_len().is_none(),
    };
    valid && !start.contains(&0)
}

fn too_long(path: &Path, limit: u64) -> Errors {
    Error::new(format_args!(
        "this file is too long: nothing that can be imported has more than {} MiB",
        limit >> 20
    ))
    .at(path)
    .into()
}

/// The file's own name.
pub(super) fn name(path: &Path) -> String {
    let name = path.file_name().unwrap_or(path.as_os_str());
    name.to_string_lossy().into_owned()
}
