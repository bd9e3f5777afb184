// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! What the catalogue's kernels say of the types: a pass over those that are at hand.

use std::collections::BTreeMap;

use compat_btf::Btf;
use compat_data::observation::{Observation, TypeName};

use super::gather::Kernels;
use crate::catalogue::manifest::Manifest;
use crate::catalogue::reading::{self, Files, Found};
use crate::error::Result;
use crate::kernels::images::{self, KernelImage};

/// Reads all kernels of the manifest that the cache has.
pub fn cached() -> Result<Kernels> {
    let manifest = Manifest::read()?;
    let mut kernels = Kernels::default();
    for kernel in images::cached(&manifest.wanted(&[])?)? {
        one(&kernel, &manifest, &mut kernels)?;
    }
    Ok(kernels)
}

/// Reads one kernel.
pub fn one(kernel: &KernelImage, manifest: &Manifest, kernels: &mut Kernels) -> Result<()> {
    let reading = reading::read(kernel, manifest, "")?;
    let files = Files::open(kernel)?;
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
