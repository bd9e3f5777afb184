// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! `cargo xtask test`: everything that is tested, the boots included.

use std::time::{Duration, Instant};

use clap::ValueEnum;

use crate::command::{inside, kernel_compat};
use crate::demo::{self, Outcome};
use crate::error::{Error, Result};
use crate::kernels::{KernelChoice, fetch};
use crate::{catalogue_judge, headers, observe, pages, programs, tables, tools, workspace};

/// A step of the tests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Step {
    /// Formatting.
    Format,
    /// Lints.
    Lints,
    /// What `cargo test` runs: all that needs no kernel.
    Cargo,
    /// The histories are what the reports give.
    Histories,
    /// The example drivers compile on every recorded layout.
    Layouts,
    /// The ops of drivers are called on the host as every recorded kernel calls them, and under Miri where it is installed.
    Programs,
    /// The pages of `kernel-compat matrix` are opened in a browser.
    Pages,
    /// The kernels' headers judge the layouts.
    Headers,
    /// The type information of the kernels that boot is as recorded.
    Observe,
    /// The catalogue is what the kernels that boot say of themselves; bpftool and their headers judge.
    Catalogue,
    /// The command `kernel-compat` on these kernels; bpftool judges.
    Command,
    /// The kernels boot and call the example drivers.
    Boots,
    /// The kernels load the drivers that `kernel-compat new` starts.
    New,
}

/// Runs these steps (all, where none is named), also after one has failed, and says at the end which did.
pub fn test(steps: &[Step], time_limit: Duration) -> Result<()> {
    let steps = match steps {
        [] => Step::value_variants(),
        steps => steps,
    };
    let mut failed = Vec::new();
    for step in steps {
        let name = format!("{step:?}").to_lowercase();
        println!("== {name}");
        let started = Instant::now();
        match run(*step, time_limit) {
            Ok(()) => println!(
                "== {name}: passed in {:.0} s",
                started.elapsed().as_secs_f64()
            ),
            Err(error) => {
                println!("{error}\n== {name}: FAILED");
                failed.push(name);
            }
        }
    }
    match failed.is_empty() {
        true => Ok(()),
        false => Err(Error::new(format!("these failed: {}", failed.join(", ")))),
    }
}

fn run(step: Step, time_limit: Duration) -> Result<()> {
    match step {
        Step::Format => cargo(&["fmt", "--all", "--check"]),
        Step::Lints => cargo(&[
            "clippy",
            "--quiet",
            "--locked",
            "--workspace",
            "--all-targets",
            "--",
            "-D",
            "warnings",
        ]),
        Step::Cargo => cargo(&["test", "--locked", "--workspace"]),
        Step::Histories => histories(),
        Step::Layouts => tables::check_drivers_on_all_layouts(),
        Step::Programs => programs::run_all(),
        Step::Pages => pages::look_at_all(),
        Step::Headers => {
            tools::ensure()?;
            headers::judge_all(&fetch(&KernelChoice::ALL)?)
        }
        Step::Observe => {
            tools::ensure()?;
            as_recorded(observe::observe_unpacked(&fetch(&KernelChoice::ALL)?)?)
        }
        Step::Catalogue => {
            tools::ensure()?;
            tools::ensure_judges()?;
            as_recorded(catalogue_judge::judge_unpacked(&fetch(
                &KernelChoice::ALL,
            )?)?)
        }
        Step::Command => {
            tools::ensure()?;
            tools::ensure_judges()?;
            fetch(&KernelChoice::ALL)?;
            cargo(&[
                "test",
                "--locked",
                "--package",
                "compat-cli",
                "--test",
                "suite",
                "kernels::",
                "--",
                "--nocapture",
            ])
        }
        Step::Boots => booted(demo::demo(&KernelChoice::ALL, time_limit)?),
        Step::New => booted(demo::sketches(time_limit)?),
    }
}

fn as_recorded(outcome: Outcome) -> Result<()> {
    match outcome {
        Outcome::Passed => Ok(()),
        Outcome::Failed => Err(Error::new("a kernel is not as recorded")),
        Outcome::NotRun => Err(Error::new("nothing could be observed")),
    }
}

fn booted(outcome: Outcome) -> Result<()> {
    match outcome {
        Outcome::Passed => Ok(()),
        Outcome::Failed => Err(Error::new("a kernel did not do what the driver expects")),
        Outcome::NotRun => Err(Error::new("no kernel could be booted")),
    }
}

fn cargo(arguments: &[&str]) -> Result<()> {
    let status = inside(workspace::root(), "cargo")
        .args(arguments)
        .status()
        .map_err(|error| Error::new(format!("cannot run `cargo`: {error}")))?;
    match status.success() {
        true => Ok(()),
        false => Err(Error::new(format!(
            "`cargo {}` failed",
            arguments.join(" ")
        ))),
    }
}

fn histories() -> Result<()> {
    let seeds = workspace::seeds();
    if !seeds.is_dir() {
        println!("SKIPPED: the reports are not at hand ({})", seeds.display());
        return Ok(());
    }
    let histories = workspace::root().join("compat-data/histories");
    let import = kernel_compat()
        .arg("import")
        .arg(&seeds)
        .arg("--output")
        .arg(&histories)
        .arg("--check")
        .status();
    match import {
        Ok(status) if status.success() => Ok(()),
        Ok(_) => Err(Error::new("the histories are not what the reports give")),
        Err(error) => Err(Error::new(format!("cannot run `cargo`: {error}"))),
    }
}
