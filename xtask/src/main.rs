// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Chores of this workspace.
#![forbid(unsafe_code)]

use std::error::Error;
use std::process::ExitCode;
use std::time::Duration;

use clap::{Parser, Subcommand};
use compat_data::release::Release;

mod bench;
mod catalogue;
mod catalogue_judge;
mod catalogue_types;
mod command;
mod debug_kernel;
mod demo;
mod digest;
mod error;
mod headers;
mod kernels;
mod observe;
mod pages;
mod programs;
mod table;
mod tables;
mod test;
mod tools;
mod workspace;

use demo::Outcome;
use kernels::KernelChoice;

/// Chores of this workspace.
#[derive(Parser)]
#[command(name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    chore: Chore,
}

#[derive(Subcommand)]
enum Chore {
    /// Build the example drivers for Debian's kernels, boot each, and show which ops it called.
    ///
    /// Exits with 0 if all went well, with 1 if not, and with 2 if nothing could be booted here.
    Demo {
        /// Only this kernel; may be given several times.
        #[arg(long = "kernel", value_name = "RELEASE", value_parser = KernelChoice::named)]
        kernels: Vec<KernelChoice>,
        /// After how many seconds a boot is stopped, and has failed.
        #[arg(long, value_name = "SECONDS", default_value_t = 120)]
        time_limit: u64,
    },
    /// Run all tests: formatting, lints, cargo's tests, the kernels' headers as judge, and the boots.
    Test {
        /// Only this step; may be given several times.
        #[arg(long = "step", value_name = "STEP")]
        steps: Vec<test::Step>,
        /// After how many seconds a boot is stopped, and has failed.
        #[arg(long, value_name = "SECONDS", default_value_t = 120)]
        time_limit: u64,
    },
    /// Fetch Debian's kernels, every one of trixie-backports among them, and hold what their own type information
    /// says of the structs against the record.
    ///
    /// Exits with 0 if all that was observed is as recorded, with 1 if not, and with 2 if nothing could be observed.
    /// What could not be fetched is named at the end.
    Observe {
        /// Only kernels of this release; may be given several times.
        #[arg(long = "kernel", value_name = "RELEASE")]
        releases: Vec<Release>,
    },
    /// Build a kernel with KASAN, lockdep and DEBUG_ATOMIC_SLEEP from Debian's sources, show that it reports faults, and
    /// boot it with each example driver, of which it must report none.
    ///
    /// Exits with 0 if all went well, and with 1 if not. The first run builds for long; the kernel is kept in the cache.
    DebugKernel {
        /// After how many seconds a boot is stopped, and has failed.
        #[arg(long, value_name = "SECONDS", default_value_t = 900)]
        time_limit: u64,
    },
    /// Bring the catalogue's histories up to the manifest, compat-data/catalogue/debian.toml, from Debian's packages.
    ///
    /// Exits with 0 if all kernels were read (and, with --check, nothing would change), with 1 if not, and with 2 if none could
    /// be read.
    Catalogue {
        /// Only these kernels, by release string; may be given several times.
        #[arg(long = "kernel", value_name = "BUILD")]
        kernels: Vec<String>,
        /// Write nothing: say whether what is committed is what the packages say.
        #[arg(long)]
        check: bool,
        /// Fetch nothing: only the kernels that are in the cache.
        #[arg(long)]
        cached: bool,
        /// Only the types that the structs name, `compat_core::types`, from all kernels that are cached. They are written with
        /// the rest, too, unless kernels are named.
        #[arg(long, conflicts_with = "kernels")]
        types: bool,
    },
    /// Hold the catalogue's histories against the kernels that they were read from, by three judges: the kernels' own type
    /// information, bpftool, and the kernels' headers. `catalogue` has to have fetched the kernels.
    ///
    /// Exits with 0 if nothing differs, with 1 if something does or can't be judged, and with 2 if there is no kernel.
    Judge {
        /// Only these kernels, by release string; may be given several times.
        #[arg(long = "kernel", value_name = "BUILD")]
        kernels: Vec<String>,
    },
    /// Measure, side by side: one struct read in different ways, a driver's clean build, its check against
    /// every kernel, and how that grows.
    Bench {
        /// What to measure; all, if nothing is named.
        subjects: Vec<bench::Subject>,
        /// Also measure the clean build of the example driver of this commit.
        #[arg(long, value_name = "COMMIT")]
        against: Option<String>,
    },
}

fn main() -> ExitCode {
    match run(Arguments::parse().chore) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(chore: Chore) -> Result<ExitCode, Box<dyn Error>> {
    match chore {
        Chore::Demo {
            kernels,
            time_limit,
        } => {
            let outcome = demo::demo(&kernels, Duration::from_secs(time_limit))?;
            Ok(exit_code(outcome))
        }
        Chore::Observe { releases } => Ok(exit_code(observe::observe(&releases)?)),
        Chore::Judge { kernels } => Ok(exit_code(catalogue_judge::judge_named(&kernels)?)),
        Chore::Test { steps, time_limit } => {
            test::test(&steps, Duration::from_secs(time_limit))?;
            Ok(ExitCode::SUCCESS)
        }
        Chore::DebugKernel { time_limit } => {
            let limit = Duration::from_secs(time_limit);
            Ok(exit_code(debug_kernel::debug_kernel(limit)?))
        }
        Chore::Catalogue {
            kernels,
            check,
            cached,
            types,
        } => {
            let outcome = match types {
                true => Outcome::Passed,
                false => catalogue::catalogue(&kernels, check, cached)?,
            };
            if !kernels.is_empty() || outcome == Outcome::NotRun {
                return Ok(exit_code(outcome));
            }
            let types = catalogue_types::bring_up(check)?;
            Ok(exit_code(match outcome {
                Outcome::Passed => types,
                _ => outcome,
            }))
        }
        Chore::Bench { subjects, against } => {
            bench::bench(&subjects, against.as_deref())?;
            Ok(ExitCode::SUCCESS)
        }
    }
}

fn exit_code(outcome: Outcome) -> ExitCode {
    match outcome {
        Outcome::Passed => ExitCode::SUCCESS,
        Outcome::Failed => ExitCode::FAILURE,
        Outcome::NotRun => ExitCode::from(2),
    }
}
