// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! `kernel-compat pages`: a site of all structs.

use std::borrow::Cow;
use std::path::PathBuf;

use clap::Args;
use compat_data::history::History;

use crate::context::Context;
use crate::error::{Error, Errors};
use crate::exit::Exit;
use crate::folder::{self, Place};
use crate::render::html::counted;
use crate::render::site::{self, Subject};

/// Where to.
#[derive(Args, Debug)]
#[command(after_help = "Example: kernel-compat pages -o site")]
pub struct PagesArguments {
    /// The folder to write, which must not be there yet, be empty, or hold such a site, whose place the new one takes
    #[arg(short, long, value_name = "DIR")]
    output: PathBuf,
}

/// Writes the site: of the folder's structs, where `--histories` names one, else of all that have a history.
pub(crate) fn run(arguments: &PagesArguments, context: &Context<'_>) -> Result<Exit, Errors> {
    let names = context.histories.all()?;
    let (mut histories, mut errors): (Vec<Cow<'static, History>>, Vec<Error>) = Default::default();
    for name in &names {
        match context.histories.get(name) {
            Ok(history) => histories.push(history),
            Err(found) => errors.extend(found.iter().cloned()),
        }
    }
    if !errors.is_empty() {
        return Err(Errors::new(errors));
    }
    if histories.is_empty() {
        return Err(Error::new("there is no history to make a page of")
            .help("`--histories DIR` names a folder of histories")
            .into());
    }
    let subjects: Vec<Subject<'_>> = histories
        .iter()
        .map(|history| Subject::of(history))
        .collect();
    let files = site::files(&subjects).map_err(Error::new)?;
    let place = Place {
        folder: &arguments.output,
        option: "--output DIR",
        is_ours: site::is_ours,
    };
    folder::write(&place, &files)?;
    let size: usize = files.iter().map(|file| file.text.len()).sum();
    context.output.line(format_args!(
        "written: {}\n{}, {} kB",
        arguments.output.join("index.html").display(),
        counted(subjects.len(), "struct", "structs"),
        size.div_ceil(1000)
    ))?;
    Ok(Exit::Success)
}
