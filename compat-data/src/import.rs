// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Reports into histories.

use std::fmt;

use crate::c::Member;
use crate::check::check;
use crate::history::{History, Layout, Snapshot, SnapshotKernel, Source};
use crate::report::{Report, ReportError, parse};

/// Where a report comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// Its file name.
    pub name: String,
    /// The SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
    /// Whose kernels it speaks of.
    pub distribution: String,
}

/// Takes a report's kernels into the history: as a source of their own, in place of one of the same name.
///
/// A declaration that no layout has becomes a layout, named after the first kernel that has it.
///
/// # Errors
/// A report that can't be read, that is on another struct, whose own comparisons contradict its declarations,
/// or that contradicts the recorded facts. The history is then as it was.
pub fn import(history: &mut History, origin: Origin, content: &str) -> Result<(), ImportError> {
    let error = |reason| ImportError {
        report: origin.name.clone(),
        reason,
    };
    let report = parse(content).map_err(|cause| error(Reason::Report(cause)))?;
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
    let mut merged = history.clone();
    merged.sources.retain(|source| source.name != origin.name);
    let source = source(&mut merged.layouts, origin.clone(), report);
    merged.sources.push(source);
    let problems = check(&merged);
    if !problems.is_empty() {
        return Err(error(Reason::Contradiction(problems)));
    }
    *history = merged;
    Ok(())
}

fn source(layouts: &mut Vec<Layout>, origin: Origin, report: Report) -> Source {
    let mut kernels: Vec<Snapshot> = report
        .statuses
        .into_iter()
        .map(|status| Snapshot {
            layout: status
                .members
                .map(|members| layout_name(layouts, members, &status.kernel)),
            kernel: status.kernel,
            differs: None,
        })
        .collect();
    kernels.sort_by(|one, other| one.kernel.report_order(&other.kernel));
    Source {
        name: origin.name,
        sha256: origin.sha256,
        distribution: origin.distribution,
        kernels,
    }
}

/// The name of the layout with these members; a new one where there is none.
fn layout_name(layouts: &mut Vec<Layout>, members: Vec<Member>, first: &SnapshotKernel) -> String {
    if let Some(layout) = layouts.iter().find(|layout| layout.members == members) {
        return layout.name.clone();
    }
    let name = match *first == SnapshotKernel::generic(first.release) {
        true => first.release.to_string(),
        false => first.to_string(),
    };
    layouts.push(Layout {
        name: name.clone(),
        mainline: None,
        changes: Vec::new(),
        members,
    });
    name
}

/// A report that was not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportError {
    report: String,
    reason: Reason,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Reason {
    Report(ReportError),
    AnotherStruct { found: String, expected: String },
    Comparison(String),
    Contradiction(Vec<String>),
}

impl fmt::Display for ImportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "report {}: ", self.report)?;
        match &self.reason {
            Reason::Report(error) => write!(f, "{error}"),
            Reason::AnotherStruct { found, expected } => {
                write!(f, "it is on `struct {found}`, not on `struct {expected}`")
            }
            Reason::Comparison(pair) => write!(
                f,
                "what it says of {pair} is not what its declarations show"
            ),
            Reason::Contradiction(problems) => {
                f.write_str("it contradicts what is recorded:")?;
                problems
                    .iter()
                    .try_for_each(|problem| write!(f, "\n  {problem}"))
            }
        }
    }
}

impl std::error::Error for ImportError {}
