// SPDX-License-Identifier: MIT OR GPL-2.0-only
//! The main job: driver sources, each built for several real kernels, loaded by each, its ops called by the
//! kernel's own C code.

pub mod example;
mod sketch;
mod table;

use crate::error::{Error, Result};
use crate::kernels::module::{BuiltDriver, Source, build_driver};
use crate::kernels::verdict::{Expectations, Phase, Verdict, judge};
use crate::kernels::{DebianKernel, KernelChoice, boot, fetch, loadable, system_programs};
use crate::{tables, tools, workspace};
use example::{EXAMPLES, Example};
pub use sketch::sketches;
use std::path::PathBuf;
use std::time::{Duration, Instant};
use table::Row;

/// How a chore ended that judges kernels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Every kernel did as it should: in a demo it booted, and called every op.
    Passed,
    /// At least one did not.
    Failed,
    /// No kernel was judged: a tool or the network is missing.
    NotRun,
}

/// Builds, boots and judges each example on these kernels (all, when none is named), and prints a table.
pub fn demo(choices: &[KernelChoice], limit: Duration) -> Result<Outcome> {
    let choices = if choices.is_empty() {
        &KernelChoice::ALL
    } else {
        choices
    };
    let kernels = match tools::ensure().and_then(|()| fetch(choices)) {
        Ok(kernels) => kernels,
        Err(error) => {
            eprintln!("cannot boot kernels here: {error}\n");
            eprintln!("the tables for all recorded kernels instead:");
            tables::show_recorded_tables()?;
            return Ok(Outcome::NotRun);
        }
    };
    Ok(show(&examples(&kernels, limit, &Watch::default())?))
}

/// What a boot is watched for beyond what is said of every kernel.
#[derive(Default)]
pub struct Watch {
    /// See [`Expectations::alarms`].
    pub alarms: &'static [&'static str],
    /// Steps after a driver's own, each with the file that it takes.
    pub last: Vec<(Phase, PathBuf)>,
}

/// Builds, boots and judges each example on each of these kernels that it fits.
pub fn examples(kernels: &[DebianKernel], limit: Duration, watch: &Watch) -> Result<Vec<Row>> {
    let sources = EXAMPLES.iter().map(|example| Source {
        name: example.name,
        folder: workspace::root().join("examples").join(example.name),
        cargo_options: "--locked",
    });
    let drivers: Vec<(&Example, Source)> = EXAMPLES.iter().zip(sources).collect();
    rows(&drivers, kernels, limit, watch)
}

/// Prints the table, and says whether all went well.
fn show(rows: &[Row]) -> Outcome {
    table::print(rows);
    outcome(rows)
}

/// Whether all went well.
pub fn outcome(rows: &[Row]) -> Outcome {
    match rows.iter().all(|row| row.good) {
        true => Outcome::Passed,
        false => Outcome::Failed,
    }
}

/// Builds, boots and judges each driver on each of the kernels that it fits.
fn rows(
    drivers: &[(&Example, Source)],
    kernels: &[DebianKernel],
    limit: Duration,
    watch: &Watch,
) -> Result<Vec<Row>> {
    let mut rows = Vec::new();
    for (example, source) in drivers {
        for kernel in kernels {
            if example.fits(kernel)? {
                rows.push(row(example, source, kernel, limit, watch));
            }
        }
    }
    Ok(rows)
}

/// One driver's row on one kernel. What goes wrong is shown at once, and does not keep the others from their turn.
fn row(
    example: &Example,
    source: &Source,
    kernel: &DebianKernel,
    limit: Duration,
    watch: &Watch,
) -> Row {
    let mut row = Row {
        example: example.name,
        kernel: kernel.name.clone(),
        table: example.table.to_owned(),
        layout: "-".to_owned(),
        ops: "-".to_owned(),
        verdict: String::new(),
        good: false,
    };
    let what = format!("{} for {}", example.name, kernel.name);
    eprintln!("building {what}");
    let started = Instant::now();
    let built = match build_driver(kernel, source) {
        Ok(built) => built,
        Err(error) => {
            eprintln!("{what}: the build failed: {error}");
            row.verdict = "FAILED to build".to_owned();
            return row;
        }
    };
    eprintln!("built {what} in {:.1} s", started.elapsed().as_secs_f64());
    if let Err(error) = boot_and_judge(example, kernel, &built, limit, watch, &mut row) {
        eprintln!("{what}: {error}");
        row.verdict = "FAILED to boot".to_owned();
    }
    row
}

fn boot_and_judge(
    example: &Example,
    kernel: &DebianKernel,
    built: &BuiltDriver,
    limit: Duration,
    watch: &Watch,
    row: &mut Row,
) -> Result<()> {
    let layout = built.setting(&format!("KERNEL_COMPAT_LAYOUT_{}", example.table))?;
    let evidence = built.setting(&format!("KERNEL_COMPAT_EVIDENCE_{}", example.table))?;
    row.layout = format!("{layout} ({evidence})");
    if !evidence.starts_with("observed: ") {
        return Err(Error::new(
            "its own type information was not read, though its headers are at hand",
        ));
    }
    let built_for = built.setting("KERNEL_COMPAT_KERNEL")?;
    if built_for != kernel.name {
        return Err(Error::new(format!(
            "build.rs took this kernel for {built_for}"
        )));
    }
    let (mut phases, mut files) = steps(example, kernel, built)?;
    for (phase, file) in &watch.last {
        phases.push(phase.clone());
        files.push(file.clone());
    }
    let plan: String = phases
        .iter()
        .map(|phase| format!("{}\n", phase.step))
        .collect();
    let boot = boot::boot(
        kernel,
        &example.machine,
        &built.folder,
        &plan,
        &files,
        limit,
    )?;
    let expectations = Expectations {
        module: example.module.to_owned(),
        phases,
        alarms: watch.alarms,
    };
    let verdict = judge(&boot.log, boot.timed_out, &expectations);
    if !verdict.ops.is_empty() {
        row.ops = format!("{}: {}", verdict.ops.len(), verdict.ops.join(" "));
    }
    row.good = verdict.faults.is_empty();
    row.verdict = if row.good {
        format!("ok, booted in {:.1} s", boot.duration.as_secs_f64())
    } else {
        show_failure(kernel, &boot.log, &verdict);
        format!("FAILED: {}", verdict.faults[0])
    };
    Ok(())
}

/// What happens in the booted system, step by step, and the files that this takes.
fn steps(
    example: &Example,
    kernel: &DebianKernel,
    built: &BuiltDriver,
) -> Result<(Vec<Phase>, Vec<PathBuf>)> {
    let mut phases = Vec::new();
    let mut files = loadable::stage(
        kernel,
        example.kernel_modules,
        &built.file("kernel-modules"),
    )?;
    for file in &files {
        let name = file.file_stem().unwrap_or_default().to_string_lossy();
        phases.push(Phase {
            step: format!("load {name}"),
            ops: Vec::new(),
            lines: Vec::new(),
        });
    }
    files.extend(system_programs::find_all(example.system_programs)?);
    let own = (example.phases)(kernel)?;
    files.extend(
        own.iter()
            .filter_map(|phase| match phase.step.split_once(' ')? {
                ("load", module) => Some(built.file(&format!("{module}.ko"))),
                ("run", program) => Some(built.file(program)),
                _ => None,
            }),
    );
    phases.extend(own);
    Ok((phases, files))
}

fn show_failure(kernel: &DebianKernel, log: &str, verdict: &Verdict) {
    eprintln!(
        "---- the log of {} ----\n{log}\n---- what is wrong on {} ----",
        kernel.name, kernel.name
    );
    for fault in &verdict.faults {
        eprintln!("{fault}");
    }
}
