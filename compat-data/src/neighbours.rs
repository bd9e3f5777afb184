// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Which kernels of a history are worth comparing: neighbours, and what differs in architecture or flavour alone.

use crate::history::{History, Snapshot, SnapshotKernel};
use crate::report::Report;

impl History {
    /// The pairs of kernels that were read, and have the struct: of each source the pairs that a report on it compares; of
    /// kernels that were read one by one, each with the one before it of its architecture and flavour, and the plain ones
    /// with those of their release that differ in architecture or flavour.
    pub fn neighbours(&self) -> Vec<(&Snapshot, &Snapshot)> {
        let mut pairs = Vec::new();
        for source in &self.sources {
            let report = Report::of(self, source);
            let find = |kernel: &SnapshotKernel| {
                let mut kernels = source.kernels.iter();
                kernels
                    .find(|snapshot| snapshot.kernel == *kernel && snapshot.kernel.build.is_none())
            };
            let found = report.verdicts.iter();
            let found =
                found.filter_map(|verdict| Some((find(&verdict.pair.0)?, find(&verdict.pair.1)?)));
            pairs.extend(found);
        }
        pairs.extend(self.neighbouring_builds());
        pairs
    }

    fn neighbouring_builds(&self) -> Vec<(&Snapshot, &Snapshot)> {
        let mut builds: Vec<&Snapshot> = self
            .snapshots()
            .filter(|snapshot| snapshot.kernel.build.is_some() && snapshot.layout.is_some())
            .collect();
        builds.sort_by(|one, other| one.kernel.report_order(&other.kernel));
        let is_alike = |one: &Snapshot, other: &Snapshot| {
            let (one, other) = (&one.kernel, &other.kernel);
            one.architecture == other.architecture && one.flavour == other.flavour
        };
        let mut pairs = Vec::new();
        for (at, build) in builds.iter().enumerate() {
            let mut before = builds.iter().take(at).rev();
            if let Some(before) = before.find(|other| is_alike(other, build)) {
                pairs.push((*before, *build));
            }
            if !build.kernel.is_generic() {
                let mut plain = builds
                    .iter()
                    .rev()
                    .filter(|other| other.kernel.is_generic());
                let same = plain.find(|other| other.kernel.release == build.kernel.release);
                pairs.extend(same.map(|plain| (*plain, *build)));
            }
        }
        pairs
    }
}
