// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! What an observation is held against.

use std::fmt;

use crate::history::{History, Layout, SnapshotKernel};
use crate::kernel::{Architecture, Kernel, Lineage};
use crate::places::Places;
use crate::release::Release;
use crate::resolve::{Evidence, Resolution};

/// A recorded layout that an observation is held against. Displays as the layout with its evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Baseline<'a> {
    /// The layout.
    pub layout: &'a Layout,
    /// Where its members lie, as far as that is known.
    pub places: Option<Places>,
    /// How the layout is known.
    pub evidence: String,
    /// The kernel whose layout it is, where nothing is recorded for the observed one and this is the nearest.
    pub nearest: Option<String>,
}

impl<'a> Baseline<'a> {
    pub(super) fn of(resolution: &Resolution<'a>, kernel: &Kernel) -> Self {
        Self {
            layout: resolution.layout,
            places: resolution.places(kernel.architecture),
            evidence: resolution.evidence.to_string(),
            nearest: None,
        }
    }
}

impl Resolution<'_> {
    /// Where the members lie: by the record of that very kernel, else by C's rules; none: neither says.
    pub fn places(&self, architecture: Architecture) -> Option<Places> {
        let recorded = match &self.evidence {
            Evidence::Snapshot { kernel, .. } => Some(kernel),
            Evidence::Mainline { .. }
            | Evidence::Between { .. }
            | Evidence::Builds { .. }
            | Evidence::Vendor { .. } => None,
        };
        // Another architecture has other sizes.
        let recorded = recorded.filter(|recorded| recorded.architecture == architecture);
        self.layout.places_for(recorded, architecture)
    }
}

impl Layout {
    /// Where the members lie on kernels of the architecture, or on the recorded one that is meant: by the record of that very
    /// kernel, else by C's rules; none: neither says.
    pub fn places_for(
        &self,
        recorded: Option<&SnapshotKernel>,
        architecture: Architecture,
    ) -> Option<Places> {
        if let Some(places) = recorded.and_then(|recorded| self.places_on(recorded)) {
            return Some(places.clone());
        }
        // Of a build whose type information was read, places are kept where C's rules do not give them.
        let was_observed = recorded.is_some_and(|recorded| recorded.build.is_some());
        match was_observed || self.is_plain() {
            true => Places::computed(&self.members, architecture),
            false => None,
        }
    }
}

/// A kernel that a layout is recorded for.
struct Neighbour<'a> {
    release: Release,
    layout: &'a Layout,
    /// The kernel of a source; none: mainline's release.
    recorded: Option<&'a SnapshotKernel>,
}

impl History {
    /// The recorded kernel that is nearest to one of which nothing is recorded: of the two on either side the one that has
    /// the observed members, else the older one. None for a vendor's kernel, whose number says nothing, and where none is
    /// recorded.
    pub(super) fn nearest<'a>(
        &'a self,
        kernel: &Kernel,
        observed: &Layout,
    ) -> Option<Baseline<'a>> {
        if matches!(kernel.lineage, Lineage::Vendor { .. }) {
            return None;
        }
        let neighbours = self.recorded_kernels(kernel);
        let older = neighbours
            .iter()
            .rev()
            .find(|neighbour| neighbour.release <= kernel.release);
        let newer = neighbours
            .iter()
            .find(|neighbour| neighbour.release > kernel.release);
        let same = |neighbour: &&&Neighbour<'_>| neighbour.layout.members == observed.members;
        let sides = || [older, newer].into_iter().flatten();
        let nearest = sides()
            .find(|neighbour| same(&neighbour))
            .or(sides().next())?;
        let name = match nearest.recorded {
            Some(recorded) => recorded.to_string(),
            None => format!("mainline {}", nearest.release),
        };
        // Another architecture has other sizes.
        let is_of_its_kind =
            |recorded: &&SnapshotKernel| recorded.architecture == kernel.architecture;
        let of_its_kind = nearest.recorded.filter(is_of_its_kind);
        Some(Baseline {
            layout: nearest.layout,
            places: nearest.layout.places_for(of_its_kind, kernel.architecture),
            evidence: format!("recorded: {name}"),
            nearest: Some(name),
        })
    }

    /// Mainline's releases, and plain kernels that were read, with the layout of each, oldest first.
    fn recorded_kernels(&self, kernel: &Kernel) -> Vec<Neighbour<'_>> {
        let mainline = Release::mainline().filter_map(|release| {
            Some(Neighbour {
                release,
                layout: self.mainline_layout(release)?,
                recorded: None,
            })
        });
        let snapshots = self.speakers(kernel).into_iter();
        let snapshots = snapshots.filter_map(|snapshot| {
            Some(Neighbour {
                release: snapshot.kernel.release,
                layout: self.layout(snapshot.layout.as_deref()?)?,
                recorded: Some(&snapshot.kernel),
            })
        });
        let mut neighbours: Vec<Neighbour<'_>> = mainline.chain(snapshots).collect();
        neighbours.sort_by(|one, other| {
            one.release
                .cmp(&other.release)
                .then_with(|| match (one.recorded, other.recorded) {
                    (Some(one), Some(other)) => one.report_order(other),
                    (one, other) => one.is_some().cmp(&other.is_some()),
                })
        });
        neighbours
    }
}

impl fmt::Display for Baseline<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let layout = &self.layout.name;
        match &self.nearest {
            None => write!(f, "layout {layout} ({})", self.evidence),
            Some(nearest) => write!(
                f,
                "layout {layout} of {nearest}, the nearest kernel that is recorded"
            ),
        }
    }
}
