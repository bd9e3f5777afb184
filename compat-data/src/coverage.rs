// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The kernels that a driver is for, and the layouts that they have.

use std::fmt;
use std::str::FromStr;

use crate::history::{Demand, History, Layout};
use crate::kernel::builds::patterns;
use crate::release::{ParseRangeError, Release, ReleaseRange};

/// Ranges of releases: `4.19, 5.4, 5.10..`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kernels(Vec<ReleaseRange>);

impl Kernels {
    /// Every release from that one on.
    pub fn since(release: Release) -> Self {
        Self::from(ReleaseRange {
            first: Some(release),
            last: None,
        })
    }

    /// Whether the release is in one of the ranges.
    pub fn contains(&self, release: Release) -> bool {
        self.0.iter().any(|range| range.contains(release))
    }

    /// The releases that are named and that nobody made: they are neither mainline's nor a vendor's of the struct's history.
    pub fn never_made(&self, history: &History) -> Vec<Release> {
        let named = self.0.iter().flat_map(|range| [range.first, range.last]);
        let is_made = |release: &Release| {
            let mut vendors = history.vendors.iter();
            release.is_mainline() || vendors.any(|vendor| vendor.release == *release)
        };
        named
            .flatten()
            .filter(|release| !is_made(release))
            .collect()
    }
}

impl From<ReleaseRange> for Kernels {
    fn from(range: ReleaseRange) -> Self {
        Self(vec![range])
    }
}

impl FromStr for Kernels {
    type Err = ParseRangeError;

    fn from_str(text: &str) -> Result<Self, ParseRangeError> {
        let ranges = text.split(',').map(|range| range.trim().parse());
        ranges.collect::<Result<_, _>>().map(Self)
    }
}

impl fmt::Display for Kernels {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ranges: Vec<String> = self.0.iter().map(ToString::to_string).collect();
        f.write_str(&ranges.join(", "))
    }
}

/// A layout, and which of the kernels that a driver is for have it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Covered<'a> {
    /// The layout.
    pub layout: &'a Layout,
    /// The mainline releases.
    pub releases: Vec<Release>,
    /// Distributions' kernels, by name; many builds in few words: see [`crate::kernel::builds`].
    pub others: Vec<String>,
}

impl<'a> Covered<'a> {
    /// Which of the kernels have the layout, whatever their architecture and flavour; without `kernels`, all that do.
    pub fn of(history: &History, layout: &'a Layout, kernels: Option<&Kernels>) -> Self {
        let is_in = |release: Release| kernels.is_none_or(|kernels| kernels.contains(release));
        let releases = Release::mainline()
            .filter(|&release| {
                let own = history.mainline_layout(release);
                is_in(release) && own.is_some_and(|own| own.name == layout.name)
            })
            .collect();
        let snapshots = history.sources.iter().flat_map(|source| {
            let kernels = source.kernels.iter().filter(|snapshot| {
                snapshot.layout.as_ref() == Some(&layout.name) && is_in(snapshot.kernel.release)
            });
            let names: Vec<String> = kernels
                .map(|snapshot| snapshot.kernel.to_string())
                .collect();
            let names = patterns(names.iter().map(String::as_str)).into_iter();
            names.map(|name| match &source.distribution {
                Some(distribution) => format!("{distribution} {name}"),
                None => name,
            })
        });
        let vendors = history
            .vendors
            .iter()
            .filter(|vendor| vendor.layout == layout.name && is_in(vendor.release))
            .map(|vendor| vendor.name.clone());
        Self {
            layout,
            releases,
            others: snapshots.chain(vendors).collect(),
        }
    }

    /// Whether any kernel has it.
    pub fn is_in_range(&self) -> bool {
        !self.releases.is_empty() || !self.others.is_empty()
    }

    /// What these kernels demand of a table. Of a kernel that is not mainline's nothing is recorded but its layout: it is
    /// taken to demand what the newest mainline release with that layout does.
    pub fn demands(&self, history: &'a History) -> impl Iterator<Item = &'a Demand> {
        let newest = self.layout.mainline.and_then(|releases| releases.last);
        let releases = match self.releases.is_empty() {
            true => newest.into_iter().collect(),
            false => self.releases.clone(),
        };
        releases
            .into_iter()
            .filter_map(|release| history.demand(release))
    }
}

/// The layouts that these kernels have, in the history's order.
pub fn covered<'a>(history: &'a History, kernels: &Kernels) -> Vec<Covered<'a>> {
    let layouts = history.layouts.iter();
    layouts
        .map(|layout| Covered::of(history, layout, Some(kernels)))
        .filter(Covered::is_in_range)
        .collect()
}
