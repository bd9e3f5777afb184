// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! What reports and kernels' own type information say, into histories.
//!
//! An import adds and never takes away: what the history says already stays, and what contradicts it is refused.

mod error;
mod merge;

use crate::check::check;
use crate::history::{History, SnapshotKernel};
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
    take(history, origin, declared.collect())
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
    if observation.name != history.name {
        let reason = Reason::AnotherStruct {
            found: observation.name.clone(),
            expected: history.name.clone(),
        };
        return Err(ImportError::new(&origin.name, reason));
    }
    take(
        history,
        origin,
        vec![Declared::observed(kernel, observation)],
    )
}

fn take(history: &mut History, origin: Origin, declared: Vec<Declared>) -> Result<(), ImportError> {
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
