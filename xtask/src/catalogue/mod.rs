// SPDX-License-Identifier: MIT OR GPL-2.0-only
//! `cargo xtask catalogue`: the histories of the catalogue, from Debian's packages.

mod changes;
mod files;
mod histories;
pub mod manifest;
mod reading;

use crate::demo::Outcome;
use crate::error::{Error, Result};
use crate::kernels::images::{self, KernelImage};
use compat_data::catalogue::{self, CatalogueKernel};
use compat_data::history::{History, SnapshotKernel};
use compat_data::observation::Observation;
use compat_data::record;
use files::Files;
use histories::Told;
use manifest::Manifest;
use std::collections::BTreeMap;

/// Brings the catalogue up to its manifest: of these kernels, or of all. With `check`, it says whether it is, and writes
/// nothing. What can't be fetched or read does not keep the rest from it, and is said at the end.
pub fn catalogue(kernels: &[String], check: bool) -> Result<Outcome> {
    let manifest = Manifest::read()?;
    let wanted = manifest.wanted(kernels)?;
    let images = images::fetch_named(&wanted)?;
    let mut failures: Vec<String> = images
        .missing
        .iter()
        .map(|(name, error)| format!("NOT FETCHED: {name}: {error}"))
        .collect();
    let mut told: BTreeMap<&str, Told> = BTreeMap::new();
    let mut read: Vec<CatalogueKernel> = Vec::new();
    for (at, kernel) in images.kernels.iter().enumerate() {
        eprintln!(
            "reading {} ({} of {})",
            kernel.name,
            at + 1,
            images.kernels.len()
        );
        let suite = manifest.kernels.get(&kernel.name);
        match reading::read(kernel, &manifest, suite.map_or("", String::as_str)) {
            Ok(reading) => {
                failures.extend(
                    reading
                        .problems
                        .iter()
                        .map(|what| format!("NOT READ: {what}")),
                );
                for (name, found) in &reading.structs {
                    if let Some((name, _)) = manifest.structs.get_key_value(name) {
                        told.entry(name).or_default().add(&reading.kernel, found);
                    }
                }
                read.push(reading.record);
            }
            Err(error) => failures.push(format!("NOT READ: {}: {error}", kernel.name)),
        }
    }
    let (before, after) = renewed(&manifest, &told, &read)?;
    let changed = files::changed(&after)?;
    for line in changes::lines(&before, &changed) {
        println!("{line}");
    }
    for failure in &failures {
        eprintln!("{failure}");
    }
    println!(
        "{} of {} kernels read, {} structs; {} of {} files {}",
        read.len(),
        wanted.len(),
        told.len(),
        changed.len(),
        after.len(),
        if check { "would change" } else { "changed" }
    );
    if !check {
        files::write(&changed)?;
    }
    Ok(
        match (
            read.is_empty(),
            failures.is_empty(),
            check && !changed.is_empty(),
        ) {
            (true, ..) => Outcome::NotRun,
            (_, true, false) => Outcome::Passed,
            _ => Outcome::Failed,
        },
    )
}

/// The files of the catalogue as they are, and as they should be.
fn renewed(
    manifest: &Manifest,
    told: &BTreeMap<&str, Told>,
    read: &[CatalogueKernel],
) -> Result<(BTreeMap<String, History>, Files)> {
    let mut before = BTreeMap::new();
    let mut after = Files::new();
    let mut names = files::names()?;
    for (&name, told) in told {
        let path = files::history(name);
        let history = match files::read(&path)? {
            Some(text) => {
                record::parse(&path, &text).map_err(|error| Error::new(error.to_string()))?
            }
            None => History::new(name),
        };
        let Some(facts) = manifest.structs.get(name) else {
            continue;
        };
        let renewed = histories::renew(history.clone(), name, facts, told)?;
        // Of a struct that no kernel has there is nothing to say.
        if renewed.layouts.is_empty() {
            continue;
        }
        after.insert(path.clone(), record::print(&renewed));
        before.insert(path, history);
        if !names.iter().any(|known| known == name) {
            names.push(name.to_owned());
        }
    }
    names.sort_unstable();
    let committed = files::read(files::KERNELS)?.unwrap_or_default();
    let committed = catalogue::parse(&committed)
        .map_err(|error| Error::new(format!("{}: {error}", files::KERNELS)))?;
    let kernels = histories::renew_kernels(&committed, read)?;
    after.insert(files::KERNELS.to_owned(), catalogue::print(&kernels));
    after.insert(files::NAMES.to_owned(), files::names_as_rust(&names));
    Ok((before, after))
}

/// The kernels of the manifest that the cache has, oldest first: their images, and the modules that structs live in.
pub fn cached_kernels() -> Result<Vec<KernelImage>> {
    images::cached(&Manifest::read()?.wanted(&[])?)
}

/// Calls `visit` with what each cached kernel of the manifest says of each struct of the catalogue that it has.
pub fn observations(
    mut visit: impl FnMut(&SnapshotKernel, &str, &Observation) -> Result<()>,
) -> Result<()> {
    let manifest = Manifest::read()?;
    for kernel in cached_kernels()? {
        let reading = reading::read(&kernel, &manifest, "")?;
        for (name, found) in &reading.structs {
            if let Some(observation) = found.observation() {
                visit(&reading.kernel, name, observation)?;
            }
        }
    }
    Ok(())
}
