// SPDX-License-Identifier: MIT OR GPL-2.0-only
//! What one kernel's own files say of the catalogue's structs: its image, and for what that lacks its modules.

use super::kernel_files::{KernelFiles, at};
use super::manifest::Manifest;
use crate::digest;
use crate::error::{Error, Result};
use crate::kernels::images::KernelImage;
use compat_data::catalogue::CatalogueKernel;
use compat_data::history::SnapshotKernel;
use compat_data::kernel::Kernel;
use compat_data::observation::Observation;
use compat_data::places::Places;
use std::collections::{BTreeMap, BTreeSet};

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
#[derive(Clone, Debug)]
pub enum Found {
    /// The kernel itself has it.
    InKernel(Box<Observation>),
    /// The module of that name has it, and the kernel has not.
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

/// What one kernel says of all structs, without the record of its files.
#[derive(Debug, Default)]
pub struct Structs {
    /// As in a [`Reading`].
    pub structs: BTreeMap<String, Found>,
    /// As in a [`Reading`].
    pub problems: Vec<String>,
}

/// Reads all structs of the manifest.
///
/// # Errors
/// Files that can't be read, or that are of another kernel. What is wrong with one struct alone is among the problems.
pub fn read(kernel: &KernelImage, manifest: &Manifest, suite: &str) -> Result<Reading> {
    let files = KernelFiles::open(kernel)?;
    let Structs { structs, problems } = structs(kernel, &files, manifest)?;
    Ok(Reading {
        kernel: snapshot_kernel(&kernel.name)?,
        record: CatalogueKernel {
            build: kernel.name.clone(),
            architecture: kernel.architecture,
            suite: suite.to_owned(),
            packages: kernel.packages.clone(),
            image: digest::of_file(&kernel.image)?,
            modules: files.sum_of_modules()?,
        },
        structs,
        problems,
    })
}

/// The same from files that are open.
///
/// # Errors
/// Those of [`read`].
pub fn structs(
    kernel: &KernelImage,
    files: &KernelFiles<'_>,
    manifest: &Manifest,
) -> Result<Structs> {
    let base = files.kernel()?;
    let mut reading = Structs::default();
    // Of a struct that is there in several forms, nothing else knows better.
    let mut failed: BTreeSet<&str> = BTreeSet::new();
    let mut lacking: BTreeSet<&str> = BTreeSet::new();
    for name in manifest.structs.keys() {
        match base.observe(name) {
            Ok(Some(observation)) => {
                let found = Found::InKernel(Box::new(observation));
                reading.structs.insert(name.clone(), found);
            }
            Ok(None) => drop(lacking.insert(name)),
            Err(error) => {
                failed.insert(name);
                reading.problems.push(format!("{}: {error}", kernel.name));
            }
        }
    }
    let mut found: BTreeMap<&str, Vec<(String, Observation)>> = BTreeMap::new();
    for module in &files.modules {
        let view = module.over(&base)?;
        let structs = view.structs().map_err(|error| at(module.path, &error))?;
        let own: BTreeSet<&str> = structs.iter().map(|(_, name)| *name).collect();
        for name in lacking.iter().filter(|name| own.contains(**name)) {
            match view.observe(name) {
                Ok(Some(observation)) => found
                    .entry(name)
                    .or_default()
                    .push((module.name.to_owned(), observation)),
                Ok(None) => {}
                Err(error) => {
                    failed.insert(name);
                    reading.problems.push(format!("{}: {error}", kernel.name));
                }
            }
        }
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
    if !kernel.is_build() {
        return Err(Error::new(format!(
            "`{build}` is not the release string of a build, such as `6.12.117+deb12-amd64`"
        )));
    }
    SnapshotKernel::of_build(&kernel).map_err(Error::new)
}

#[cfg(test)]
mod tests {
    use super::*;
    use compat_data::c::{Dialect, parse_members};
    use compat_data::observation::{ObservedMember, Placement};

    /// A struct with that one member of eight bytes.
    pub fn observation(member: &str, size: u64) -> Observation {
        let member = parse_members(member, Dialect::C).unwrap().remove(0);
        Observation {
            name: "a_ops".to_owned(),
            size,
            alignment: 8,
            placement: Placement::Natural,
            members: vec![ObservedMember {
                member,
                offset: 0,
                size: 8,
                alignment: 8,
                bit_field: None,
                members: Vec::new(),
            }],
            definitions: BTreeMap::new(),
            pointer_size: 8,
            char_is_signed: None,
        }
    }

    #[test]
    fn modules_that_disagree_are_named() {
        let told = |members: &[(&str, &str, u64)]| {
            let all = members.iter();
            all.map(|(module, member, size)| ((*module).to_owned(), observation(member, *size)))
                .collect::<Vec<_>>()
        };
        let open = "int (*open)(void);";
        let agree = told(&[("a", open, 8), ("drm", open, 8)]);
        assert!(matches!(
            agreed(agree, Some("drm")),
            Ok(Found::InModule(..))
        ));
        assert!(matches!(
            agreed(Vec::new(), Some("drm")),
            Ok(Found::Nowhere)
        ));
        for other in [("a", "int (*close)(void);", 8), ("a", open, 16)] {
            let error = agreed(told(&[other, ("drm", open, 8)]), Some("drm")).unwrap_err();
            assert!(
                error.contains("the modules drm and a have it in different forms"),
                "{error}"
            );
        }
    }
}
