// SPDX-License-Identifier: MIT OR GPL-2.0-only
//! Readings into histories: pure functions.

use super::manifest::CatalogueStruct;
use super::reading::Found;
use crate::error::{Error, Result};
use compat_data::catalogue::{CatalogueKernel, MANIFEST};
use compat_data::history::{Header, History, Module, SnapshotKernel};
use compat_data::import::{forget, import_builds};
use compat_data::observation::Observation;
use compat_data::release::{Release, ReleaseRange};
use std::cmp::Ordering;

/// Whose kernels they are.
const DISTRIBUTION: &str = "Debian";

/// What all kernels that were read say of one struct.
#[derive(Debug, Default)]
pub struct Told {
    /// Each kernel with what it says.
    builds: Vec<(SnapshotKernel, Option<Observation>)>,
    /// The releases of those whose modules have it.
    in_module: Vec<Release>,
}

impl Told {
    /// Takes what one kernel says; the owner of the struct is of interest alone. What names stand for is not recorded, so it is
    /// not kept.
    pub fn add(&mut self, kernel: &SnapshotKernel, found: &Found) {
        if let Found::InModule(..) = found {
            self.in_module.push(kernel.release);
        }
        let observation = found.observation().map(|observation| {
            let mut observation = observation.clone();
            observation.definitions.clear();
            observation
        });
        self.builds.push((kernel.clone(), observation));
    }
}

/// The history with what the kernels say in the place of what it said of them. Of other kernels it says what it did.
///
/// # Errors
/// Where it contradicts what is recorded beside.
pub fn renew(before: History, name: &str, facts: &CatalogueStruct, told: &Told) -> Result<History> {
    let mut history = before;
    let kernels: Vec<SnapshotKernel> = told
        .builds
        .iter()
        .map(|(kernel, _)| kernel.clone())
        .collect();
    forget(&mut history, MANIFEST, &kernels);
    import_builds(&mut history, MANIFEST, DISTRIBUTION, &told.builds)
        .map_err(|error| Error::new(format!("{name}: {error}")))?;
    let mut releases: Vec<Release> = history
        .snapshots()
        .filter(|snapshot| snapshot.layout.is_some())
        .map(|snapshot| snapshot.kernel.release)
        .collect();
    releases.sort_unstable();
    // What a person has found out, with its commit, stands.
    if history.headers.iter().all(|header| header.commit.is_none()) {
        let releases = ReleaseRange {
            first: releases.first().copied(),
            last: None,
        };
        history.headers = vec![Header {
            releases,
            path: facts.header.clone(),
            private: false,
            commit: None,
        }];
    }
    if history.modules.iter().all(|module| module.commit.is_none()) {
        let known = history
            .modules
            .first()
            .and_then(|module| module.releases.first);
        let first = told.in_module.iter().copied().chain(known).min();
        history.modules = facts
            .module
            .iter()
            .zip(first)
            .map(|(name, first)| Module {
                releases: ReleaseRange {
                    first: Some(first),
                    last: None,
                },
                name: name.clone(),
                commit: None,
            })
            .collect();
    }
    Ok(history)
}

/// The list of kernels with these in it, in the place of what it says of them, in the order of their names.
pub fn renew_kernels(
    before: &[CatalogueKernel],
    read: &[CatalogueKernel],
) -> Result<Vec<CatalogueKernel>> {
    let is_read = |build: &str| read.iter().any(|kernel| kernel.build == build);
    let kept = before.iter().filter(|kernel| !is_read(&kernel.build));
    let mut all: Vec<(SnapshotKernel, CatalogueKernel)> = Vec::new();
    for kernel in kept.chain(read) {
        all.push((
            super::reading::snapshot_kernel(&kernel.build)?,
            kernel.clone(),
        ));
    }
    all.sort_by(|(one, _), (other, _)| order(one, other));
    Ok(all.into_iter().map(|(_, kernel)| kernel).collect())
}

fn order(one: &SnapshotKernel, other: &SnapshotKernel) -> Ordering {
    one.report_order(other)
}
