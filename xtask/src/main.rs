// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Chores of this workspace.
#![forbid(unsafe_code)]

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

mod regenerate;
mod workspace;

/// Chores of this workspace.
#[derive(Parser)]
#[command(name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    chore: Chore,
}

#[derive(Subcommand)]
enum Chore {
    /// Bring the histories' snapshots up to what the reports say.
    Regenerate {
        /// The folder of reports, text or Markdown.
        #[arg(long, default_value_os_t = workspace::seeds())]
        reports: PathBuf,
        /// Write nothing; fail if a history would change.
        #[arg(long)]
        check: bool,
    },
}

fn main() -> ExitCode {
    let result = match Arguments::parse().chore {
        Chore::Regenerate { reports, check } => regenerate::regenerate(&reports, check),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}
