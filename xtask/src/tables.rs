// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The example driver against every recorded layout, without any kernel at hand.

use std::fmt::Write;

use compat_data::history::{History, Layout};

use crate::command::{capture, inside};
use crate::error::{Error, Result};
use crate::workspace;

const DRIVER: &str = "dma-buf-exporter";
const STRUCT: &str = "dma_buf_ops";

/// Compiles the example driver for every recorded layout and prints each table with the kernels that have it.
pub fn show_recorded_tables() -> Result<()> {
    let history = history()?;
    for layout in &history.layouts {
        check_driver(layout)?;
        println!("{}", table(history, layout));
    }
    println!(
        "the driver {DRIVER} compiles for each of these {} layouts",
        history.layouts.len()
    );
    Ok(())
}

/// Compiles the example driver for every recorded layout.
pub fn check_driver_on_all_layouts() -> Result<()> {
    let history = history()?;
    history.layouts.iter().try_for_each(check_driver)
}

fn history() -> Result<&'static History> {
    match compat_data::history(STRUCT) {
        Some(Ok(history)) => Ok(history),
        Some(Err(error)) => Err(Error::new(error.to_string())),
        None => Err(Error::new(format!(
            "there is no history of `struct {STRUCT}`"
        ))),
    }
}

fn check_driver(layout: &Layout) -> Result<()> {
    let mut cargo = inside(workspace::root(), "cargo");
    cargo
        .args(["check", "--quiet", "--package", DRIVER, "--target-dir"])
        .arg(workspace::target().join("tables"))
        .env("KERNEL_COMPAT_TARGET", &layout.name)
        .env("RUSTFLAGS", "-Dwarnings");
    for other in [
        "KDIR",
        "KERNELDIR",
        "KERNEL_SRC",
        "KERNEL_COMPAT_BTF",
        "KERNEL_COMPAT_MAKE",
    ] {
        cargo.env_remove(other);
    }
    capture(&mut cargo).map(drop)
}

fn table(history: &History, layout: &Layout) -> String {
    let mut kernels: Vec<String> = layout
        .mainline
        .iter()
        .map(|range| format!("mainline {range}"))
        .collect();
    kernels.extend(
        history
            .snapshots()
            .filter(|snapshot| snapshot.layout.as_ref() == Some(&layout.name))
            .map(|snapshot| snapshot.kernel.to_string()),
    );
    kernels.extend(
        history
            .vendors
            .iter()
            .filter(|vendor| vendor.layout == layout.name)
            .map(|vendor| vendor.name.clone()),
    );
    let mut text = format!("layout {}: {}\n", layout.name, kernels.join(", "));
    for member in &layout.members {
        // Writing to a `String` can't fail.
        let _ = writeln!(text, "    {member};");
    }
    text
}
