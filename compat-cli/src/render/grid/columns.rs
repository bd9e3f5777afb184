// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Which kernels a history knows of, in the order of the matrix.

use compat_data::history::{History, Snapshot, Source, VendorKernels};
use compat_data::kernel::{Architecture, Kernel};
use compat_data::release::Release;
use compat_data::resolve::{Evidence, Refusal, Resolution};

use super::{Column, Family, State};

/// Mainline's releases, the kernels of each distribution, vendors' kernels.
///
/// A history without mainline facts has, among a distribution's kernels, the releases that lie between two of them that
/// differ.
pub(super) fn columns(history: &History) -> Vec<Column<'_>> {
    let resolved: Vec<Resolved<'_>> = Release::mainline()
        .map(|release| (release, history.resolve(&Kernel::mainline(release))))
        .collect();
    let mut columns: Vec<Column<'_>> = resolved.iter().filter_map(of_release).collect();
    for at in 1..columns.len() {
        columns[at].base = columns[at - 1].state.layout().map(|_| at - 1);
    }
    let gaps = resolved.iter();
    let gaps: Vec<Gap<'_>> = gaps.filter_map(|it| between(history, it)).collect();
    let mut distributions: Vec<Option<&str>> = Vec::new();
    for source in &history.sources {
        let distribution = source.distribution.as_deref();
        if !distributions.contains(&distribution) {
            distributions.push(distribution);
        }
    }
    for distribution in distributions {
        add_distribution(history, distribution, &gaps, &mut columns);
    }
    for vendor in &history.vendors {
        let column = of_vendor(history, vendor, &columns);
        columns.extend(column);
    }
    columns
}

/// A mainline release, and the struct's layout there.
type Resolved<'a> = (Release, Result<Resolution<'a>, Refusal>);

/// What the facts say of a mainline release.
fn of_release<'a>((release, resolved): &Resolved<'a>) -> Option<Column<'a>> {
    let release = *release;
    match resolved {
        Ok(resolution) => match resolution.evidence {
            Evidence::Mainline { .. } => Some(Column {
                state: State::Present(resolution.layout),
                places: resolution.places(Architecture::Amd64),
                ..of_number(release, resolution.evidence.to_string())
            }),
            Evidence::Snapshot { .. }
            | Evidence::Between { .. }
            | Evidence::Builds { .. }
            | Evidence::Vendor { .. } => None,
        },
        Err(refusal @ Refusal::Absent { .. }) => Some(Column {
            state: State::Absent,
            ..of_number(release, refusal.to_string())
        }),
        Err(_) => None,
    }
}

/// A release between two kernels that differ.
struct Gap<'a> {
    /// The name of the older one.
    before: String,
    column: Column<'a>,
}

/// The release, if no kernel of it was read, and those on either side differ.
fn between<'a>(history: &'a History, (release, resolved): &Resolved<'a>) -> Option<Gap<'a>> {
    let release = *release;
    let of_it =
        |snapshot: &Snapshot| snapshot.kernel.is_generic() && snapshot.kernel.release == release;
    match resolved {
        Err(Refusal::Uncertain { before, after, .. }) if !history.snapshots().any(of_it) => {
            let evidence = format!("it lies between {before} and {after}, which differ");
            let column = of_number(release, evidence);
            let before = before.clone();
            Some(Gap { before, column })
        }
        _ => None,
    }
}

/// A release of which nothing is certain.
fn of_number<'a>(release: Release, evidence: String) -> Column<'a> {
    Column {
        kernel: release.to_string(),
        more: Vec::new(),
        release,
        family: Family::Mainline,
        snapshot: None,
        source: None,
        state: State::Uncertain,
        places: None,
        evidence,
        note: None,
        base: None,
    }
}

/// The plain kernels by release, then the others, those of one release that have the same layout beside each other.
fn add_distribution<'a>(
    history: &'a History,
    distribution: Option<&'a str>,
    gaps: &[Gap<'a>],
    columns: &mut Vec<Column<'a>>,
) {
    let sources = history
        .sources
        .iter()
        .filter(|source| source.distribution.as_deref() == distribution);
    let mut snapshots: Vec<(&Source, &Snapshot)> = sources
        .flat_map(|source| {
            source
                .kernels
                .iter()
                .map(move |snapshot| (source, snapshot))
        })
        .collect();
    snapshots.sort_by_cached_key(|(_, snapshot)| snapshot.kernel.report_place());
    let (plain, others): (Vec<_>, Vec<_>) = snapshots
        .into_iter()
        .partition(|(_, snapshot)| snapshot.kernel.is_generic());

    let first = columns.len();
    let mut before = None;
    for (source, snapshot) in plain {
        let mut column = of_snapshot(history, source, snapshot);
        column.base = before;
        if column.state.layout().is_some() {
            before = Some(columns.len());
        }
        columns.push(column);
        let name = snapshot.kernel.to_string();
        let following = gaps.iter().filter(|gap| gap.before == name);
        columns.extend(following.map(|gap| Column {
            family: Family::Distribution(distribution),
            ..gap.column.clone()
        }));
    }

    let plain = first..columns.len();
    let first = columns.len();
    for (source, snapshot) in others {
        let mut column = of_snapshot(history, source, snapshot);
        column.base = plain.clone().rev().find(|&at| {
            columns[at].release == column.release && columns[at].state.layout().is_some()
        });
        let alike = (first..columns.len())
            .rev()
            .find(|&at| columns[at].release == column.release && columns[at].state == column.state);
        columns.insert(alike.map_or(columns.len(), |at| at + 1), column);
    }
}

fn of_snapshot<'a>(history: &'a History, source: &'a Source, snapshot: &'a Snapshot) -> Column<'a> {
    let kernel = &snapshot.kernel;
    let layout = snapshot
        .layout
        .as_ref()
        .and_then(|name| history.layout(name));
    let resolution = layout.map(|layout| Resolution {
        layout,
        evidence: Evidence::Snapshot {
            kernel: kernel.clone(),
            source: source.title(),
            build: None,
        },
    });
    Column {
        kernel: kernel.to_string(),
        more: Vec::new(),
        release: kernel.release,
        family: Family::Distribution(source.distribution.as_deref()),
        snapshot: Some(kernel),
        source: Some(&source.name),
        state: layout.map_or(State::Unknown, State::Present),
        places: resolution
            .as_ref()
            .and_then(|it| it.places(kernel.architecture)),
        evidence: match &resolution {
            Some(resolution) => resolution.evidence.to_string(),
            None => format!(
                "its vmlinux has no type information of it ({})",
                source.title()
            ),
        },
        note: snapshot.differs.as_deref(),
        base: None,
    }
}

fn of_vendor<'a>(
    history: &'a History,
    vendor: &'a VendorKernels,
    columns: &[Column<'a>],
) -> Option<Column<'a>> {
    let resolution = Resolution {
        layout: history.layout(&vendor.layout)?,
        evidence: Evidence::Vendor {
            name: format!("{}, which calls itself {}", vendor.name, vendor.release),
        },
    };
    let is_base = |column: &Column<'_>| {
        column.family == Family::Mainline
            && column.release == vendor.release
            && column.state.layout().is_some()
    };
    Some(Column {
        kernel: vendor.name.clone(),
        more: Vec::new(),
        release: vendor.release,
        family: Family::Vendor,
        snapshot: None,
        source: None,
        state: State::Present(resolution.layout),
        places: resolution.places(Architecture::Amd64),
        evidence: resolution.evidence.to_string(),
        note: vendor.note.as_deref(),
        base: columns.iter().position(is_base),
    })
}
