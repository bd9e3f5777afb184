// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! `kernel-compat matrix`: members against kernels.

use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;
use compat_build::output::OutputFile;

use crate::context::Context;
use crate::error::{Error, Errors};
use crate::exit::Exit;
use crate::format::Format;
use crate::render::grid::Grid;
use crate::render::grid_json::MatrixJson;
use crate::render::{grid_text, html, json};

/// Of which struct, and where to.
#[derive(Args, Debug)]
#[command(after_help = "Example: kernel-compat matrix dma_buf_ops --html dma_buf_ops.html")]
pub struct MatrixArguments {
    /// The struct, by its tag: dma_buf_ops
    #[arg(value_name = "STRUCT")]
    name: String,
    /// Write one self-contained HTML page into that file; `-` is the standard output
    #[arg(long, value_name = "FILE", conflicts_with = "format")]
    html: Option<PathBuf>,
    /// How to show it; text is as wide as the terminal (COLUMNS says otherwise; 100 where there is none)
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
}

/// Shows it.
pub(crate) fn run(arguments: &MatrixArguments, context: &Context<'_>) -> Result<Exit, Errors> {
    let history = context.histories.get(&arguments.name)?;
    let grid = Grid::of(&history);
    let output = context.output;
    let page = || html::page(&grid.clone().condensed());
    match (&arguments.html, arguments.format) {
        (Some(path), _) if path.as_os_str() == "-" => output.print(page())?,
        (Some(path), _) => {
            write(path, page())?;
            output.line(format_args!("written: {}", path.display()))?;
        }
        (None, Format::Text) => output.print(grid_text::text(&grid, output.columns()))?,
        (None, Format::Json) => output.print(json::text(&MatrixJson::of(&grid))?)?,
    }
    Ok(Exit::Success)
}

/// Writes the page, whole or not at all.
fn write(path: &Path, text: String) -> Result<(), Errors> {
    // The page takes the place of what is there: of a device, that would be the end.
    if fs::metadata(path).is_ok_and(|there| !there.is_file()) {
        return Err(Error::new("this is there already, and no regular file")
            .at(path)
            .help("name another file; `--html -` writes to the standard output")
            .into());
    }
    let file = OutputFile {
        path: path.to_owned(),
        text,
    };
    file.write().map_err(|error| Error::new(error).into())
}
