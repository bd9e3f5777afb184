// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! `kernel-compat show`: how a kernel declares a struct.

use clap::{Args, ValueEnum};
use compat_data::history::History;
use compat_data::kernel::Kernel;
use compat_data::places::Places;
use compat_data::record;
use compat_data::resolve::Resolution;
use serde::Serialize;

use crate::context::Context;
use crate::error::{Error, Errors};
use crate::exit::Exit;
use crate::kernels::{named, newest, not_plain, resolve};
use crate::packages::{self, Package};
use crate::render::json::{self, FORMAT, LayoutJson};
use crate::render::style::{FAINT, HEADING, styled};
use crate::render::{declaration, rust};

/// What to show.
#[derive(Args, Debug)]
#[command(after_help = "Example: kernel-compat show dma_buf_ops --kernel 5.4-arm64")]
pub struct ShowArguments {
    /// The struct, by its tag: dma_buf_ops
    #[arg(value_name = "STRUCT")]
    name: String,
    /// The kernel: a release (5.4, 6.1.39), a record (5.4-arm64, 5.4-aws) or a release string (5.4.0-26-generic)
    /// [default: the newest one that is recorded]
    #[arg(long, value_name = "KERNEL")]
    kernel: Option<String>,
    /// How to show it; for people, if not said
    #[arg(long, value_name = "FORMAT")]
    format: Option<Format>,
    /// How `c` spells what the reports spell otherwise than C: constant function pointers, constant arrays, `...`, functions
    /// that never return
    #[arg(long, value_name = "SPELLING", default_value = "report")]
    spelling: Spelling,
}

/// How to show a struct.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// The declaration and nothing else.
    C,
    /// The Rust struct that `#[kernel_ops]` makes of it.
    Rust,
    /// The struct's whole history, as it is recorded.
    Toml,
    /// For scripts: see docs/COMMAND.md.
    Json,
}

/// How to spell a declaration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Spelling {
    /// As the reports do.
    Report,
    /// As a C compiler takes it.
    C,
}

/// Shows it.
pub(crate) fn run(arguments: &ShowArguments, context: &Context<'_>) -> Result<Exit, Errors> {
    let history = context.histories.get(&arguments.name)?;
    if arguments.format == Some(Format::Toml) {
        if arguments.kernel.is_some() {
            return Err(
                Error::new("`--format toml` shows the whole history, of all kernels")
                    .help("leave out `--kernel`")
                    .into(),
            );
        }
        context.output.print(record::print(&history))?;
        return Ok(Exit::Success);
    }
    let kernel = match &arguments.kernel {
        Some(name) => named(name)?,
        None => newest(&history)?,
    };
    let resolution = resolve(&history, &kernel)?;
    let places = resolution.places(kernel.architecture);
    let name = &history.name;
    let members = &resolution.layout.members;
    let text = match (arguments.format, arguments.spelling) {
        (None, _) => for_people(&history, &kernel, &resolution, places.as_ref()),
        (Some(Format::C), Spelling::Report) => declaration::as_reported(name, members),
        (Some(Format::C), Spelling::C) => declaration::as_c(name, members),
        (Some(Format::Rust), _) if !resolution.layout.is_plain() => {
            return Err(not_plain(name, resolution.layout).into());
        }
        (Some(Format::Rust), _) => rust::declaration(name, members).map_err(|(member, why)| {
            Error::new(format_args!(
                "`{member}` has no exact counterpart in Rust: {why}"
            ))
        })?,
        (Some(Format::Toml | Format::Json), _) => json::text(&ShowJson {
            format: FORMAT,
            r#struct: name.clone(),
            kernel: kernel.name.clone(),
            architecture: kernel.architecture.to_string(),
            evidence: resolution.evidence.to_string(),
            packages: packages::behind(&resolution.evidence),
            layout: LayoutJson::of(resolution.layout, places.as_ref()),
        })?,
    };
    context.output.print(text)?;
    Ok(Exit::Success)
}

#[derive(Serialize)]
struct ShowJson {
    format: u32,
    r#struct: String,
    kernel: String,
    architecture: String,
    evidence: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    packages: Vec<Package>,
    layout: LayoutJson,
}

fn for_people(
    history: &History,
    kernel: &Kernel,
    resolution: &Resolution<'_>,
    places: Option<&Places>,
) -> String {
    let layout = resolution.layout;
    let declaration = declaration::with_places(&history.name, &layout.members, places);
    let mainline = match layout.mainline {
        Some(range) => format!(", mainline's of {range}"),
        None => String::new(),
    };
    let unplaced = match (places, layout.is_plain()) {
        (Some(_), _) => "",
        (None, true) => {
            "\nwhere the members lie is not known: it takes the size of a type that only that kernel's own type \
                         information has"
        }
        (None, false) => {
            "\nwhere the members lie is not known: the struct has bit-fields, unnamed structs or unions, or \
                          members that an attribute moves, and only that kernel's own type information says how they lie"
        }
    };
    let packages = packages::behind(&resolution.evidence);
    let packages: String = packages
        .iter()
        .map(|package| {
            format!(
                "{}\n",
                styled(FAINT, format_args!("from package {package}"))
            )
        })
        .collect();
    format!(
        "{declaration}\n{}\nlayout {}{mainline}{}\n{}\n{packages}",
        styled(
            HEADING,
            format_args!("kernel {kernel} for {}", kernel.architecture)
        ),
        layout.name,
        unplaced,
        styled(FAINT, &resolution.evidence)
    )
}
