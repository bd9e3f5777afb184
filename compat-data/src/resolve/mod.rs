// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! (struct, kernel) to layout, with its evidence, or the reason why not.

mod builds;
mod evidence;
mod refusal;

use std::ops::RangeInclusive;

pub use evidence::Evidence;
pub use refusal::{Refusal, RefusalKind};

use crate::diff::{Difference, diff};
use crate::history::{History, Layout, Snapshot, SnapshotKernel, Source, VendorKernels};
use crate::kernel::builds::patterns;
use crate::kernel::{Kernel, Lineage, backports};
use crate::release::Release;

/// The layout of a struct on a kernel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resolution<'a> {
    /// The layout.
    pub layout: &'a Layout,
    /// How we know.
    pub evidence: Evidence,
}

impl History {
    /// The layout of this struct on the kernel, by what is recorded.
    ///
    /// A kernel that goes by a record's name (release, architecture, flavour; or the release string of that very build)
    /// resolves by that record. Mainline and
    /// stable releases, and builds of them by distributions that are known to follow mainline, resolve by the facts;
    /// where there are none, by the builds of that release that were read, or else, where other sources speak, by the snapshots
    /// on either side, if they agree. Any other kernel is believed only build by build.
    ///
    /// # Errors
    /// The [`Refusal`] says which of the three presence states holds, or what is missing.
    pub fn resolve(&self, kernel: &Kernel) -> Result<Resolution<'_>, Refusal> {
        for source in &self.sources {
            for snapshot in &source.kernels {
                if snapshot.kernel.is(kernel) {
                    return self.resolve_snapshot(kernel, snapshot, &source.title());
                }
            }
        }
        if let Lineage::Vendor { tag, minor, build } = &kernel.lineage {
            return self.resolve_vendor(kernel, tag, *minor, *build);
        }
        if kernel.lineage == Lineage::Recorded {
            return Err(self.not_recorded(kernel, self.no_such_record(kernel)));
        }
        if self.mainline_layouts().next().is_some() || !self.absent.is_empty() {
            return self.resolve_mainline(kernel);
        }
        if self.has_builds_only() {
            return self.resolve_by_builds(kernel);
        }
        match Release::mainline().any(|known| known == kernel.release) {
            true => self.resolve_between(kernel),
            false => Err(self.not_recorded(kernel, self.recorded_like(kernel))),
        }
    }

    /// What differs between two layouts of this struct, with its recorded renames: undone, where the first is mainline's
    /// newer one.
    pub fn diff<'a>(&'a self, from: &'a Layout, to: &'a Layout) -> Vec<Difference<'a>> {
        let place = |layout: &Layout| {
            let mut mainline = self.mainline_layouts();
            mainline.position(|(known, _)| known.name == layout.name)
        };
        let renames = match (place(from), place(to)) {
            (Some(from), Some(to)) if from > to => self.renames().undone(),
            _ => self.renames(),
        };
        diff(from, to, &renames)
    }

    fn resolve_vendor(
        &self,
        kernel: &Kernel,
        tag: &str,
        minor: Option<u32>,
        build: Option<u32>,
    ) -> Result<Resolution<'_>, Refusal> {
        let alike: Vec<&VendorKernels> = self
            .vendors
            .iter()
            .filter(|vendor| vendor.release == kernel.release && vendor.tag == tag)
            .collect();
        let has = |ranges: &[RangeInclusive<u32>], number: Option<u32>| {
            number.is_some_and(|number| ranges.iter().any(|range| range.contains(&number)))
        };
        let found = alike
            .iter()
            .find(|vendor| has(&vendor.builds, build) || has(&vendor.minors, minor));
        if let Some((vendor, layout)) =
            found.and_then(|vendor| Some((vendor, self.layout(&vendor.layout)?)))
        {
            return Ok(Resolution {
                layout,
                evidence: Evidence::Vendor {
                    name: format!("{} ({})", vendor.name, kernel.name),
                },
            });
        }
        let known: Vec<String> = alike
            .iter()
            .map(|vendor| format!("{} has layout {}", vendor.name, vendor.layout))
            .collect();
        let recorded = match known.is_empty() {
            true => "no build of it is recorded".to_owned(),
            false => format!("recorded are: {}", known.join(", ")),
        };
        let release = kernel.release;
        let hint = if backports(tag) {
            format!(
                "its vendor (`{tag}`) backports interface changes without changing the number {release}, so only \
                 records of that very build count; {recorded}"
            )
        } else {
            let known = Release::mainline().any(|known| known == release);
            let way_out = match known {
                true => format!(
                    "if that kernel does, name the target KERNEL_COMPAT_TARGET={release}; otherwise its own type \
                     information must be read"
                ),
                false => "its own type information must be read".to_owned(),
            };
            format!("its suffix (`{tag}`) is not known to follow mainline; {way_out}; {recorded}")
        };
        Err(self.not_recorded(kernel, hint))
    }

    fn resolve_snapshot(
        &self,
        kernel: &Kernel,
        snapshot: &Snapshot,
        source: &str,
    ) -> Result<Resolution<'_>, Refusal> {
        let is_another_name = kernel.name != snapshot.kernel.to_string();
        match snapshot
            .layout
            .as_deref()
            .and_then(|name| self.layout(name))
        {
            Some(layout) => Ok(Resolution {
                layout,
                evidence: Evidence::Snapshot {
                    kernel: snapshot.kernel.clone(),
                    source: source.to_owned(),
                    build: is_another_name.then(|| kernel.name.clone()),
                },
            }),
            None => Err(Refusal::Unknown {
                name: self.name.clone(),
                kernel: kernel.name.clone(),
                record: is_another_name.then(|| Box::new(snapshot.kernel.clone())),
                source: source.to_owned(),
                module: self.module(kernel.release).cloned().map(Box::new),
                mainline: self
                    .mainline_layout(kernel.release)
                    .map(|layout| Box::new((kernel.release, layout.name.clone()))),
            }),
        }
    }

    fn resolve_mainline(&self, kernel: &Kernel) -> Result<Resolution<'_>, Refusal> {
        let release = kernel.release;
        if let Some(layout) = self.mainline_layout(release) {
            let build = (kernel.name != release.to_string()).then(|| kernel.name.clone());
            return Ok(Resolution {
                layout,
                evidence: Evidence::Mainline {
                    release,
                    build,
                    unrecorded: SnapshotKernel::asked_for_by(kernel),
                },
            });
        }
        if self.absent.iter().any(|range| range.contains(release)) {
            return Err(Refusal::Absent {
                name: self.name.clone(),
                kernel: kernel.name.clone(),
                since: self
                    .mainline_layouts()
                    .filter_map(|(_, range)| range.first)
                    .find(|&first| first > release),
            });
        }
        let first = self
            .mainline_layouts()
            .next()
            .and_then(|(_, range)| range.first);
        let hint = match (first, self.newest()) {
            (Some(first), Some(last)) => format!("mainline is recorded from {first} to {last}"),
            _ => "no mainline release is recorded".to_owned(),
        };
        Err(self.not_recorded(kernel, hint))
    }

    /// By the kernels on either side that speak for it; of a release with several builds, by the oldest and the newest one.
    fn resolve_between(&self, kernel: &Kernel) -> Result<Resolution<'_>, Refusal> {
        let speakers = self.speakers(kernel);
        let Some((before, after)) = sides(&speakers, kernel.release) else {
            return Err(self.not_recorded(kernel, self.recorded_like(kernel)));
        };
        // Of a flavour few builds are read: where plain ones of the release differ, so may those.
        let plain = self.plain_speakers(kernel.architecture);
        let (before, after) = match sides(&plain, kernel.release) {
            Some((one, other)) if one.layout != other.layout && before.layout == after.layout => {
                (one, other)
            }
            _ => (before, after),
        };
        if before == after {
            let source = self
                .sources
                .iter()
                .find(|source| source.kernels.contains(before));
            let source = source.map_or("the recorded kernels".to_owned(), Source::title);
            return self.resolve_snapshot(kernel, before, &source);
        }
        let layout = |snapshot: &Snapshot| self.layout(snapshot.layout.as_deref()?);
        match (layout(before), layout(after)) {
            (Some(older), Some(newer)) if older == newer => Ok(Resolution {
                layout: older,
                evidence: Evidence::Between {
                    before: before.kernel.clone(),
                    after: after.kernel.clone(),
                    build: (!before.kernel.is_of_the_kind_of(kernel)).then(|| kernel.name.clone()),
                },
            }),
            (Some(older), Some(newer)) => {
                Err(self.uncertain(kernel, (before, older), (after, newer)))
            }
            _ => Err(self.unknown_between(kernel, before, after)),
        }
    }

    fn uncertain(
        &self,
        kernel: &Kernel,
        (before, older): (&Snapshot, &Layout),
        (after, newer): (&Snapshot, &Layout),
    ) -> Refusal {
        let differences = self.diff(older, newer);
        Refusal::Uncertain {
            name: self.name.clone(),
            kernel: kernel.name.clone(),
            members: differences.iter().map(Difference::to_string).collect(),
            before: before.kernel.to_string(),
            after: after.kernel.to_string(),
        }
    }

    fn unknown_between(&self, kernel: &Kernel, before: &Snapshot, after: &Snapshot) -> Refusal {
        Refusal::Unknown {
            name: self.name.clone(),
            kernel: kernel.name.clone(),
            record: None,
            source: format!(
                "the recorded kernels {} and {}",
                before.kernel, after.kernel
            ),
            module: self.module(kernel.release).cloned().map(Box::new),
            mainline: None,
        }
    }

    fn not_recorded(&self, kernel: &Kernel, hint: String) -> Refusal {
        Refusal::NotRecorded {
            name: self.name.clone(),
            kernel: kernel.name.clone(),
            hint,
        }
    }

    /// The hint for a name that asks for a record which there is not.
    fn no_such_record(&self, kernel: &Kernel) -> String {
        let release = kernel.release;
        let recorded = self.recorded_like(kernel);
        match self.mainline_layout(release) {
            Some(_) => format!(
                "a flavour after a release asks for the record of that name, and {recorded}; `{release}`, or the \
                 whole release string of a kernel that follows mainline, takes mainline's layout"
            ),
            None => recorded,
        }
    }

    /// The recorded kernels of the same release, else all of them, for a hint.
    fn recorded_like(&self, kernel: &Kernel) -> String {
        let names = |same_release: bool| -> Vec<String> {
            self.snapshots()
                .filter(|snapshot| !same_release || snapshot.kernel.release == kernel.release)
                .map(|snapshot| snapshot.kernel.to_string())
                .collect()
        };
        let mut known = names(true);
        if known.is_empty() {
            known = names(false);
        }
        let known = patterns(known.iter().map(String::as_str));
        match known.is_empty() {
            true => "no kernel is".to_owned(),
            false => format!("recorded kernels are {}", known.join(", ")),
        }
    }
}

/// Of kernels in the order of their releases two that enclose what is known of one of that release: of it the oldest and another
/// one, which differs if any does; else those on either side.
fn sides<'a>(kernels: &[&'a Snapshot], release: Release) -> Option<(&'a Snapshot, &'a Snapshot)> {
    let mut of_it = kernels
        .iter()
        .filter(|snapshot| snapshot.kernel.release == release);
    if let Some(first) = of_it.next() {
        let rest: Vec<&&Snapshot> = of_it.collect();
        let differs = |snapshot: &&&&Snapshot| snapshot.layout != first.layout;
        let other = rest.iter().find(differs).or(rest.last());
        return Some((first, other.map_or(first, |other| other)));
    }
    let before = kernels
        .iter()
        .rfind(|snapshot| snapshot.kernel.release < release)?;
    let after = kernels
        .iter()
        .find(|snapshot| snapshot.kernel.release > release)?;
    Some((before, after))
}
