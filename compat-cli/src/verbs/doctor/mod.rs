// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! `kernel-compat doctor`: what is missing to build a Rust module here, and against a kernel build tree.
//!
//! `host` looks at this machine, `tree` at the tree's files, `toolchain` at what it compiles with, `config` at its kernel's
//! configuration, and `types` at what a build would know of its structs.

mod compiler;
mod config;
pub(crate) mod finding;
mod host;
mod program;
mod toolchain;
mod tree;
mod types;

use clap::Args;
use compat_build::flags::rust_target;
use compat_data::kernel::Architecture;
use serde::Serialize;

use crate::build::{StructArguments, TreeArguments, own_histories_only, scratch};
use crate::context::Context;
use crate::error::Errors;
use crate::exit::Exit;
use crate::format::Format;
use crate::render::findings;
use crate::render::json::{self, FORMAT};
use finding::{Finding, Level};
use host::Rust;

/// What to look at.
#[derive(Args, Debug)]
#[command(
    after_help = "In a driver's folder it looks for the structs that the driver uses; elsewhere for those that the options name.\n\n\
                  Exit code 1: something is fatal, so that a module can't be built or the kernel would not take it.\n\n\
                  Example: kernel-compat doctor --kdir /lib/modules/6.12.117+deb12-amd64/build"
)]
pub struct DoctorArguments {
    #[command(flatten)]
    tree: TreeArguments,
    #[command(flatten)]
    structs: StructArguments,
    /// How to show it
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
}

#[derive(Serialize)]
struct DoctorJson {
    format: u32,
    /// The worst of the levels.
    verdict: Level,
    finding: Vec<Finding>,
}

/// Looks, and shows what was found.
pub(crate) fn run(arguments: &DoctorArguments, context: &Context<'_>) -> Result<Exit, Errors> {
    own_histories_only(context)?;
    let found = look(arguments)?;
    let verdict = found
        .iter()
        .map(|finding| finding.level)
        .max()
        .unwrap_or(Level::Ok);
    context.output.print(match arguments.format {
        Format::Text => findings::list(&found),
        Format::Json => json::text(&DoctorJson {
            format: FORMAT,
            verdict,
            finding: found,
        })?,
    })?;
    Ok(match verdict {
        Level::Fatal => Exit::Finding,
        Level::Ok | Level::Note | Level::Warning => Exit::Success,
    })
}

fn look(arguments: &DoctorArguments) -> Result<Vec<Finding>, Errors> {
    let folder = scratch()?;
    let environment = arguments.tree.environment(folder.path());
    let mut findings = Vec::new();
    let rust = Rust::find(&environment, &mut findings);
    let has_make = host::make(&mut findings);
    host::variables(&mut findings);
    let Some(tree) = tree::find(&environment, arguments.tree.kdir.is_some(), &mut findings) else {
        // Which target it will be is not known yet; for modules there is one.
        let target = rust_target(Architecture::Amd64);
        findings.extend(target.and_then(|target| rust.target(target, Level::Warning)));
        return Ok(findings);
    };
    let target = rust_target(tree.architecture);
    findings.extend(target.and_then(|target| rust.target(target, Level::Fatal)));
    tree::look(&tree, &mut findings);
    let compiler = match has_make {
        true => toolchain::compile(&environment, &tree, folder.path(), &mut findings),
        false => None,
    };
    toolchain::look(&environment, &tree, compiler.as_ref(), &mut findings);
    config::look(&tree, rust.version, &mut findings);
    let structs = arguments.structs.configuration();
    types::look(&environment, &tree, &structs, &mut findings);
    Ok(findings)
}
