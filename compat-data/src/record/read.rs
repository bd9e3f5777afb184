// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! TOML to the model.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::str::FromStr;

use super::Problem;
use super::raw::{
    RawChange, RawDemand, RawHeader, RawHistory, RawLayout, RawModule, RawPlaces, RawSnapshot,
    RawSource, RawVendor,
};
use crate::c::{Dialect, parse_members};
use crate::history::{
    Change, ChangeKind, Commit, Demand, Header, History, Layout, Module, Provenance,
    RecordedPlaces, Snapshot, SnapshotKernel, Source, VendorKernels,
};
use crate::kernel::Kernel;
use crate::kernel::builds::expand;
use crate::observation::BitField;
use crate::places::Places;
use crate::release::{ReleaseRange, number};

/// The word for a struct that a kernel's type information does not have.
pub(super) const UNKNOWN: &str = "unknown";

/// Collects every problem and goes on with what can be read.
#[derive(Default)]
struct Problems(Vec<String>);

impl Problems {
    fn parse<T: FromStr<Err: std::fmt::Display>>(&mut self, place: &str, text: &str) -> Option<T> {
        text.parse()
            .map_err(|error| self.0.push(format!("{place}: {error}")))
            .ok()
    }

    fn commit(&mut self, place: &str, id: Option<String>, confirmed: bool) -> Option<Commit> {
        let Some(id) = id else {
            if !confirmed {
                self.0.push(format!(
                    "{place}: `confirmed = false` says that a commit was not seen, but there is no `commit`"
                ));
            }
            return None;
        };
        if id.len() != 12 || !id.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            self.0.push(format!(
                "{place}: `{id}` is not a commit: write the first twelve digits of its id"
            ));
            return None;
        }
        Some(Commit { id, confirmed })
    }
}

/// Reads the TOML; the facts are not yet held against each other.
pub(super) fn read(text: &str) -> Result<History, Vec<Problem>> {
    let raw: RawHistory = toml::from_str(text).map_err(|error| vec![syntax(text, &error)])?;
    let mut problems = Problems::default();
    let history = History {
        name: raw.r#struct,
        headers: raw
            .header
            .into_iter()
            .filter_map(|raw| header(raw, &mut problems))
            .collect(),
        modules: raw
            .module
            .into_iter()
            .filter_map(|raw| module(raw, &mut problems))
            .collect(),
        absent: raw
            .absent
            .iter()
            .filter_map(|range| problems.parse("absent", range))
            .collect(),
        layouts: raw
            .layout
            .into_iter()
            .filter_map(|raw| layout(raw, &mut problems))
            .collect(),
        demands: raw
            .demand
            .into_iter()
            .filter_map(|raw| demand(raw, &mut problems))
            .collect(),
        sources: raw
            .source
            .into_iter()
            .filter_map(|raw| source(raw, &mut problems))
            .collect(),
        vendors: raw
            .vendor
            .into_iter()
            .filter_map(|raw| vendor(raw, &mut problems))
            .collect(),
    };
    match problems.0.is_empty() {
        true => Ok(history),
        false => Err(problems.0.into_iter().map(Problem::whole).collect()),
    }
}

/// What is wrong with TOML that can't be read.
fn syntax(text: &str, error: &toml::de::Error) -> Problem {
    let before = error.span().and_then(|span| text.get(..span.start));
    Problem {
        line: before.map(|before| before.matches('\n').count() + 1),
        what: error.message().to_owned(),
        quoted: Some(error.to_string()),
    }
}

fn header(raw: RawHeader, problems: &mut Problems) -> Option<Header> {
    let place = format!("header `{}`", raw.path);
    Some(Header {
        releases: problems.parse(&place, &raw.releases)?,
        commit: problems.commit(&place, raw.commit, raw.confirmed),
        path: raw.path,
        private: raw.private,
    })
}

fn module(raw: RawModule, problems: &mut Problems) -> Option<Module> {
    let place = format!("module `{}`", raw.name);
    Some(Module {
        releases: problems.parse(&place, &raw.releases)?,
        commit: problems.commit(&place, raw.commit, raw.confirmed),
        name: raw.name,
    })
}

fn layout(raw: RawLayout, problems: &mut Problems) -> Option<Layout> {
    let place = format!("layout `{}`", raw.name);
    let mainline: Option<ReleaseRange> = match &raw.mainline {
        Some(range) => Some(problems.parse(&place, range)?),
        None => None,
    };
    let members = parse_members(&raw.members, Dialect::C)
        .map_err(|error| problems.0.push(format!("{place}: {error}")))
        .ok()?;
    let changes = raw
        .changes
        .into_iter()
        .filter_map(|change_| change(change_, &place, problems))
        .collect();
    let places = raw
        .places
        .into_iter()
        .filter_map(|raw| recorded_places(raw, &place, problems))
        .collect();
    Some(Layout {
        name: raw.name,
        mainline,
        changes,
        members,
        places,
    })
}

fn recorded_places(raw: RawPlaces, place: &str, problems: &mut Problems) -> Option<RecordedPlaces> {
    let kernels = kernels_of(&raw.kernels, place, problems);
    let mut bits = BTreeMap::new();
    for (member, text) in raw.bits {
        let field = text.split_once(':');
        let field = field.and_then(|(offset, width)| {
            Some(BitField {
                offset: number(offset)?,
                width: number(width)?,
            })
        });
        match field {
            Some(field) => drop(bits.insert(member, field)),
            None => problems.0.push(format!(
                "{place}: `{text}` does not say the bits of `{member}`: write `130:2`, the first of them and how many"
            )),
        }
    }
    Some(RecordedPlaces {
        kernels: kernels?,
        places: Places {
            size: raw.size,
            alignment: raw.alignment,
            offsets: raw.offsets,
            bits,
            plain: raw.plain,
        },
    })
}

fn change(raw: RawChange, place: &str, problems: &mut Problems) -> Option<Change> {
    let kind = match (raw.kind.as_str(), raw.from, raw.to) {
        ("added", None, None) => ChangeKind::Added,
        ("removed", None, None) => ChangeKind::Removed,
        ("renamed", Some(from), None) => ChangeKind::Renamed { from },
        ("moved", None, None) => ChangeKind::Moved,
        ("signature", None, None) => ChangeKind::Signature,
        ("tag-renamed", Some(from), Some(to)) => ChangeKind::TagRenamed { from, to },
        (kind, ..) => {
            problems.0.push(format!(
                "{place}: `{kind}` is not a change: write added, removed, moved or signature, \
                 renamed with `from`, tag-renamed with `from` and `to`"
            ));
            return None;
        }
    };
    if raw.member.is_none() && kind != ChangeKind::Added {
        problems.0.push(format!(
            "{place}: the change `{}` names no member; only the struct itself is added without one",
            kind.name()
        ));
        return None;
    }
    Some(Change {
        member: raw.member,
        kind,
        commit: problems.commit(place, raw.commit, raw.confirmed),
        note: raw.note,
    })
}

fn demand(raw: RawDemand, problems: &mut Problems) -> Option<Demand> {
    Some(Demand {
        releases: problems.parse("demand", &raw.releases)?,
        required: raw.required,
        together: raw.together,
        excludes: raw.excludes.into_iter().collect(),
        otherwise: raw.otherwise,
        source: raw.source,
    })
}

fn source(raw: RawSource, problems: &mut Problems) -> Option<Source> {
    let listed = !raw.layouts.is_empty() || !raw.differs.is_empty();
    match (raw.name, raw.sha256, raw.manifest) {
        (Some(name), Some(sha256), None) if !listed => {
            let place = format!("source `{name}`");
            Some(Source {
                kernels: snapshots(raw.kernels, &place, problems),
                name,
                provenance: Provenance::File { sha256 },
                distribution: raw.distribution,
            })
        }
        (None, None, Some(name)) if raw.kernels.is_empty() => {
            let place = format!("manifest `{name}`");
            Some(Source {
                kernels: builds(&raw.layouts, &raw.differs, &place, problems),
                name,
                provenance: Provenance::Manifest,
                distribution: raw.distribution,
            })
        }
        (name, _, manifest) => {
            problems.0.push(format!(
                "source `{}`: a file has `name`, `sha256` and `kernels`, a manifest `manifest` and `layouts`, and no source has both",
                name.or(manifest).unwrap_or_default()
            ));
            None
        }
    }
}

fn snapshots(
    raw: BTreeMap<String, RawSnapshot>,
    place: &str,
    problems: &mut Problems,
) -> Vec<Snapshot> {
    let mut kernels: Vec<Snapshot> = raw
        .into_iter()
        .filter_map(|(name, raw)| {
            Some(Snapshot {
                kernel: snapshot_kernel(&name, place, problems)?,
                layout: (raw.layout != UNKNOWN).then_some(raw.layout),
                differs: raw.differs,
            })
        })
        .collect();
    kernels.sort_by_cached_key(|snapshot| snapshot.kernel.report_place());
    kernels
}

/// The kernels of a manifest: the builds that have each layout, and, by the reason, those that differ from mainline.
fn builds(
    layouts: &BTreeMap<String, Vec<String>>,
    differs: &BTreeMap<String, Vec<String>>,
    place: &str,
    problems: &mut Problems,
) -> Vec<Snapshot> {
    let mut kernels = Vec::new();
    for (layout, patterns) in layouts {
        let layout = (layout != UNKNOWN).then_some(layout);
        let found = kernels_of(patterns, place, problems).unwrap_or_default();
        kernels.extend(found.into_iter().map(|kernel| Snapshot {
            kernel,
            layout: layout.cloned(),
            differs: None,
        }));
    }
    kernels.sort_by_cached_key(|snapshot| snapshot.kernel.report_place());
    for (reason, patterns) in differs {
        for kernel in kernels_of(patterns, place, problems).unwrap_or_default() {
            let known = kernels.iter_mut().find(|known| known.kernel == kernel);
            match known {
                Some(known) => known.differs = Some(reason.clone()),
                None => problems.0.push(format!(
                    "{place}: kernel `{kernel}` is said to differ, and no layout has it"
                )),
            }
        }
    }
    kernels
}

/// The kernels that these names and patterns stand for; none: something is wrong with them.
fn kernels_of(
    patterns: &[String],
    place: &str,
    problems: &mut Problems,
) -> Option<Vec<SnapshotKernel>> {
    let mut kernels = Vec::new();
    for pattern in patterns {
        match expand(pattern) {
            Ok(names) => {
                for name in names {
                    kernels.push(snapshot_kernel(&name, place, problems)?);
                }
            }
            Err(error) => {
                problems.0.push(format!("{place}: {error}"));
                return None;
            }
        }
    }
    Some(kernels)
}

/// The kernel of a record, which has one name only: that of a build is its release string.
fn snapshot_kernel(name: &str, place: &str, problems: &mut Problems) -> Option<SnapshotKernel> {
    let kernel: Kernel = problems.parse(place, name)?;
    if kernel.is_build() {
        return SnapshotKernel::of_build(&kernel)
            .map_err(|error| problems.0.push(format!("{place}: {error}")))
            .ok();
    }
    let Some(record) = SnapshotKernel::asked_for_by(&kernel) else {
        problems.0.push(format!(
            "{place}: `{name}` needs a flavour or an architecture, such as `{}-generic`, or to be a whole release string, \
             `{}.0-26-generic`",
            kernel.release, kernel.release
        ));
        return None;
    };
    if record.to_string() != name {
        problems.0.push(format!(
            "{place}: `{name}` is not the name of a record: write `{record}`"
        ));
        return None;
    }
    Some(record)
}

fn vendor(raw: RawVendor, problems: &mut Problems) -> Option<VendorKernels> {
    let place = format!("vendor `{}`", raw.name);
    let mut ranges = |texts: &[String]| -> Vec<RangeInclusive<u32>> {
        let mut read = |text: &String| {
            let range = number_range(text);
            if range.is_none() {
                problems.0.push(format!(
                    "{place}: `{text}` is not a range of numbers: write `348` or `425..=513`"
                ));
            }
            range
        };
        texts.iter().filter_map(&mut read).collect()
    };
    let (minors, builds) = (ranges(&raw.minors), ranges(&raw.builds));
    Some(VendorKernels {
        release: problems.parse(&place, &raw.release)?,
        name: raw.name,
        tag: raw.tag,
        minors,
        builds,
        layout: raw.layout,
        note: raw.note,
    })
}

fn number_range(text: &str) -> Option<RangeInclusive<u32>> {
    let (first, last) = text.split_once("..=").unwrap_or((text, text));
    let range = number(first)?..=number(last)?;
    (!range.is_empty()).then_some(range)
}
