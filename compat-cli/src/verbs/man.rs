// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! `kernel-compat man`: the manual pages.

use std::fs;
use std::io;
use std::path::PathBuf;

use clap::{Args, Command, CommandFactory};
use clap_mangen::Man;

use crate::arguments::Arguments;
use crate::context::Context;
use crate::error::{Error, Errors};
use crate::exit::Exit;

/// Which pages.
#[derive(Args, Debug)]
#[command(after_help = "Example: kernel-compat man --output ~/.local/share/man/man1")]
pub struct ManArguments {
    /// Write all pages into this folder, one for each verb, instead of printing the command's own
    #[arg(long, value_name = "DIR")]
    output: Option<PathBuf>,
}

/// Prints the command's page, or writes all of them.
pub(crate) fn run(arguments: &ManArguments, context: &Context<'_>) -> Result<Exit, Errors> {
    let mut command = Arguments::command().disable_help_subcommand(true);
    command.build();
    let Some(folder) = &arguments.output else {
        context.output.print(text(command)?)?;
        return Ok(Exit::Success);
    };
    fs::create_dir_all(folder).map_err(|error| Error::file(folder, &error))?;
    let verbs = command.get_subcommands().cloned();
    let pages: Vec<Command> = std::iter::once(command.clone()).chain(verbs).collect();
    for page in pages {
        let name = page.get_display_name().unwrap_or(page.get_name());
        let file = folder.join(format!("{name}.1"));
        fs::write(&file, text(page)?).map_err(|error| Error::file(&file, &error))?;
        context.output.line(file.display())?;
    }
    Ok(Exit::Success)
}

fn text(command: Command) -> Result<String, Errors> {
    let failed = |error: &dyn std::fmt::Display| {
        Error::new(format_args!("the manual page can't be made: {error}"))
    };
    // The verbs' help ends in an example, the command's own with the exit codes.
    let ending = match command.has_subcommands() {
        true => ".SH \"EXIT STATUS\"",
        false => ".SH EXAMPLE",
    };
    let mut page = Vec::new();
    let man = Man::new(command).source(concat!("kernel-compat ", env!("CARGO_PKG_VERSION")));
    man.render(&mut page)
        .map_err(|error: io::Error| failed(&error))?;
    let page = String::from_utf8(page).map_err(|error| failed(&error))?;
    Ok(page.replace(".SH EXTRA", ending))
}
