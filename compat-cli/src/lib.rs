// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The `kernel-compat` command: what is known of kernel structs, for people and scripts.
//!
//! [`arguments`] says which verbs there are; each is a module in `verbs`, which turns plain data of compat-data into text
//! by way of `render`. A verb answers with an [`Exit`], or with the [`Errors`] that say why it can't.
#![forbid(unsafe_code)]

pub mod arguments;
mod build;
mod context;
mod digest;
mod driver;
mod error;
mod exit;
mod folder;
mod format;
mod histories;
mod kernel_file;
mod kernels;
mod output;
mod packages;
mod render;
mod verbs;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::Parser;

use arguments::Arguments;
use context::Context;
pub use error::{Error, Errors};
pub use exit::Exit;
use histories::Histories;
use output::Output;

/// Runs the command with these arguments, the first of which is the command's own name.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        // Help and the version are errors to clap, too, and go to the standard output.
        Err(error) => {
            let printed = error.print();
            return match printed.is_ok() && !error.use_stderr() {
                true => Exit::Success.into(),
                false => Exit::Trouble.into(),
            };
        }
    };
    let output = Output::new(arguments.color);
    let mut context = Context {
        histories: Histories::new(arguments.histories),
        output: &output,
    };
    let result = verbs::run(&arguments.verb, &mut context).and_then(|exit| {
        output.flush()?;
        Ok(exit)
    });
    match result {
        Ok(exit) => exit.into(),
        Err(errors) => {
            // What stands in the output belongs before the errors; that it can't be written is no news any more.
            let _ = output.flush();
            output.errors(&errors);
            errors.exit().into()
        }
    }
}
