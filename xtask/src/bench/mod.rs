// SPDX-License-Identifier: MIT OR GPL-2.0-only
//! `cargo xtask bench`: figures, side by side in one run. They are printed and never asserted: a machine is busy or
//! slow for reasons of its own.

mod bindgen;
mod build;
mod check;
mod driver;
mod files;
mod growth;
mod import;
mod instructions;
mod machine;
mod made_up;
mod measure;
mod observe;

use crate::error::Result;
use crate::tools;
use clap::ValueEnum;

/// What is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Subject {
    /// One struct of a kernel, read in different ways.
    Observe,
    /// A driver's clean build.
    Build,
    /// The check of a driver against every kernel.
    Check,
    /// How a driver's build and check grow with histories and layouts.
    Growth,
    /// The import of many reports.
    Import,
}

/// Measures these subjects (all, where none is named); `against` is an older commit to build the example driver of.
pub fn bench(subjects: &[Subject], against: Option<&str>) -> Result<()> {
    let subjects = match subjects {
        [] => Subject::value_variants(),
        subjects => subjects,
    };
    tools::ensure()?;
    println!("{}\n", machine::describe());
    for subject in subjects {
        match subject {
            Subject::Observe => observe::bench()?,
            Subject::Build => build::bench(against)?,
            Subject::Check => check::bench()?,
            Subject::Growth => growth::bench()?,
            Subject::Import => import::bench()?,
        }
        println!();
    }
    Ok(())
}
