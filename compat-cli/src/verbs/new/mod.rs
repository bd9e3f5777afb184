// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! `kernel-compat new`: a driver crate that builds.

mod bounds;
mod c;
mod demands;
mod files;
mod libraries;
mod name;
mod parameters;
mod rust;
mod sketch;
mod spans;
mod types;

use std::path::{Path, PathBuf};

use clap::Args;
use compat_data::coverage::Kernels;
use compat_data::history::History;

use crate::context::Context;
use crate::error::{Error, Errors};
use crate::exit::Exit;
use crate::folder::{self, File, Place};
use crate::kernels::not_plain;
use files::{Driver, files};
use libraries::Libraries;
use name::Name;
use types::{OwnTypes, own_types};

/// What to start.
#[derive(Args, Debug)]
#[command(after_help = "Example: kernel-compat new my-driver --ops dma_buf_ops")]
pub struct NewArguments {
    /// The driver's name, of the crate and of the module: my-driver
    #[arg(value_name = "NAME")]
    name: String,
    /// The struct that it fills, by its tag: dma_buf_ops
    #[arg(long, value_name = "STRUCT")]
    ops: String,
    /// The folder to write, which must not be there yet or be empty [default: NAME]
    #[arg(long, value_name = "DIR")]
    path: Option<PathBuf>,
    /// The kernels that it is for, in ranges of releases: "5.10..", "4.19, 5.4, 5.10.." [default: those that the newest
    /// layout's signatures serve as they stand]
    #[arg(long, value_name = "RANGES")]
    kernels: Option<Kernels>,
    /// The checkout of kernel-compat that it takes its libraries from [default: the one that this command was built from]
    #[arg(long, value_name = "DIR", conflicts_with = "git")]
    libraries: Option<PathBuf>,
    /// The Git repository that it takes its libraries from, instead of a checkout
    #[arg(long, value_name = "URL")]
    git: Option<String>,
    /// The tag there
    #[arg(long, value_name = "TAG", requires = "git")]
    tag: Option<String>,
}

/// Writes the crate.
pub(crate) fn run(arguments: &NewArguments, context: &Context<'_>) -> Result<Exit, Errors> {
    let history = &*context.histories.get(&arguments.ops)?;
    let brings_history = is_drivers_own(history)?;
    let name = Name::of(&arguments.name, history)?;
    let libraries = Libraries::of(arguments)?;
    let sketch = match &arguments.kernels {
        Some(kernels) => {
            sketch::check_made(history, kernels)?;
            sketch::sketch(history, kernels.clone())?
        }
        None => sketch::widest(history)?,
    };
    let types = match brings_history {
        true => own_types(history, &sketch.covered)?,
        // Those of the embedded histories are in compat-core.
        false => OwnTypes::default(),
    };
    let source = rust::source(history, &sketch, &types)?;
    let files = files(&Driver {
        name: &name,
        history,
        brings_history,
        sketch: &sketch,
        source: &source,
        types: &types,
        libraries: &libraries,
    });
    let path = arguments.path.as_deref();
    let path = path.unwrap_or_else(|| Path::new(&name.package));
    let place = Place {
        folder: path,
        option: "--path DIR",
        is_ours: folder::nothing,
    };
    folder::write(&place, &files)?;
    context.output.print(told(path, &name, &sketch, &files))?;
    Ok(Exit::Success)
}

/// What a driver that fills the struct writes: its table, with an entry for each operation.
pub(crate) struct Skeleton {
    /// The kernels that it is for.
    pub kernels: String,
    /// The part of src/lib.rs that declares and fills the table.
    pub table: String,
    /// The types that the driver has to bring, as the module `types`; nothing where it has to bring none.
    pub types: String,
}

/// The skeleton of a driver that fills the struct, for the widest range of kernels that needs no bounds.
///
/// # Errors
/// Why none can be exact.
pub(crate) fn skeleton(history: &History) -> Result<Skeleton, Errors> {
    let sketch = sketch::widest(history)?;
    let mut layouts = sketch.covered.iter().map(|covered| covered.layout);
    if let Some(layout) = layouts.find(|layout| !layout.is_plain()) {
        return Err(not_plain(&history.name, layout).into());
    }
    let types = own_types(history, &sketch.covered)?;
    let source = rust::source(history, &sketch, &types)?;
    Ok(Skeleton {
        kernels: sketch.kernels.to_string(),
        table: format!(
            "{}\n\n{}{}",
            source.imports,
            files::table(history, &sketch, &source),
            cell(history)
        ),
        types: rust::types(&types),
    })
}

/// The `static` of a table that the kernel writes to, which can't be a plain one.
fn cell(history: &History) -> String {
    match history.is_written() {
        true => format!("\npub static OPS: {};\n", rust::table_static(history)),
        false => String::new(),
    }
}

/// Whether a driver has to bring the history: no build knows it otherwise.
///
/// # Errors
/// When every build knows another one of that struct.
fn is_drivers_own(history: &History) -> Result<bool, Errors> {
    let name = &history.name;
    match compat_data::history(name) {
        None => Ok(true),
        Some(Ok(embedded)) if embedded == history => Ok(false),
        Some(_) => Err(Error::new(format_args!(
            "`struct {name}` has an embedded history, and a driver's build takes no other"
        ))
        .help("leave out `--histories` to start the driver on that one")
        .into()),
    }
}

/// What was written, and what to do next.
fn told(path: &Path, name: &Name, sketch: &sketch::Sketch<'_>, files: &[File]) -> String {
    let folder = path.display();
    let list: String = files
        .iter()
        .map(|file| format!("    {folder}/{}\n", file.path))
        .collect();
    format!(
        "The driver `{}`, for kernels {}:\n{list}\n\
         Next:\n    cd {}\n    \
         KERNEL_COMPAT_TARGET={} cargo check        # without any kernel at hand\n    \
         make KDIR=/lib/modules/$(uname -r)/build   # the module, for a kernel whose headers are installed\n\
         Then write the ops in src/lib.rs; README.md has the rest.\n",
        name.package,
        sketch.kernels,
        quoted(&folder.to_string()),
        sketch.newest
    )
}

/// The path as a shell takes it.
fn quoted(path: &str) -> String {
    let is_plain = |letter: char| letter.is_alphanumeric() || "/._-+".contains(letter);
    match path.chars().all(is_plain) {
        true => path.to_owned(),
        false => format!("'{}'", path.replace('\'', "'\\''")),
    }
}
