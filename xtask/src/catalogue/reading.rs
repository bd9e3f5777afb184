// SPDX-License-Identifier: MIT OR GPL-2.0-only
//! What one kernel's own files say of the catalogue's structs: its image, and for what that lacks its modules.

use super::manifest::Manifest;
use crate::error::{Error, Result};
use crate::kernels::images::KernelImage;
use compat_btf::file::{self, BtfFile, FileProblem};
use compat_data::catalogue::CatalogueKernel;
use compat_data::history::SnapshotKernel;
use compat_data::kernel::Kernel;
use compat_data::observation::Observation;
use compat_data::places::Places;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// What one kernel says of all structs.
#[derive(Debug)]
pub struct Reading {
    /// The kernel.
    pub kernel: SnapshotKernel,
    /// From what that was read.
    pub record: CatalogueKernel,
    /// The structs of the catalogue, by tag; one that could not be read is not among them, nor one that lives in a module where
    /// the packages have no modules any more.
    pub structs: BTreeMap<String, Found>,
    /// Why a struct could not be read, each as a line.
    pub problems: Vec<String>,
}

/// What one kernel says of one struct.
#[derive(Debug)]
pub enum Found {
    /// The kernel itself has it.
    InKernel(Box<Observation>),
    /// Of the files that were read, this module has it and the kernel has not.
    InModule(String, Box<Observation>),
    /// None of them has it.
    Nowhere,
}

impl Found {
    /// What is said of the struct, if anything is.
    pub fn observation(&self) -> Option<&Observation> {
        match self {
            Found::InKernel(observation) | Found::InModule(_, observation) => Some(observation),
            Found::Nowhere => None,
        }
    }
}

/// Reads all structs of the manifest.
///
/// # Errors
/// Files that can't be read, or that are of another kernel. What is wrong with one struct alone is among the problems.
pub fn read(kernel: &KernelImage, manifest: &Manifest, suite: &str) -> Result<Reading> {
    let image = open(&kernel.image, &kernel.name)?
        .ok_or_else(|| Error::new(format!("{}: no type information", kernel.image.display())))?;
    let at = |path: &Path, error: &dyn std::fmt::Display| {
        Error::new(format!("{}: {error}", path.display()))
    };
    let base = image.btf().map_err(|error| at(&kernel.image, &error))?;
    let mut reading = Reading {
        kernel: snapshot_kernel(&kernel.name)?,
        record: CatalogueKernel {
            build: kernel.name.clone(),
            architecture: kernel.architecture,
            suite: suite.to_owned(),
            packages: kernel.packages.clone(),
            image: sha256(&kernel.image)?,
            modules: None,
        },
        structs: BTreeMap::new(),
        problems: Vec::new(),
    };
    // Of a struct that is there in several forms, nothing else knows better.
    let mut failed: BTreeSet<&str> = BTreeSet::new();
    for name in manifest.structs.keys() {
        match base.observe(name) {
            Ok(Some(observation)) => {
                let found = Found::InKernel(Box::new(observation));
                reading.structs.insert(name.clone(), found);
            }
            Ok(None) => {}
            Err(error) => {
                failed.insert(name);
                reading.problems.push(format!("{}: {error}", kernel.name));
            }
        }
    }
    let lacking: BTreeSet<&str> = manifest
        .structs
        .keys()
        .map(String::as_str)
        .filter(|name| !reading.structs.contains_key(*name) && !failed.contains(name))
        .collect();
    let mut sums = String::new();
    let mut found: BTreeMap<&str, Vec<(String, Observation)>> = BTreeMap::new();
    for (module, path) in &kernel.modules {
        let Some(file) = open(path, &kernel.name)? else {
            continue;
        };
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        sums += &format!("{}  {name}\n", sha256(path)?);
        let view = file.btf_over(&base).map_err(|error| at(path, &error))?;
        let structs = view.structs().map_err(|error| at(path, &error))?;
        let own: BTreeSet<&str> = structs.iter().map(|(_, name)| *name).collect();
        for name in lacking.iter().filter(|name| own.contains(**name)) {
            match view.observe(name) {
                Ok(Some(observation)) => found
                    .entry(name)
                    .or_default()
                    .push((module.clone(), observation)),
                Ok(None) => {}
                Err(error) => {
                    failed.insert(*name);
                    reading.problems.push(format!("{}: {error}", kernel.name));
                }
            }
        }
    }
    if !sums.is_empty() {
        reading.record.modules = Some(hexadecimal(&Sha256::digest(sums)));
    }
    for name in lacking.difference(&failed) {
        let owner = manifest
            .structs
            .get(*name)
            .and_then(|one| one.module.as_deref());
        let all = found.remove(name).unwrap_or_default();
        // Debian removes old kernels' modules before their images: then nobody has looked where the struct lives.
        if all.is_empty() && owner.is_some() && kernel.modules.is_empty() {
            continue;
        }
        match agreed(all, owner) {
            Ok(found) => drop(reading.structs.insert((*name).to_owned(), found)),
            Err(problem) => reading
                .problems
                .push(format!("{}: struct {name}: {problem}", kernel.name)),
        }
    }
    Ok(reading)
}

/// What all modules say that have the struct; the owner's word, where it is among them.
fn agreed(
    mut all: Vec<(String, Observation)>,
    owner: Option<&str>,
) -> std::result::Result<Found, String> {
    all.sort_by_key(|(module, _)| Some(module.as_str()) != owner);
    let mut all = all.into_iter();
    let Some((module, observation)) = all.next() else {
        return Ok(Found::Nowhere);
    };
    let same = |other: &Observation| {
        observation.layout("").members == other.layout("").members
            && Places::observed(&observation) == Places::observed(other)
    };
    match all.find(|(_, other)| !same(other)) {
        Some((other, _)) => Err(format!(
            "the modules {module} and {other} have it in different forms"
        )),
        None => Ok(Found::InModule(module, Box::new(observation))),
    }
}

/// The record of the build with that release string.
pub fn snapshot_kernel(build: &str) -> Result<SnapshotKernel> {
    let kernel: Kernel = build
        .parse()
        .map_err(|error| Error::new(format!("{error}")))?;
    SnapshotKernel::of_build(&kernel).map_err(Error::new)
}

/// The file's type information; none: it has none.
///
/// # Errors
/// A file that can't be read, or that says that it is of another kernel, or does not say of which.
fn open(path: &Path, kernel: &str) -> Result<Option<BtfFile>> {
    let file = match file::open(path) {
        Ok(file) => file,
        Err(error) if matches!(error.problem, FileProblem::NoBtfSection) => return Ok(None),
        Err(error) => return Err(Error::new(error.to_string())),
    };
    match file.kernel_release() {
        Some(release) if release == kernel => Ok(Some(file)),
        said => Err(Error::new(format!(
            "{}: it is of {}, and not of {kernel}",
            path.display(),
            said.unwrap_or("a kernel that it does not name")
        ))),
    }
}

fn sha256(path: &Path) -> Result<String> {
    let bytes = fs::read(path).map_err(|error| Error::at(path, &error))?;
    Ok(hexadecimal(&Sha256::digest(bytes)))
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
