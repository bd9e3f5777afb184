// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Drivers that run on the host, for every recorded kernel: their ops are called by each kernel's own prototypes.

use std::process::Command;

use compat_data::history::History;

use crate::command::{capture, inside};
use crate::error::{Error, Result};
use crate::{tables, workspace};

const PACKAGE: &str = "compat-core-programs";

/// Runs each struct's program for every kernel that is recorded to have the struct, and for every layout under Miri,
/// where that is installed.
pub fn run_all() -> Result<()> {
    let histories = compat_data::histories().map_err(|error| Error::new(error.to_string()))?;
    for history in &histories {
        let kernels = tables::targets(history);
        let target = workspace::target().join("programs");
        for kernel in &kernels {
            let mut cargo = inside(workspace::root(), "cargo");
            cargo.arg("run").env("CARGO_TARGET_DIR", &target);
            run(&mut cargo, history, kernel)?;
        }
        println!(
            "the ops of `struct {}` do what they should on {}",
            history.name,
            kernels.join(", ")
        );
    }
    let is_installed = nightly().args(["miri", "--version"]).output();
    if !is_installed.is_ok_and(|output| output.status.success()) {
        println!(
            "SKIPPED: Miri is not installed (rustup toolchain install nightly --component miri,rust-src)"
        );
        return Ok(());
    }
    for history in &histories {
        for (layout, _) in history.mainline_layouts() {
            run(nightly().args(["miri", "run"]), history, &layout.name)?;
        }
        println!("Miri has nothing to say of `struct {}`", history.name);
    }
    Ok(())
}

/// The nightly toolchain's cargo.
fn nightly() -> Command {
    let mut rustup = inside(workspace::root(), "rustup");
    rustup.args(["run", "nightly", "cargo"]);
    rustup
}

fn run(cargo: &mut Command, history: &History, kernel: &str) -> Result<()> {
    // The name of a kernel decides before any other variable does.
    cargo
        .env("KERNEL_COMPAT_TARGET", kernel)
        .env_remove("KERNEL_COMPAT_MAKE")
        .args(["--quiet", "--locked", "--package", PACKAGE, "--bin"])
        .arg(format!("adapters_of_{}", history.name));
    capture(cargo)
        .map(drop)
        .map_err(|error| Error::new(format!("for {kernel}: {error}")))
}
