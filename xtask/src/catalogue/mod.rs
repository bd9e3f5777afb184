// SPDX-License-Identifier: MIT OR GPL-2.0-only
//! `cargo xtask catalogue`: the histories of the catalogue, from Debian's packages.

mod changes;
mod document;
pub mod files;
mod histories;
pub mod kernel_files;
pub mod manifest;
pub mod reading;

use crate::demo::Outcome;
use crate::error::{Error, Result};
use crate::kernels::images::{self, Images};
use compat_data::catalogue::{self, CatalogueKernel, MANIFEST};
use compat_data::history::History;
use compat_data::record;
use files::Files;
use histories::Told;
use manifest::Manifest;
use std::collections::{BTreeMap, BTreeSet};

/// Brings the catalogue up to its manifest: of these kernels, or of all. With `check`, it says whether it is, and writes
/// nothing; with `cached` it fetches nothing, and leaves out the kernels that the cache lacks. What can't be fetched or read does not keep the rest from it, and is said at the end.
pub fn catalogue(kernels: &[String], check: bool, cached: bool) -> Result<Outcome> {
    let manifest = Manifest::read()?;
    let wanted = manifest.wanted(kernels)?;
    let images = match cached {
        true => Images {
            kernels: images::cached(&wanted)?,
            missing: Vec::new(),
        },
        false => images::fetch_named(&wanted)?,
    };
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
    let committed = files::committed()?;
    failures.extend(strays(&manifest, &committed));
    let after = renewed(&manifest, &told, &read, &committed)?;
    let changed = files::changed(&after, &committed);
    for line in changes::lines(&committed, &changed) {
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
    Ok(outcome(&read, &failures, check, &changed))
}

/// All went well only where every kernel was read, and a check finds nothing to change.
fn outcome(read: &[CatalogueKernel], failures: &[String], check: bool, changed: &Files) -> Outcome {
    match (
        read.is_empty(),
        failures.is_empty(),
        check && !changed.is_empty(),
    ) {
        (true, ..) => Outcome::NotRun,
        (_, true, false) => Outcome::Passed,
        _ => Outcome::Failed,
    }
}

/// Histories that were made by the manifest, of structs that it has no more.
fn strays(manifest: &Manifest, committed: &Files) -> Vec<String> {
    let by_manifest = |text: &str| text.contains(&format!("\nmanifest = \"{MANIFEST}\"\n"));
    let mut strays = Vec::new();
    for (path, text) in committed {
        if let Some(name) = files::struct_of(path) {
            if by_manifest(text) && !manifest.structs.contains_key(name) {
                strays.push(format!(
                    "NOT IN THE MANIFEST: {path}: remove it, or give the struct its line again"
                ));
            }
        }
    }
    strays
}

/// The kernels that the committed catalogue was read from.
pub fn recorded() -> Result<Vec<CatalogueKernel>> {
    known(&files::committed()?)
}

fn known(committed: &Files) -> Result<Vec<CatalogueKernel>> {
    let text = committed.get(files::KERNELS).map_or("", String::as_str);
    catalogue::parse(text).map_err(|error| Error::new(format!("{}: {error}", files::KERNELS)))
}

/// The files of the catalogue as they should be, where they were these: a pure function.
fn renewed(
    manifest: &Manifest,
    told: &BTreeMap<&str, Told>,
    read: &[CatalogueKernel],
    committed: &Files,
) -> Result<Files> {
    let mut after = Files::new();
    let mut names: BTreeSet<&str> = committed
        .keys()
        .filter_map(|path| files::struct_of(path))
        .collect();
    let mut builds = Vec::new();
    for kernel in read {
        builds.push(reading::snapshot_kernel(&kernel.build)?);
    }
    let nothing = Told::default();
    for (name, facts) in &manifest.structs {
        let told = told.get(name.as_str()).unwrap_or(&nothing);
        let path = files::history(name);
        let before = match committed.get(&path) {
            Some(text) => {
                record::parse(&path, text).map_err(|error| Error::new(error.to_string()))?
            }
            None => History::new(name),
        };
        let renewed = histories::renew(before, name, facts, told, &builds)?;
        // Of a struct that no kernel has there is nothing to say.
        if !renewed.layouts.is_empty() {
            after.insert(path, record::print(&renewed));
            names.insert(name);
        }
    }
    let kernels = histories::renew_kernels(&known(committed)?, read)?;
    after.insert(files::KERNELS.to_owned(), catalogue::print(&kernels));
    let names: Vec<&str> = names.into_iter().collect();
    after.insert(files::NAMES.to_owned(), files::names_as_rust(&names));
    if let Some(page) = committed.get(files::DOCUMENT) {
        let histories = histories_of(&names, &after, committed)?;
        let page = document::renewed(page, &kernels, &histories)?;
        after.insert(files::DOCUMENT.to_owned(), page);
    }
    Ok(after)
}

/// The histories of the catalogue, as they should be where they are renewed, else as they are.
fn histories_of(names: &[&str], after: &Files, committed: &Files) -> Result<Vec<History>> {
    let mut histories = Vec::new();
    for name in names {
        let path = files::history(name);
        if let Some(text) = after.get(&path).or(committed.get(&path)) {
            let history =
                record::parse(&path, text).map_err(|error| Error::new(error.to_string()))?;
            histories.push(history);
        }
    }
    histories.retain(document::is_of_the_catalogue);
    Ok(histories)
}

#[cfg(test)]
mod tests;
