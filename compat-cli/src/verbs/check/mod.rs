// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! `kernel-compat check`: what is recorded, held against what kernels' own type information says.

mod file;
mod outcome;
mod range;
mod tree;

use std::path::PathBuf;

use clap::Args;
use compat_data::release::ReleaseRange;
use serde::Serialize;

use crate::context::Context;
use crate::error::{Error, Errors};
use crate::exit::Exit;
use crate::format::Format;
use crate::render::json::{self, FORMAT};
use outcome::{Outcome, OutcomeJson, State};

/// What to check.
#[derive(Args, Debug)]
#[command(
    after_help = "Examples: kernel-compat check --kdir /lib/modules/6.12.117+deb12-amd64/build dma_buf_ops\n          \
                  kernel-compat check --btf vmlinux --kernel 6.12.117+deb12-amd64 --all --histories histories\n          \
                  kernel-compat check --kernels 5.10.. dma_buf_ops\n\n\
                  Exit codes: 0 all are as recorded; 1 one differs, and how is shown; 2 of one it could not be told, and none \
                  differs."
)]
pub struct CheckArguments {
    /// The structs, by their tags
    #[arg(value_name = "STRUCT", required_unless_present = "all")]
    names: Vec<String>,
    /// All structs that have a history: in the folder of `--histories`, where it is named
    #[arg(long, conflicts_with = "names")]
    all: bool,
    /// A kernel build tree, whose type information is found as a driver's build finds it [default: the one that KDIR names]
    #[arg(long, value_name = "DIR", conflicts_with_all = ["btf", "kernels"])]
    kdir: Option<PathBuf>,
    /// A file with a kernel's type information: raw BTF, vmlinux, vmlinuz, a module
    #[arg(long, value_name = "FILE", conflicts_with = "kernels")]
    btf: Option<PathBuf>,
    /// The kernel that the file is of, where it does not say so itself
    #[arg(long, value_name = "KERNEL", requires = "btf", conflicts_with_all = ["kdir", "kernels"])]
    kernel: Option<String>,
    /// The type information of the kernel that a module was built for
    #[arg(long, value_name = "FILE", requires = "btf", conflicts_with_all = ["kdir", "kernels"])]
    base: Option<PathBuf>,
    /// Kernels of these releases: what the record says of mainline, held against each kernel that was read; and what
    /// installed build trees of theirs say
    #[arg(long, value_name = "RANGE")]
    kernels: Option<ReleaseRange>,
    /// How to show it
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
}

/// Checks them.
pub(crate) fn run(arguments: &CheckArguments, context: &Context<'_>) -> Result<Exit, Errors> {
    let names = match arguments.all {
        true => context.histories.all()?,
        false => arguments.names.clone(),
    };
    for name in &names {
        context.histories.get(name)?;
    }
    let outcomes = if let Some(path) = &arguments.btf {
        let kernel = arguments.kernel.as_deref();
        file::check(path, arguments.base.as_deref(), kernel, &names, context)?
    } else if let Some(range) = arguments.kernels {
        range::check(range, &names, context)?
    } else {
        let named = std::env::var_os("KDIR").map(PathBuf::from);
        let kdir = arguments.kdir.clone().or(named).ok_or_else(|| {
            Error::new("nothing is named that the record could be held against")
                .help("name a kernel build tree, `--kdir DIR`, or a file with type information, `--btf FILE`")
                .help("`--kernels 5.10..` holds what is recorded against the kernels that were read")
        })?;
        tree::check(&kdir, &names, context)?
    };
    if outcomes.is_empty() {
        return Err(Error::new("nothing is recorded of these releases").into());
    }
    match arguments.format {
        Format::Text => outcomes
            .iter()
            .try_for_each(|outcome| context.output.print(outcome.text()))?,
        Format::Json => context.output.print(json::text(&CheckJson {
            format: FORMAT,
            outcomes: outcomes.iter().map(Outcome::json).collect(),
        })?)?,
    }
    Ok(exit(&outcomes))
}

/// A difference weighs more than what could not be told.
fn exit(outcomes: &[Outcome]) -> Exit {
    let is = |state: State| outcomes.iter().any(|outcome| outcome.state == state);
    if is(State::Different) {
        Exit::Finding
    } else if is(State::Untold) || !is(State::Equal) {
        Exit::Trouble
    } else {
        Exit::Success
    }
}

#[derive(Serialize)]
struct CheckJson {
    format: u32,
    outcomes: Vec<OutcomeJson>,
}
