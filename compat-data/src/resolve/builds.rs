// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Resolution by the builds of a distribution that were read, where nothing is recorded of mainline.
//!
//! A build is compiled from its release with its distribution's configuration, and members come and go in stable updates and
//! with options. So builds speak for others of their own release, architecture and flavour alone, and for no release of which
//! none was read: of two that agree, one between them may differ (`pci_ops` of 6.19 has a member that neither 6.18 nor 7.0 has).

use super::{Evidence, Refusal, Resolution};
use crate::history::{History, Provenance, Snapshot, Source};
use crate::kernel::{Kernel, build_numbers, packager};

impl History {
    /// Whether builds of a distribution are all that speaks for kernels.
    pub(super) fn has_builds_only(&self) -> bool {
        !self.sources.is_empty()
            && self
                .sources
                .iter()
                .all(|source| source.provenance == Provenance::Manifest)
    }

    /// By the builds of the kernel's release, architecture and flavour, if those and the release's others do not change.
    pub(super) fn resolve_by_builds(&self, kernel: &Kernel) -> Result<Resolution<'_>, Refusal> {
        let of_release = |snapshot: &&Snapshot| snapshot.kernel.release == kernel.release;
        let (mut own, others): (Vec<&Snapshot>, Vec<&Snapshot>) = self
            .snapshots()
            .filter(of_release)
            .partition(|snapshot| snapshot.kernel.is_of_the_kind_of(kernel));
        own.sort_by_cached_key(|snapshot| snapshot.kernel.report_place());
        let (Some(first), Some(last)) = (own.first(), own.last()) else {
            return Err(self.not_recorded(kernel, self.nothing_of_its_kind(kernel, &others)));
        };
        self.is_among(kernel, first, last)?;
        let layout = |snapshot: &Snapshot| self.layout(snapshot.layout.as_deref()?);
        if let Some((one, other)) = changed(&own).or_else(|| changed_in_a_kind(&others)) {
            return Err(match (layout(one), layout(other)) {
                (Some(older), Some(newer)) => self.uncertain(kernel, (one, older), (other, newer)),
                _ => self.unknown_between(kernel, one, other),
            });
        }
        let title = self.title();
        match layout(first) {
            None => self.resolve_snapshot(kernel, first, &title),
            Some(layout) => Ok(Resolution {
                layout,
                evidence: Evidence::Builds {
                    first: first.kernel.clone(),
                    last: last.kernel.clone(),
                    source: title,
                    kernel: kernel.name.clone(),
                },
            }),
        }
    }

    /// A build must be one of those that the distribution made between the first and the last one read.
    fn is_among(&self, kernel: &Kernel, first: &Snapshot, last: &Snapshot) -> Result<(), Refusal> {
        if !kernel.is_build() {
            return Ok(());
        }
        let packager = packager(&kernel.name);
        let is_theirs = |source: &Source| source.distribution.as_deref() == packager;
        let release = kernel.release;
        if !self.sources.iter().any(is_theirs) {
            let hint = format!(
                "of {release}, {} were read, and others are configured otherwise; its own type information must be read",
                self.title()
            );
            return Err(self.not_recorded(kernel, hint));
        }
        let number = |snapshot: &Snapshot| snapshot.kernel.build.as_deref().map(build_numbers);
        let own = Some(build_numbers(&kernel.name));
        match number(first) <= own && own <= number(last) {
            true => Ok(()),
            false => Err(self.not_recorded(
                kernel,
                format!(
                    "the builds of {release} that were read are {} to {}; its own type information must be read",
                    first.kernel, last.kernel
                ),
            )),
        }
    }

    fn nothing_of_its_kind(&self, kernel: &Kernel, others: &[&Snapshot]) -> String {
        let what = match others {
            [] => format!("no build of {} was read", kernel.release),
            _ => format!(
                "of {}, no build of that architecture and flavour was read",
                kernel.release
            ),
        };
        format!(
            "{what}, and other kernels say nothing of it; its own type information must be read; {}",
            self.recorded_like(kernel)
        )
    }

    /// What evidence calls the sources: `Debian's packages`.
    fn title(&self) -> String {
        let titles: Vec<String> = self.sources.iter().map(Source::title).collect();
        titles.join(" and ")
    }
}

/// Two builds that differ, if any do.
fn changed<'a>(builds: &[&'a Snapshot]) -> Option<(&'a Snapshot, &'a Snapshot)> {
    let mut pairs = builds.windows(2);
    pairs.find_map(|pair| match pair {
        [one, other] if one.layout != other.layout => Some((*one, *other)),
        _ => None,
    })
}

/// The same among those of one architecture and flavour: what changed there in stable updates may have changed elsewhere.
fn changed_in_a_kind<'a>(builds: &[&'a Snapshot]) -> Option<(&'a Snapshot, &'a Snapshot)> {
    let mut sorted = builds.to_vec();
    sorted.sort_by_cached_key(|snapshot| snapshot.kernel.report_place());
    let is_one_kind = |one: &&Snapshot, other: &&Snapshot| {
        one.kernel.architecture == other.kernel.architecture
            && one.kernel.flavour == other.kernel.flavour
    };
    sorted.chunk_by(is_one_kind).find_map(changed)
}
