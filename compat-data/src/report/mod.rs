// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Reports: a struct's declaration on several kernels, with what changed between neighbours.
//!
//! They come as text and as Markdown. Where one says "Absent", that kernel's vmlinux has no type information
//! of the struct: the presence is unknown.

mod differences;
mod markdown;
mod print;
mod text;

use std::fmt;

use crate::c::{DeclarationError, Dialect, Member, parse_struct};
use crate::history::SnapshotKernel;
use crate::kernel::Architecture;
use crate::release::Release;

pub use differences::{Change, Verdict};
pub use print::{markdown, text};

/// The release whose kernels the reports compare across architectures and flavours.
pub const COMPARED_RELEASE: Release = Release::new(5, 4);

/// One report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// The struct's tag.
    pub name: String,
    /// What each kernel has, in the report's order.
    pub statuses: Vec<Status>,
    /// What changed between kernels that have it, in the report's order.
    pub verdicts: Vec<Verdict>,
}

/// What one kernel has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Status {
    /// The kernel.
    pub kernel: SnapshotKernel,
    /// The members, in order; none: no type information of the struct.
    pub members: Option<Vec<Member>>,
}

/// Reads a report, text or Markdown.
///
/// # Errors
/// A file that is something else, or that ends before the report does, with the line at fault.
pub fn parse(content: &str) -> Result<Report, ReportError> {
    let report = match content.starts_with("# ") {
        true => markdown::parse(content)?,
        false => text::parse(content)?,
    };
    let in_order = |pair: &&[Status]| pair[0].kernel.report_order(&pair[1].kernel).is_lt();
    if let Some(pair) = report.statuses.windows(2).find(|pair| !in_order(pair)) {
        return Err(ReportError::whole(format!(
            "{} stands after {}: each kernel stands once, first the releases, then architectures, then flavours",
            pair[1].kernel, pair[0].kernel
        )));
    }
    let expected = differences::pairs(&report.statuses);
    let listed = report.verdicts.iter().map(|verdict| &verdict.pair);
    match expected.iter().zip(listed.clone()).find(|(a, b)| a != b) {
        Some(((before, after), _)) => Err(ReportError::whole(format!(
            "the comparison of {before} and {after} is missing"
        ))),
        None if expected.len() != listed.count() => Err(ReportError::whole(
            "it does not compare each two neighbours that have the struct: is it cut off?"
                .to_owned(),
        )),
        None => match report.left_out() {
            None => Ok(report),
            Some((before, after)) => Err(ReportError::whole(format!(
                "the declarations of {before} and {after} differ in more than their comparison says: is it cut off?"
            ))),
        },
    }
}

impl Report {
    /// The first two kernels whose comparison leaves out what their declarations show.
    fn left_out(&self) -> Option<&(SnapshotKernel, SnapshotKernel)> {
        let computed = differences::verdicts(&self.statuses);
        let mut pairs = self.verdicts.iter().zip(&computed);
        let incomplete = |(listed, computed): &(&Verdict, &Verdict)| {
            computed
                .changes
                .iter()
                .any(|change| !listed.changes.contains(change))
        };
        pairs.find(incomplete).map(|(listed, _)| &listed.pair)
    }

    /// The comparisons that list what their declarations contradict. A change whose text is the same on both
    /// sides contradicts nothing: see [`Report::disagreements`].
    pub fn contradictions(&self) -> Vec<&Verdict> {
        let visible = |change: &&Change| match change {
            Change::Added(_) | Change::Removed(_) => true,
            Change::Retyped(before, after) => before != after,
        };
        let computed = differences::verdicts(&self.statuses);
        self.verdicts
            .iter()
            .zip(computed)
            .filter(|(listed, computed)| {
                !listed.changes.iter().filter(visible).eq(&computed.changes)
            })
            .map(|(listed, _)| listed)
            .collect()
    }

    /// The comparisons that its own declarations do not bear out. A report compares type trees, so it can list a
    /// change that the declarations do not show.
    pub fn disagreements(&self) -> Vec<&Verdict> {
        let computed = differences::verdicts(&self.statuses);
        self.verdicts
            .iter()
            .zip(computed)
            .filter(|(listed, computed)| *listed != computed)
            .map(|(listed, _)| listed)
            .collect()
    }
}

/// A file that is no whole report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportError {
    /// The line, counted from 1; none: the file as a whole.
    pub line: Option<usize>,
    /// What is wrong.
    pub what: String,
}

impl ReportError {
    fn whole(what: String) -> Self {
        Self { line: None, what }
    }
}

impl fmt::Display for ReportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "line {line}: {}", self.what),
            None => f.write_str(&self.what),
        }
    }
}

impl std::error::Error for ReportError {}

/// The lines of a report, one at a time.
struct Lines<'a> {
    lines: std::iter::Peekable<std::iter::Enumerate<std::str::Lines<'a>>>,
    last: usize,
}

impl<'a> Lines<'a> {
    fn new(content: &'a str) -> Self {
        Self {
            lines: content.lines().enumerate().peekable(),
            last: 0,
        }
    }

    fn peek(&mut self) -> Option<&'a str> {
        self.lines.peek().map(|(_, line)| *line)
    }

    fn next(&mut self) -> Option<&'a str> {
        let (at, line) = self.lines.next()?;
        self.last = at + 1;
        Some(line)
    }

    /// The next line, which must be there.
    fn take(&mut self, expected: &str) -> Result<&'a str, ReportError> {
        match self.next() {
            Some(line) => Ok(line),
            None => Err(ReportError::whole(format!(
                "it ends after line {}, where {expected} should follow",
                self.last
            ))),
        }
    }

    /// An error about the line that was read last.
    fn error(&self, what: String) -> ReportError {
        ReportError {
            line: Some(self.last),
            what,
        }
    }

    /// A declaration from its first line, already read, to the line `};`.
    fn declaration(&mut self, first: &str, name: &str) -> Result<Vec<Member>, ReportError> {
        let begins = self.last;
        let mut declaration = first.to_owned();
        loop {
            let line = self.take("the rest of a declaration")?;
            declaration.push('\n');
            declaration.push_str(line);
            if line == "};" {
                break;
            }
        }
        let located = |error: DeclarationError| ReportError {
            line: Some(begins),
            what: error.to_string(),
        };
        let (found, members) = parse_struct(&declaration, Dialect::Report).map_err(located)?;
        match found == name {
            true => Ok(members),
            false => Err(ReportError {
                line: Some(begins),
                what: format!("it declares `struct {found}` in a report on `struct {name}`"),
            }),
        }
    }
}

/// The kernel that a report means by `5.4`, `arm64` or `aws`.
fn kernel(label: &str) -> Result<SnapshotKernel, String> {
    if let Ok(release) = label.parse() {
        return Ok(SnapshotKernel::generic(release));
    }
    let mut kernel = SnapshotKernel::generic(COMPARED_RELEASE);
    let architecture = Architecture::ALL
        .into_iter()
        .find(|architecture| architecture.name() == label);
    match architecture {
        Some(architecture) => kernel.architecture = architecture,
        None if !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_lowercase()) => {
            kernel.flavour = label.to_owned();
        }
        None => return Err(format!("`{label}` is no release, architecture or flavour")),
    }
    Ok(kernel)
}

/// The kernels that a report compares under these labels, such as `generic and aws`.
fn pair(before: &str, after: &str) -> Result<(SnapshotKernel, SnapshotKernel), String> {
    Ok((kernel(before)?, kernel(after)?))
}

/// A kernel's label among releases, architectures or flavours.
fn label(kernel: &SnapshotKernel, group: Group) -> String {
    match group {
        Group::Regular => kernel.release.to_string(),
        Group::Architecture => kernel.architecture.to_string(),
        Group::Flavour => kernel.flavour.clone(),
    }
}

/// By what the kernels of a section differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Group {
    Regular,
    Architecture,
    Flavour,
}

impl Group {
    const ALL: [Self; 3] = [Self::Regular, Self::Architecture, Self::Flavour];

    fn of(kernel: &SnapshotKernel) -> Self {
        if kernel.flavour != "generic" {
            Self::Flavour
        } else if kernel.architecture != Architecture::Amd64 {
            Self::Architecture
        } else {
            Self::Regular
        }
    }

    fn heading(self) -> &'static str {
        match self {
            Self::Regular => "Regular",
            Self::Architecture => "Arch",
            Self::Flavour => "Flavor",
        }
    }
}
