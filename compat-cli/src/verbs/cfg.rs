// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! `kernel-compat cfg`: what a build without cargo gives to rustc.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use clap::Args;
use compat_build::cfgs::{self, assignment, assignments};
use compat_build::flags::CodegenFlags;
use compat_build::rustc::RustcVersion;
use compat_build::selection::Choice;
use compat_build::target::first_tree;
use compat_build::{Environment, Selection};
use compat_data::observation::OBSERVED;

use crate::build::{KernelArguments, StructArguments, own_histories_only, program, scratch};
use crate::context::Context;
use crate::error::{Error, Errors};
use crate::exit::Exit;
use crate::render::style::{CARE, styled};

/// What to build for, and what to print.
#[derive(Args, Debug)]
#[command(
    after_help = "The arguments are printed one a line and unquoted, as rustc reads them from a file: `rustc @FILE`. The variables, \
                  which the macro reads, are printed as NAME='value', one a line: `set -a; . FILE; set +a` sets them in a \
                  shell. A driver wants both. They are for the structs that `--uses` and the like name; beside a Cargo.toml with its build.rs, for \
                  those that the sources name as well; where nothing names any, for every struct that has a history.\n\n\
                  Example: kernel-compat cfg --kdir $KDIR --codegen >driver.flags\n         \
                  kernel-compat cfg --kdir $KDIR --codegen --env --out-dir . >driver.env"
)]
pub struct CfgArguments {
    #[command(flatten)]
    kernel: KernelArguments,
    #[command(flatten)]
    structs: StructArguments,
    /// Where to keep what is observed of the kernel's structs, for the macro: it is made where it is missing
    #[arg(long, value_name = "DIR")]
    out_dir: Option<PathBuf>,
    /// Print the variables for the macro, and not the arguments
    #[arg(long)]
    env: bool,
    /// Print as well how to generate code for the kernel: the target and the flags; with `--env`, RUSTC_BOOTSTRAP where a
    /// flag needs it
    #[arg(long)]
    codegen: bool,
}

/// Prints it.
pub(crate) fn run(arguments: &CfgArguments, context: &Context<'_>) -> Result<Exit, Errors> {
    own_histories_only(context)?;
    let scratch = scratch()?;
    let folder = match &arguments.out_dir {
        Some(folder) => kept(folder)?,
        None => scratch.path().to_owned(),
    };
    let environment = arguments.kernel.environment(&folder);
    let mut selection = arguments.kernel.select(&environment, &arguments.structs)?;
    let flags = match arguments.codegen {
        true => Some(codegen(arguments, &environment, &selection)?),
        false => None,
    };
    let mut notes = cfgs::warnings(&selection);
    match &arguments.out_dir {
        Some(_) => {
            for file in &selection.observations {
                file.write().map_err(Error::new)?;
            }
        }
        None if arguments.env => notes.extend(unkept(&mut selection)?),
        None => {}
    }
    let lines = match arguments.env {
        false => {
            let codegen = flags.iter().flat_map(cfgs::codegen_arguments);
            cfgs::arguments(&selection)
                .into_iter()
                .chain(codegen)
                .collect()
        }
        true => {
            let mut lines = assignments(&selection);
            if flags.as_ref().is_some_and(|flags| flags.needs_bootstrap) {
                lines.push(assignment("RUSTC_BOOTSTRAP", "1"));
            }
            lines
        }
    };
    for line in lines {
        context.output.line(line)?;
    }
    notes.extend(flags.into_iter().flat_map(|flags| flags.not_followed));
    for note in notes {
        let warning = styled(CARE, "warning");
        context.output.note(format_args!("{warning}: {note}"));
    }
    Ok(Exit::Success)
}

/// The folder that keeps observations. The macro looks for them from wherever rustc runs, so their paths are absolute.
fn kept(folder: &Path) -> Result<PathBuf, Errors> {
    let failed = |error: io::Error| Errors::from(Error::file(folder, &error));
    let absolute = std::path::absolute(folder).map_err(failed)?;
    let sayable = |text: &&str| !text.contains(['\n', '\r']);
    if absolute.to_str().filter(sayable).is_none() {
        return Err(Error::new(
            "the variables for the macro can name no folder that is not UTF-8 or has a line break",
        )
        .at(folder)
        .help("name another folder, or a symbolic link to this one")
        .into());
    }
    fs::create_dir_all(&absolute).map_err(failed)?;
    Ok(absolute)
}

/// Takes back that there are observations, since no folder keeps them, and says so.
///
/// # Errors
/// When nothing but an observation says what a struct is.
fn unkept(selection: &mut Selection) -> Result<Option<String>, Errors> {
    selection.observations.clear();
    let is_unrecorded =
        |choice: &Choice| matches!(choice, Choice::Layout { name, .. } if name == OBSERVED);
    let observed = selection
        .structs
        .iter()
        .filter(|selected| selected.observation.is_some());
    let (unrecorded, recorded): (Vec<_>, Vec<_>) =
        observed.partition(|selected| is_unrecorded(&selected.choice));
    if !unrecorded.is_empty() {
        let names: Vec<String> = unrecorded
            .iter()
            .map(|selected| format!("`struct {}`", selected.name))
            .collect();
        return Err(Error::new(format_args!(
            "no record has the layout of {} on kernel {}, so the macro reads what was observed, which nothing keeps",
            names.join(", "),
            selection.target.kernel
        ))
        .help("`--out-dir DIR` names a folder to keep it in, from one build to the next")
        .into());
    }
    let names: Vec<&str> = recorded
        .iter()
        .map(|selected| selected.name.as_str())
        .collect();
    Ok((!names.is_empty()).then(|| {
        format!(
            "what was observed of {} is not kept, so tables are compiled without assertions of size, alignment and offsets: \
             `--out-dir DIR` names a folder for it",
            names.join(", ")
        )
    }))
}

/// How to generate code for the target: only its tree says.
fn codegen(
    arguments: &CfgArguments,
    environment: &Environment,
    selection: &Selection,
) -> Result<CodegenFlags, Errors> {
    let failed = |error: compat_build::Error| match error {
        compat_build::Error::FlagsArchitecture { architecture } => Error::new(format_args!(
            "code generation flags are known for x86-64 only, and the kernel is for {architecture}"
        ))
        .help("leave out `--codegen`, and give rustc flags of your own"),
        error => arguments.kernel.error(&error),
    };
    // The tree of a target that goes by its name.
    let beside = match selection.target.tree() {
        Some(_) => None,
        None => first_tree(environment).map_err(failed)?,
    };
    let tree = selection.target.tree().or(beside.as_ref()).ok_or_else(|| {
        Error::new(
            "only a kernel build tree says how to generate code for its kernel, and none is named",
        )
        .help("name it with `--kdir`")
    })?;
    let rustc = program(environment, "RUSTC", "rustc");
    let rustc = RustcVersion::of(&environment.clone().with("RUSTC", rustc)).map_err(failed)?;
    let flags = CodegenFlags::of_tree(tree, rustc);
    Ok(flags.map_err(failed)?)
}
