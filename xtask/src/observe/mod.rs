// SPDX-License-Identifier: MIT OR GPL-2.0-only
//! `cargo xtask observe`: what real kernels' own type information says of the structs, against what is recorded for
//! them.

mod judgement;
mod reading;

use crate::demo::Outcome;
use crate::error::{Error, Result};
use crate::kernels::DebianKernel;
use crate::kernels::images::{self, Images, KernelImage};
use crate::table;
use compat_data::kernel::{Architecture, Kernel};
use compat_data::release::Release;
use judgement::{Judgement, judge};
use reading::{Found, Reading};

/// Fetches Debian's kernels (of these releases, or all), and prints a table of what each shows.
pub fn observe(releases: &[Release]) -> Result<Outcome> {
    judge_all(&images::fetch(releases)?)
}

/// The same for kernels that were unpacked to be booted.
pub fn observe_unpacked(kernels: &[DebianKernel]) -> Result<Outcome> {
    let kernels: Result<_> = kernels.iter().map(KernelImage::of).collect();
    judge_all(&Images {
        kernels: kernels?,
        missing: Vec::new(),
    })
}

/// Judges these kernels, and prints the table. That something could not be fetched is said, and is no failure.
fn judge_all(images: &Images) -> Result<Outcome> {
    let mut rows = Vec::new();
    for kernel in &images.kernels {
        eprintln!("observing {}", kernel.name);
        rows.extend(rows_of(kernel)?);
    }
    print(&rows, images);
    let is = |verdict: Verdict| rows.iter().any(|row| row.verdict == verdict);
    Ok(match (is(Verdict::Fault), is(Verdict::Equal)) {
        (true, _) => Outcome::Failed,
        (false, true) => Outcome::Passed,
        (false, false) => Outcome::NotRun,
    })
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Verdict {
    /// Observed and recorded are the same.
    Equal,
    /// They differ, or what is there can't be read.
    Fault,
    /// There is nothing to observe.
    NotObserved,
}

/// One struct on one kernel.
struct Row {
    cells: [String; 8],
    verdict: Verdict,
    /// What is to be said of it beside the table.
    remarks: Vec<String>,
}

fn rows_of(kernel: &KernelImage) -> Result<Vec<Row>> {
    let version = match reading::package_version(kernel) {
        Ok(version) => version,
        Err(error) => return Ok(vec![unreadable(kernel, &error)]),
    };
    let readings = reading::read(kernel);
    let rows = readings
        .iter()
        .map(|reading| row(kernel, &version, reading));
    rows.collect()
}

fn row(kernel: &KernelImage, version: &str, reading: &Reading) -> Result<Row> {
    let none = || "-".to_owned();
    let (observation, nothing) = match &reading.found {
        Found::Types(observation) => (observation.as_deref(), None),
        Found::Nothing(reason) => (None, Some((Verdict::NotObserved, reason))),
        Found::Fault(reason) => (None, Some((Verdict::Fault, reason))),
    };
    let Judgement {
        observed,
        recorded,
        differences,
    } = {
        let history = compat_data::history(reading.name)
            .ok_or_else(|| Error::new(format!("no history of {}", reading.name)))?
            .map_err(|error| Error::new(error.to_string()))?;
        let kernel = Kernel::from_release_string(&kernel.name, Architecture::Amd64)
            .map_err(|error| Error::new(error.to_string()))?;
        judge(history, &kernel, observation)
    };
    let (verdict, words, remarks) = match nothing {
        Some((Verdict::NotObserved, reason)) => (
            Verdict::NotObserved,
            format!("not observed: {reason}"),
            vec![],
        ),
        Some((_, reason)) => (
            Verdict::Fault,
            "UNREADABLE".to_owned(),
            vec![reason.clone()],
        ),
        None if differences.is_empty() => (Verdict::Equal, "ok".to_owned(), vec![]),
        None => (Verdict::Fault, "DIFFERS".to_owned(), differences),
    };
    Ok(Row {
        cells: [
            kernel.name.clone(),
            version.to_owned(),
            reading.name.to_owned(),
            reading.place.clone(),
            observed,
            observation.map_or_else(none, |observation| observation.size.to_string()),
            recorded,
            words,
        ],
        verdict,
        remarks,
    })
}

fn unreadable(kernel: &KernelImage, error: &Error) -> Row {
    let none = || "-".to_owned();
    Row {
        cells: [
            kernel.name.clone(),
            none(),
            none(),
            none(),
            none(),
            none(),
            none(),
            "UNREADABLE".to_owned(),
        ],
        verdict: Verdict::Fault,
        remarks: vec![error.to_string()],
    }
}

fn print(rows: &[Row], images: &Images) {
    let head = [
        "kernel", "package", "struct", "found in", "observed", "size", "recorded", "verdict",
    ];
    let mut cells = vec![head.map(str::to_owned)];
    cells.extend(rows.iter().map(|row| row.cells.clone()));
    println!();
    for line in table::lines(&cells) {
        println!("{line}");
    }
    let count = |verdict| rows.iter().filter(|row| row.verdict == verdict).count();
    println!(
        "\n{} kernels: {} structs observed as recorded, {} not, {} not observed; {} not fetched",
        images.kernels.len(),
        count(Verdict::Equal),
        count(Verdict::Fault),
        count(Verdict::NotObserved),
        images.missing.len()
    );
    for row in rows.iter().filter(|row| !row.remarks.is_empty()) {
        println!(
            "\n{}, {}:\n  {}",
            row.cells[0],
            row.cells[2],
            row.remarks.join("\n  ")
        );
    }
    for (what, error) in &images.missing {
        println!("\nNOT FETCHED: {what}: {error}");
    }
}
