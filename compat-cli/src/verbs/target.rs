// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! `kernel-compat target`: what a build would select, and why.

use clap::{Args, ValueEnum};
use compat_build::report::Report;

use crate::build::{KernelArguments, StructArguments, own_histories_only, scratch};
use crate::context::Context;
use crate::error::{Error, Errors};
use crate::exit::Exit;
use crate::render::{json, target};

/// What to build for.
#[derive(Args, Debug)]
#[command(
    after_help = "It runs what build.rs runs, in the environment of this process, with the current folder for the driver's own. \
                  Without an option the variables decide, in their order. In a folder that is no driver's, it shows every struct that has a \
                  history, or those that the options name.\n\n\
                  Example: kernel-compat target --kdir /lib/modules/6.12.117+deb12-amd64/build --observe vfio_pci_regops"
)]
pub struct TargetArguments {
    #[command(flatten)]
    kernel: KernelArguments,
    #[command(flatten)]
    structs: StructArguments,
    /// How to show it
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
}

/// How to show a target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people.
    Text,
    /// As build.rs writes it to `kernel-compat.toml` in its `OUT_DIR`.
    Toml,
    /// The same for scripts: see docs/COMMAND.md.
    Json,
}

/// Shows it.
pub(crate) fn run(arguments: &TargetArguments, context: &Context<'_>) -> Result<Exit, Errors> {
    own_histories_only(context)?;
    let folder = scratch()?;
    let environment = arguments.kernel.environment(folder.path());
    let selection = arguments.kernel.select(&environment, &arguments.structs)?;
    // The folder of the observations goes with this process.
    let report = Report::of(&selection).without_observations();
    context.output.print(match arguments.format {
        Format::Text => target::report(&report),
        Format::Toml => report.toml().map_err(Error::new)?,
        Format::Json => json::text(&report)?,
    })?;
    Ok(Exit::Success)
}
