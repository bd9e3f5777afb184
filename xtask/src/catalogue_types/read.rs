// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! What the catalogue's kernels say of the types: a pass over those that are at hand.

use std::collections::BTreeMap;

use compat_btf::Btf;
use compat_btf::file::{self, BtfFile};
use compat_data::observation::{Observation, TypeName};

use super::gather::Kernels;
use crate::catalogue::{self, manifest::Manifest, reading};
use crate::error::{Error, Result};
use crate::kernels::images::KernelImage;

/// Reads all kernels of the manifest that the cache has.
pub fn cached() -> Result<Kernels> {
    let manifest = Manifest::read()?;
    let mut kernels = Kernels::default();
    for kernel in catalogue::cached_kernels()? {
        one(&kernel, &manifest, &mut kernels)?;
    }
    Ok(kernels)
}

/// Reads one kernel.
pub fn one(kernel: &KernelImage, manifest: &Manifest, kernels: &mut Kernels) -> Result<()> {
    let reading = reading::read(kernel, manifest, "")?;
    let at = |error: &dyn std::fmt::Display| Error::new(format!("{}: {error}", kernel.name));
    let image = file::open(&kernel.image).map_err(|error| at(&error))?;
    let base = image.btf().map_err(|error| at(&error))?;
    let mut modules: BTreeMap<&str, BtfFile> = BTreeMap::new();
    for found in reading.structs.values() {
        if let reading::Found::InModule(name, _) = found {
            if let Some((name, path)) = kernel.modules.get_key_value(name) {
                let module = file::open(path).map_err(|error| at(&error))?;
                modules.insert(name, module);
            }
        }
    }
    let mut views: BTreeMap<&str, Btf<'_>> = BTreeMap::new();
    for (name, module) in &modules {
        let view = module.btf_over(&base).map_err(|error| at(&error))?;
        views.insert(name, view);
    }
    for found in reading.structs.values() {
        let (view, observation) = match found {
            reading::Found::InKernel(observation) => (Some(&base), observation),
            reading::Found::InModule(name, observation) => (views.get(name.as_str()), observation),
            reading::Found::Nowhere => continue,
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
