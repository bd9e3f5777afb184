// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! `kernel-compat completions`: what a shell needs to complete the command's words.

use clap::{Args, CommandFactory};
use clap_complete::Shell;

use crate::arguments::Arguments;
use crate::context::Context;
use crate::error::{Error, Errors};
use crate::exit::Exit;

/// For which shell.
#[derive(Args, Debug)]
#[command(
    after_help = "Example: kernel-compat completions bash > ~/.local/share/bash-completion/completions/kernel-compat"
)]
pub struct CompletionsArguments {
    /// The shell
    #[arg(value_name = "SHELL")]
    shell: Shell,
}

/// Prints it.
pub(crate) fn run(arguments: &CompletionsArguments, context: &Context<'_>) -> Result<Exit, Errors> {
    let mut command = Arguments::command();
    let name = command.get_name().to_owned();
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut command, name, &mut script);
    let script = String::from_utf8(script)
        .map_err(|error| Error::new(format_args!("the script is no text: {error}")))?;
    context.output.print(script)?;
    Ok(Exit::Success)
}
