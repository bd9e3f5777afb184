// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Kernels' declarations into a history that may know some of them.

use super::error::Reason;
use super::layouts;
use crate::c::Member;
use crate::diff::{Renames, diff};
use crate::history::{
    History, Layout, Provenance, RecordedPlaces, Snapshot, SnapshotKernel, Source,
};
use crate::observation::Observation;
use crate::places::Places;

/// What one kernel declares.
pub(super) struct Declared {
    pub kernel: SnapshotKernel,
    /// None: no type information of the struct.
    pub members: Option<Vec<Member>>,
    /// Where the members lie, where the declarations alone do not say.
    pub places: Option<Places>,
    /// Where the members were observed to lie; none: a report says nothing of it.
    pub observed: Option<Places>,
}

impl Declared {
    /// What type information says; none: it has no such struct.
    pub fn read(kernel: SnapshotKernel, observation: Option<&Observation>) -> Self {
        match observation {
            Some(observation) => Self::observed(kernel, observation),
            None => Self {
                kernel,
                members: None,
                places: None,
                observed: None,
            },
        }
    }

    pub fn observed(kernel: SnapshotKernel, observation: &Observation) -> Self {
        let mut members = Vec::new();
        observation.visit(&mut |member| members.push(member.member.clone()));
        let observed = Places::observed(observation);
        let computed = Places::computed(&members, kernel.architecture);
        Self {
            kernel,
            members: Some(members),
            places: Some(observed.clone()).filter(|observed| computed.as_ref() != Some(observed)),
            observed: Some(observed),
        }
    }
}

/// The history with these declarations as a source, `origin`, whose kernels are none as yet; none: it says all of that already.
///
/// # Errors
/// Where it says something else of one of the kernels.
pub(super) fn merge(
    history: &History,
    origin: Source,
    declared: Vec<Declared>,
) -> Result<Option<History>, Reason> {
    let at = history
        .sources
        .iter()
        .position(|source| source.name == origin.name);
    let mut problems = Vec::new();
    if let Some(at) = at {
        replaces(&history.sources[at], &origin, &declared, &mut problems);
    }
    let mut merged = history.clone();
    let mut kernels = at.map_or_else(Vec::new, |at| history.sources[at].kernels.clone());
    let known = kernels.len();
    for declared in declared {
        match find(history, &declared.kernel) {
            Some((source, snapshot)) => {
                problems.extend(contradiction(history, source, snapshot, &origin, &declared));
            }
            None => kernels.push(add(&mut merged, declared)),
        }
    }
    if !problems.is_empty() {
        return Err(Reason::Contradiction(problems));
    }
    if kernels.len() == known && at.is_none() {
        return Ok(None);
    }
    kernels.sort_by(|one, other| one.kernel.report_order(&other.kernel));
    let source = Source {
        distribution: origin
            .distribution
            .or_else(|| at.and_then(|at| history.sources[at].distribution.clone())),
        kernels,
        ..origin
    };
    match at {
        Some(at) => merged.sources[at] = source,
        None => merged.sources.push(source),
    }
    layouts::arrange(&mut merged);
    Ok(Some(merged))
}

/// A file in place of another of its name must say all that the other said; a manifest grows.
fn replaces(source: &Source, origin: &Source, declared: &[Declared], problems: &mut Vec<String>) {
    let name = &source.name;
    let is_manifest = |source: &Source| source.provenance == Provenance::Manifest;
    if is_manifest(source) != is_manifest(origin) {
        problems.push(format!(
            "`{name}` is the name of a file and of a manifest: give one of them another"
        ));
    }
    if is_manifest(origin) {
        return;
    }
    let lacks = |snapshot: &&Snapshot| {
        let mut declared = declared.iter();
        !declared.any(|declared| declared.kernel == snapshot.kernel)
    };
    let lacking = source.kernels.iter().filter(lacks);
    let lacking: Vec<String> = lacking
        .map(|snapshot| snapshot.kernel.to_string())
        .collect();
    if !lacking.is_empty() {
        problems.push(format!(
            "source `{name}` was read from another file of that name, on {} as well, of which this one says nothing: give it \
             another name",
            lacking.join(", ")
        ));
    }
    if let (Some(recorded), Some(given)) = (&source.distribution, &origin.distribution) {
        if recorded != given {
            problems.push(format!(
                "source `{name}` is recorded to be on kernels of {recorded}, and this one is said to be on kernels of \
                 {given}: give it another name"
            ));
        }
    }
}

/// What is recorded of a kernel, and by which source.
fn find<'a>(history: &'a History, kernel: &SnapshotKernel) -> Option<(&'a Source, &'a Snapshot)> {
    history.sources.iter().find_map(|source| {
        let mut kernels = source.kernels.iter();
        let snapshot = kernels.find(|snapshot| snapshot.kernel == *kernel)?;
        Some((source, snapshot))
    })
}

/// Both sides, where the record says something else of the kernel.
fn contradiction(
    history: &History,
    source: &Source,
    snapshot: &Snapshot,
    origin: &Source,
    declared: &Declared,
) -> Option<String> {
    let kernel = &declared.kernel;
    let layout = snapshot.layout.as_deref();
    let recorded = layout.and_then(|name| history.layout(name));
    let differences = match (recorded, &declared.members) {
        (None, None) => return None,
        (None, Some(_)) => {
            "has no type information of it there, and in this file there is".to_owned()
        }
        (Some(layout), None) => format!(
            "has layout `{}` there, and in this file there is no type information of it",
            layout.name
        ),
        (Some(layout), Some(members)) if layout.members == *members => {
            let was_observed = kernel.build.is_some() || layout.places_on(kernel).is_some();
            let recorded = layout.places_for(Some(kernel), kernel.architecture);
            match (&declared.observed, was_observed) {
                (Some(observed), true) if recorded.as_ref() != Some(observed) => format!(
                    "has layout `{}` there, and in this file its members lie elsewhere",
                    layout.name
                ),
                (Some(_), false) if declared.places.is_some() => format!(
                    "has layout `{}` there, which says nothing of where its members lie, as this file does: import it \
                     under the release string of its build",
                    layout.name
                ),
                _ => return None,
            }
        }
        (Some(layout), Some(members)) => {
            let read = Layout {
                name: origin.name.clone(),
                mainline: None,
                changes: Vec::new(),
                members: members.clone(),
                places: Vec::new(),
            };
            let differences = diff(layout, &read, &Renames::default());
            let words: Vec<String> = differences.iter().map(ToString::to_string).collect();
            format!(
                "has layout `{}` there, and in this file: {}",
                layout.name,
                words.join("; ")
            )
        }
    };
    Some(format!(
        "kernel `{kernel}` stands in source `{}`, and {differences}",
        source.name
    ))
}

/// Takes a kernel that nothing is recorded of.
fn add(history: &mut History, declared: Declared) -> Snapshot {
    let kernel = declared.kernel;
    let layout = declared
        .members
        .map(|members| layout(&mut history.layouts, members, &kernel));
    if let (Some(at), Some(places)) = (layout, declared.places) {
        let all = &mut history.layouts[at].places;
        match all.iter_mut().find(|known| known.places == places) {
            Some(known) => {
                known.kernels.push(kernel.clone());
                known.kernels.sort_by(SnapshotKernel::report_order);
            }
            None => all.push(RecordedPlaces {
                kernels: vec![kernel.clone()],
                places,
            }),
        }
    }
    Snapshot {
        layout: layout.map(|at| history.layouts[at].name.clone()),
        kernel,
        differs: None,
    }
}

/// The place of the layout with these members; a new one where there is none.
fn layout(layouts: &mut Vec<Layout>, members: Vec<Member>, first: &SnapshotKernel) -> usize {
    if let Some(at) = layouts.iter().position(|layout| layout.members == members) {
        return at;
    }
    let taken = |name: &str| layouts.iter().any(|layout| layout.name == name);
    let name = layouts::names(first).into_iter().find(|name| !taken(name));
    layouts.push(Layout {
        name: name.unwrap_or_else(|| first.to_string()),
        mainline: None,
        changes: Vec::new(),
        members,
        places: Vec::new(),
    });
    layouts.len() - 1
}
