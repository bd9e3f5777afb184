// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The command line.

use std::path::PathBuf;

use clap::{Parser, Subcommand};

pub use crate::output::Color;
use crate::verbs::cfg::CfgArguments;
use crate::verbs::check::CheckArguments;
use crate::verbs::completions::CompletionsArguments;
use crate::verbs::diff::DiffArguments;
use crate::verbs::doctor::DoctorArguments;
use crate::verbs::explain::ExplainArguments;
use crate::verbs::import::ImportArguments;
use crate::verbs::man::ManArguments;
use crate::verbs::matrix::MatrixArguments;
use crate::verbs::new::NewArguments;
use crate::verbs::pages::PagesArguments;
use crate::verbs::show::ShowArguments;
use crate::verbs::target::TargetArguments;

/// What is known of the kernel's structs, release by release: show it, compare it, hold it against a kernel, and start a
/// driver on it.
#[derive(Debug, Parser)]
#[command(
    name = "kernel-compat",
    version,
    max_term_width = 120,
    after_help = "Exit codes: 0 done, and equal where something is compared; 1 done, and the answer is no; 2 not done, or \
                  not to be told. `kernel-compat help VERB` has an example of each verb."
)]
pub struct Arguments {
    /// When to use colour.
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub color: Color,
    /// A folder of histories, NAME.toml each, that are known beside the embedded ones, and count before them [default:
    /// the driver's own, `kernel-compat`, in the current folder]
    #[arg(long, global = true, value_name = "DIR")]
    pub histories: Option<PathBuf>,
    /// What to do.
    #[command(subcommand)]
    pub verb: Verb,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Show how a kernel declares a struct.
    Show(ShowArguments),
    /// Show what changes in a struct between two kernels.
    Diff(DiffArguments),
    /// Show a struct's members against kernels.
    Matrix(MatrixArguments),
    /// Write a site: a page for each struct, and an index with a search.
    Pages(PagesArguments),
    /// Explain what a driver's author must do, from one kernel to another.
    Explain(ExplainArguments),
    /// Start a driver: a crate that builds, with an ops table to fill in.
    New(NewArguments),
    /// Hold what is recorded against a kernel's own type information.
    Check(CheckArguments),
    /// Show which kernel and which layouts a build would select, and why.
    Target(TargetArguments),
    /// Look for what is missing to build a Rust module here, and against a kernel build tree.
    Doctor(DoctorArguments),
    /// Print the flags and variables that a build without cargo gives to rustc.
    Cfg(CfgArguments),
    /// Take reports and kernels' type information into histories.
    Import(ImportArguments),
    /// Print what a shell needs to complete this command's words.
    Completions(CompletionsArguments),
    /// Print the manual page.
    Man(ManArguments),
}
