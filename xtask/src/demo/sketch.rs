// SPDX-License-Identifier: MIT OR GPL-2.0-only
//! Drivers as `kernel-compat new` starts them: each kernel must load and unload what it wrote, as it stands.

use super::example::{Example, phase};
use super::{Outcome, Watch, rows, show};
use crate::command::{capture, kernel_compat};
use crate::error::{Error, Result};
use crate::kernels::boot::Machine;
use crate::kernels::module::Source;
use crate::kernels::verdict::Phase;
use crate::kernels::{DebianKernel, KernelChoice, fetch};
use crate::{tools, workspace};
use std::fs;
use std::path::Path;
use std::time::Duration;

/// The kernels whose layouts the newest signatures serve, and so a new driver: see its `kernels = "…"`.
const KERNELS: [&str; 3] = ["6.1", "6.12", "7"];

const NOTHING: Machine = Machine {
    options: &[],
    parameters: &[],
};

/// One for each recorded struct.
const SKETCHES: [Example; 2] = [
    Example {
        name: "new-dma-buf",
        table: "dma_buf_ops",
        module: "new_dma_buf",
        kernel_modules: &[],
        system_programs: &[],
        machine: NOTHING,
        phases: |_| Ok(phases("new_dma_buf", "dma_buf_ops")),
    },
    Example {
        name: "new-vfio-region",
        table: "vfio_pci_regops",
        module: "new_vfio_region",
        kernel_modules: &[],
        system_programs: &[],
        machine: NOTHING,
        phases: |_| Ok(phases("new_vfio_region", "vfio_pci_regops")),
    },
];

/// Starts the drivers, builds, boots and judges each on the kernels that they are for, and prints a table.
pub fn sketches(limit: Duration) -> Result<Outcome> {
    tools::ensure()?;
    let choices: Vec<KernelChoice> = KERNELS
        .iter()
        .map(|release| KernelChoice::named(release))
        .collect::<Result<_>>()?;
    let kernels: Vec<DebianKernel> = fetch(&choices)?;
    let drivers: Vec<(&Example, Source)> = SKETCHES
        .iter()
        .map(|sketch| Ok((sketch, start(sketch)?)))
        .collect::<Result<_>>()?;
    Ok(show(&rows(&drivers, &kernels, limit, &Watch::default())?))
}

/// Has the command write the driver, as a user would.
fn start(sketch: &Example) -> Result<Source> {
    let parent = workspace::target().join("new");
    let folder = parent.join(sketch.name);
    if folder.exists() {
        fs::remove_dir_all(&folder).map_err(|error| Error::at(&folder, &error))?;
    }
    fs::create_dir_all(&parent).map_err(|error| Error::at(&parent, &error))?;
    capture(
        kernel_compat()
            .args(["new", sketch.name, "--ops", sketch.table, "--path"])
            .arg(&folder),
    )?;
    same_versions(&folder.join("Cargo.lock"))?;
    Ok(Source {
        name: sketch.name,
        folder,
        // A driver that is new to the lock file changes it.
        cargo_options: "",
    })
}

/// The versions of this workspace's dependencies, which are at hand.
fn same_versions(lock: &Path) -> Result<()> {
    let own = workspace::root().join("Cargo.lock");
    fs::copy(own, lock)
        .map(drop)
        .map_err(|error| Error::at(lock, &error))
}

/// The driver loads, finds that Rust and C agree on the struct, and goes.
fn phases(module: &str, table: &str) -> Vec<Phase> {
    let loaded = format!("{module}: loaded, struct {table} has ");
    let unloaded = format!("{module}: unloaded");
    vec![
        phase(format!("load {module}"), "", &[&loaded]),
        phase(format!("unload {module}"), "", &[&unloaded]),
    ]
}
