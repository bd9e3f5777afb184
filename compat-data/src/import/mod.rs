// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! What reports and kernels' own type information say, into histories.
//!
//! An import adds and never takes away: what the history says already stays, and what contradicts it is refused.

mod error;
mod layouts;
mod merge;

use crate::check::check;
use crate::history::{History, Provenance, SnapshotKernel, Source};
use crate::observation::Observation;
use crate::report::{self, Report};
pub use error::ImportError;
use error::Reason;
use merge::{Declared, merge};

/// Where what is imported comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// Its file name.
    pub name: String,
    /// The SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
    /// Whose kernels it speaks of, where somebody said so.
    pub distribution: Option<String>,
}

impl Origin {
    /// The file as a source of which no kernel is known as yet.
    fn source(self) -> Source {
        Source {
            name: self.name,
            provenance: Provenance::File {
                sha256: self.sha256,
            },
            distribution: self.distribution,
            kernels: Vec::new(),
        }
    }
}

/// Takes the text of a report into the history: see [`import_report`].
///
/// # Errors
/// A text that is no report, and those of [`import_report`].
pub fn import(history: &mut History, origin: Origin, content: &str) -> Result<(), ImportError> {
    match report::parse(content) {
        Ok(report) => import_report(history, origin, report),
        Err(error) => Err(ImportError::new(&origin.name, Reason::Report(error))),
    }
}

/// Takes a report's kernels into the history, as a source of their own.
///
/// A declaration that no layout has becomes a layout, named after the first kernel that has it. A kernel that another source
/// speaks of already stays with that one, if both say the same.
///
/// # Errors
/// A report that is on another struct, whose own comparisons contradict its declarations, or that contradicts the history.
/// The history is then as it was.
pub fn import_report(
    history: &mut History,
    origin: Origin,
    report: Report,
) -> Result<(), ImportError> {
    let name = origin.name.clone();
    let error = |reason| ImportError::new(&name, reason);
    if report.name != history.name {
        return Err(error(Reason::AnotherStruct {
            found: report.name,
            expected: history.name.clone(),
        }));
    }
    if let Some(verdict) = report.contradictions().first() {
        let (before, after) = &verdict.pair;
        return Err(error(Reason::Comparison(format!("{before} and {after}"))));
    }
    let declared = report.statuses.into_iter().map(|status| Declared {
        kernel: status.kernel,
        members: status.members,
        places: None,
        observed: None,
    });
    take(history, origin.source(), declared.collect())
}

/// Takes into the history what one kernel's own type information says of the struct, as a source of its own.
///
/// # Errors
/// An observation of another struct, or one that contradicts the history, which is then as it was.
pub fn import_observation(
    history: &mut History,
    origin: Origin,
    kernel: SnapshotKernel,
    observation: &Observation,
) -> Result<(), ImportError> {
    is_of(history, &origin.name, observation)?;
    take(
        history,
        origin.source(),
        vec![Declared::observed(kernel, observation)],
    )
}

/// Takes into the history what the type information of a manifest's builds says of the struct; none: it has no such struct. The
/// builds that the manifest's source has already stay.
///
/// # Errors
/// An observation of another struct, or one that contradicts the history, which is then as it was.
pub fn import_builds(
    history: &mut History,
    manifest: &str,
    distribution: &str,
    builds: &[(SnapshotKernel, Option<Observation>)],
) -> Result<(), ImportError> {
    for (kernel, observation) in builds {
        if let Some(observation) = observation {
            is_of(history, &kernel.to_string(), observation)?;
        }
    }
    let source = Source {
        name: manifest.to_owned(),
        provenance: Provenance::Manifest,
        distribution: Some(distribution.to_owned()),
        kernels: Vec::new(),
    };
    let builds = builds.iter();
    let declared =
        builds.map(|(kernel, observation)| Declared::read(kernel.clone(), observation.as_ref()));
    take(history, source, declared.collect())
}

/// Takes out of the history what a manifest's source says of these kernels, with the layouts that no other has.
pub fn forget(history: &mut History, manifest: &str, kernels: &[SnapshotKernel]) {
    let sources = history.sources.iter_mut();
    let of_it =
        |source: &&mut Source| source.provenance == Provenance::Manifest && source.name == manifest;
    let mut gone = Vec::new();
    for source in sources.filter(of_it) {
        source.kernels.retain(|snapshot| {
            let forgotten = kernels.contains(&snapshot.kernel);
            if forgotten {
                gone.push(snapshot.kernel.clone());
            }
            !forgotten
        });
    }
    for layout in &mut history.layouts {
        for recorded in &mut layout.places {
            recorded.kernels.retain(|kernel| !gone.contains(kernel));
        }
        layout
            .places
            .retain(|recorded| !recorded.kernels.is_empty());
    }
    history
        .sources
        .retain(|source| source.provenance != Provenance::Manifest || !source.kernels.is_empty());
    layouts::drop_unused(history);
    layouts::arrange(history);
}

fn is_of(history: &History, name: &str, observation: &Observation) -> Result<(), ImportError> {
    if observation.name == history.name {
        return Ok(());
    }
    let reason = Reason::AnotherStruct {
        found: observation.name.clone(),
        expected: history.name.clone(),
    };
    Err(ImportError::new(name, reason))
}

fn take(history: &mut History, origin: Source, declared: Vec<Declared>) -> Result<(), ImportError> {
    let name = origin.name.clone();
    let error = |reason| ImportError::new(&name, reason);
    let Some(merged) = merge(history, origin, declared).map_err(error)? else {
        return Ok(());
    };
    let problems = check(&merged);
    match problems.is_empty() {
        true => {
            *history = merged;
            Ok(())
        }
        false => Err(error(Reason::Contradiction(problems))),
    }
}
