// SPDX-License-Identifier: MIT OR GPL-2.0-only
//! `cargo xtask debug-kernel`: the example drivers on a kernel that checks memory accesses, locks and sleeping. No
//! distribution has such a kernel: it is built from Debian's sources.

mod faults;
mod fragment;
mod kernel;

use crate::command::{capture, standard_output};
use crate::demo::example::phase;
use crate::demo::{self, Outcome, Watch};
use crate::error::{Error, Result};
use crate::kernels::verdict::DEBUGGING_ALARMS;
use crate::kernels::{KernelChoice, source};
use crate::{table, tools, workspace};
use kernel::DebugKernel;
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
    let built = kernel::build(&source)?;
    let watching = watching()?;
    introduce(&source.version, &built)?;
    let reports = faults::provoke(&built.kernel, &watching, limit)?;
    let mut rows = vec![["module", "what the kernel reported"].map(str::to_owned)];
    rows.extend(
        reports
            .into_iter()
            .map(|report| [report.module.to_owned(), report.line]),
    );
    println!();
    for line in table::lines(&rows) {
        println!("{line}");
    }
    let watch = Watch {
        alarms: &DEBUGGING_ALARMS,
        last: vec![(
            phase("run watching", "", &["watching: debug_locks 1"]),
            watching,
        )],
    };
    let rows = demo::examples(std::slice::from_ref(&built.kernel), limit, &watch)?;
    Ok(demo::outcome(&rows))
}

fn introduce(version: &str, built: &DebugKernel) -> Result<()> {
    let rustc = standard_output(Command::new("rustc").arg("--version"))?;
    let gcc = standard_output(Command::new("gcc").arg("--version"))?;
    let flags = faults::rust_flags(&built.kernel)?;
    let sanitizer = flags.rustflags.iter().filter(|flag| {
        ["-Zsanitizer", "-Cllvm-args=-asan"]
            .iter()
            .any(|start| flag.starts_with(start))
    });
    let sanitizer: Vec<&str> = sanitizer.map(String::as_str).collect();
    println!(
        "kernel    {} of Debian's sources {version}",
        built.kernel.name
    );
    println!("built in  {} s", built.seconds);
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
