// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! What the catalogue's kernels say of the types: a pass over those that are at hand.

use std::collections::{BTreeMap, BTreeSet};

use compat_btf::Btf;
use compat_data::catalogue::CatalogueKernel;
use compat_data::observation::{Observation, TypeName};

use super::gather::Kernels;
use crate::catalogue;
use crate::catalogue::kernel_files::KernelFiles;
use crate::catalogue::manifest::Manifest;
use crate::catalogue::reading::{self, Found};
use crate::error::{Error, Result};
use crate::kernels::images::{self, KernelImage};

/// Reads all kernels of the manifest that the cache has.
///
/// # Errors
/// One that the catalogue was read from and the cache lacks: what the others agree on is less.
pub fn cached() -> Result<Kernels> {
    let manifest = Manifest::read()?;
    let images = images::cached(&manifest.wanted(&[])?)?;
    let cached: BTreeSet<&str> = images.iter().map(|kernel| kernel.name.as_str()).collect();
    all_cached(&catalogue::recorded()?, &manifest, &cached)?;
    let mut kernels = Kernels::default();
    for kernel in images {
        one(&kernel, &manifest, &mut kernels)?;
    }
    Ok(kernels)
}

/// Refuses where the cache lacks a kernel that the catalogue was read from, and that the manifest still has.
pub(super) fn all_cached(
    recorded: &[CatalogueKernel],
    manifest: &Manifest,
    cached: &BTreeSet<&str>,
) -> Result<()> {
    let builds = recorded.iter().map(|kernel| kernel.build.as_str());
    let missing: Vec<&str> = builds
        .filter(|build| manifest.kernels.contains_key(*build) && !cached.contains(build))
        .collect();
    match missing.is_empty() {
        true => Ok(()),
        false => Err(Error::new(format!(
            "the types are those that all kernels of the catalogue agree on, and the cache lacks {} of these {}: {}; \
             `cargo xtask catalogue` fetches them",
            missing.len(),
            recorded.len(),
            missing.join(", ")
        ))),
    }
}

/// Reads one kernel.
pub fn one(kernel: &KernelImage, manifest: &Manifest, kernels: &mut Kernels) -> Result<()> {
    let files = KernelFiles::open(kernel)?;
    let reading = reading::structs(kernel, &files, manifest)?;
    let base = files.kernel()?;
    let mut views: BTreeMap<&str, Btf<'_>> = BTreeMap::new();
    for module in &files.modules {
        views.insert(module.name, module.over(&base)?);
    }
    for found in reading.structs.values() {
        let (view, observation) = match found {
            Found::InKernel(observation) => (Some(&base), observation),
            Found::InModule(name, observation) => (views.get(name.as_str()), observation),
            Found::Nowhere => continue,
        };
        kernels.add(&kernel.name, observation, |name| look_up(view?, name));
    }
    Ok(())
}

/// The struct of that name; none: it is a union, or there are several.
fn look_up(btf: &Btf<'_>, name: &TypeName) -> Option<Observation> {
    let found = match name {
        TypeName::Typedef(name) => btf.observe_typedef(name),
        TypeName::Tag(_, tag) => btf.observe(tag),
    };
    found.ok().flatten()
}
