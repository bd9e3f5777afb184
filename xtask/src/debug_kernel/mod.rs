// SPDX-License-Identifier: MIT OR GPL-2.0-only
//! `cargo xtask debug-kernel`: the example drivers on a kernel that checks memory accesses, locks and sleeping. No
//! distribution has such a kernel: it is built from Debian's sources.

mod checks;
mod faults;
mod fragment;
mod kernel;

use crate::command::{capture, standard_output};
use crate::demo::example::phase;
use crate::demo::{self, Outcome, Watch};
use crate::error::{Error, Result};
use crate::kernels::verdict::DEBUGGING_ALARMS;
use crate::kernels::{DebianKernel, KernelChoice, module, source};
use crate::{table, tools, workspace};
use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

/// The series that it is built of: the newest that this system's compiler builds.
const RELEASE: &str = "6.12";

const WATCHING: &str = include_str!("watching.c");

/// Builds the kernel, shows that it reports faults, and then that it reports none of the example drivers. What it prints
/// is the log to be kept.
pub fn debug_kernel(limit: Duration) -> Result<Outcome> {
    tools::ensure()?;
    tools::ensure_kernel_builders()?;
    let source = source::fetch(&KernelChoice::named(RELEASE)?)?;
    let kernel = kernel::build(&source)?;
    let watching = watching()?;
    introduce(&source.version, &kernel)?;
    let reports = faults::provoke(&kernel, &watching, limit)?;
    let reports: Vec<_> = reports
        .into_iter()
        .map(|report| [report.module.to_owned(), report.line])
        .collect();
    print(["fault", "what the kernel reported"], reports, &kernel);
    let watch = Watch {
        alarms: &DEBUGGING_ALARMS,
        last: vec![(
            phase("run watching", "", &["watching: debug_locks 1"]),
            watching,
        )],
    };
    let rows = demo::examples(std::slice::from_ref(&kernel), limit, &watch)?;
    let outcome = demo::outcome(&rows);
    let drivers = module::drivers(&kernel);
    let rows = rows.into_iter().map(|row| {
        let checks = match row.good {
            true => checks::count(&drivers.join(row.example))?.to_string(),
            false => "-".to_owned(),
        };
        Ok([
            row.example.to_owned(),
            checks,
            row.layout,
            row.ops,
            row.verdict,
        ])
    });
    let rows = rows.collect::<Result<_>>()?;
    let head = [
        "driver",
        "checks in Rust",
        "layout (evidence)",
        "ops called",
        "verdict",
    ];
    print(head, rows, &kernel);
    Ok(outcome)
}

/// Prints a table without the places of this machine, which mean nothing to readers of the kept log.
fn print<const COLUMNS: usize>(
    head: [&str; COLUMNS],
    rows: Vec<[String; COLUMNS]>,
    kernel: &DebianKernel,
) {
    let tree = kernel.build_tree.display().to_string();
    let workspace = format!("{}/", workspace::root().display());
    let mut lines = vec![head.map(str::to_owned)];
    lines.extend(
        rows.into_iter()
            .map(|row| row.map(|cell| cell.replace(&tree, "$KDIR").replace(&workspace, ""))),
    );
    println!();
    for line in table::lines(&lines) {
        println!("{line}");
    }
}

fn introduce(version: &str, kernel: &DebianKernel) -> Result<()> {
    let rustc = standard_output(Command::new("rustc").arg("--version"))?;
    let gcc = standard_output(Command::new("gcc").arg("--version"))?;
    let flags = faults::rust_flags(kernel)?;
    let sanitizer = flags.rustflags.iter().filter(|flag| {
        ["-Zsanitizer", "-Cllvm-args=-asan"]
            .iter()
            .any(|start| flag.starts_with(start))
    });
    let sanitizer: Vec<&str> = sanitizer.map(String::as_str).collect();
    println!("kernel    {} of Debian's sources {version}", kernel.name);
    println!("with      {}", gcc.lines().next().unwrap_or_default());
    println!("drivers   {}", rustc.trim());
    println!("watchers  {}", fragment::part(fragment::WATCHERS).join(" "));
    println!("in Rust   {}", sanitizer.join(" "));
    for line in &flags.not_followed {
        println!("not so    {line}");
    }
    Ok(())
}

/// The program that ends each boot.
fn watching() -> Result<PathBuf> {
    let folder = workspace::target().join("debug-kernel");
    fs::create_dir_all(&folder).map_err(|error| Error::at(&folder, &error))?;
    let (source, program) = (folder.join("watching.c"), folder.join("watching"));
    fs::write(&source, WATCHING).map_err(|error| Error::at(&source, &error))?;
    capture(
        Command::new("gcc")
            .args(["-O2", "-Wall", "-Wextra", "-Werror", "-static", "-o"])
            .arg(&program)
            .arg(&source),
    )?;
    Ok(program)
}
