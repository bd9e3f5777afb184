// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Drivers that run on the host, for every recorded kernel: their ops are called by each kernel's own prototypes.

use std::process::Command;

use compat_data::history::History;

use crate::command::{capture, inside};
use crate::error::{Error, Result};
use crate::{tables, workspace};

/// A driver for the host.
struct Program {
    /// The C struct that it fills.
    kernel_struct: &'static str,
    /// Its package, and which of its targets it is.
    package: &'static str,
    target: [&'static str; 2],
    /// How cargo is asked to run it.
    verb: &'static str,
}

const PROGRAMS: [Program; 5] = [
    Program {
        kernel_struct: "dma_buf_ops",
        package: "compat-core-programs",
        target: ["--bin", "adapters_of_dma_buf_ops"],
        verb: "run",
    },
    Program {
        kernel_struct: "vfio_pci_regops",
        package: "compat-core-programs",
        target: ["--bin", "adapters_of_vfio_pci_regops"],
        verb: "run",
    },
    Program {
        kernel_struct: "dma_buf_ops",
        package: "dma-buf-exporter",
        target: ["--test", "host"],
        verb: "test",
    },
    Program {
        kernel_struct: "file_operations",
        package: "char-device",
        target: ["--test", "host"],
        verb: "test",
    },
    Program {
        kernel_struct: "block_device_operations",
        package: "block-ram",
        target: ["--test", "host"],
        verb: "test",
    },
];

/// Runs each for every kernel that is recorded to have its struct, and for every layout under Miri, where that is
/// installed.
pub fn run_all() -> Result<()> {
    for program in &PROGRAMS {
        let kernels = tables::targets(program.history()?);
        for kernel in &kernels {
            let mut cargo = inside(workspace::root(), "cargo");
            cargo.env("CARGO_TARGET_DIR", workspace::target().join("programs"));
            program.run(&mut cargo, kernel)?;
        }
        println!("{}: runs for {}", program.name(), kernels.join(", "));
    }
    let version = nightly().args(["miri", "--version"]).output();
    if !version.is_ok_and(|output| output.status.success()) {
        println!(
            "SKIPPED: Miri is not installed (rustup toolchain install nightly --component miri,rust-src)"
        );
        return Ok(());
    }
    for program in &PROGRAMS {
        for kernel in tables::targets_by_layout(program.history()?) {
            program.run(nightly().arg("miri"), &kernel)?;
        }
        println!("{}: Miri has nothing to say", program.name());
    }
    Ok(())
}

/// The nightly toolchain's cargo.
fn nightly() -> Command {
    let mut rustup = inside(workspace::root(), "rustup");
    rustup.args(["run", "nightly", "cargo"]);
    rustup
}

impl Program {
    fn name(&self) -> String {
        format!("{} {}", self.package, self.target.join(" "))
    }

    fn history(&self) -> Result<&'static History> {
        let histories = compat_data::histories().map_err(|error| Error::new(error.to_string()))?;
        let mut histories = histories.into_iter();
        histories
            .find(|history| history.name == self.kernel_struct)
            .ok_or_else(|| Error::new(format!("no history of `{}`", self.kernel_struct)))
    }

    fn run(&self, cargo: &mut Command, kernel: &str) -> Result<()> {
        cargo
            // The name of a kernel decides before any other variable does.
            .env("KERNEL_COMPAT_TARGET", kernel)
            .env_remove("KERNEL_COMPAT_MAKE")
            .args([self.verb, "--quiet", "--locked", "--package", self.package])
            .args(self.target);
        capture(cargo)
            .map(drop)
            .map_err(|error| Error::new(format!("for {kernel}: {error}")))
    }
}
