// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! A report as text.

use super::differences::{Change, Verdict, member, members};
use super::{Group, Lines, Report, ReportError, Status, kernel, pair};

pub(super) const ABSENT: &str = ": Absent ⚠️";
pub(super) const PRESENT: &str = ": ✅";
pub(super) const SAME: &str = " ✅";
pub(super) const CHANGED: &str = " ⚠️";
pub(super) const ARROW: &str = " ➡️ ";

pub(super) fn parse(content: &str) -> Result<Report, ReportError> {
    let mut lines = Lines::new(content);
    let heading = Group::Regular.heading();
    let first = lines.take("the struct's name")?;
    let name = first
        .strip_suffix(heading)
        .filter(|name| !name.is_empty() && !name.contains(char::is_whitespace))
        .ok_or_else(|| {
            lines.error(format!(
                "this is no report: it should begin with a struct's name and `{heading}`"
            ))
        })?;
    let mut statuses = Vec::new();
    loop {
        let line = lines.take(&format!("the line `{heading}` with the comparisons"))?;
        if line == heading {
            break;
        }
        statuses.push(status(line, name, &mut lines)?);
    }
    let mut verdicts = Vec::new();
    while let Some(line) = lines.next() {
        verdicts.push(verdict(line, &statuses, &mut lines)?);
    }
    Ok(Report {
        name: name.to_owned(),
        statuses,
        verdicts,
    })
}

fn status(line: &str, name: &str, lines: &mut Lines<'_>) -> Result<Status, ReportError> {
    if let Some(label) = line.strip_suffix(ABSENT) {
        return Ok(Status {
            kernel: kernel(label).map_err(|what| lines.error(what))?,
            members: None,
        });
    }
    let (label, declaration) = line.split_once(PRESENT).ok_or_else(|| {
        lines.error(format!(
            "expected a kernel's status, `5.4{PRESENT}struct …` or `5.4{ABSENT}`"
        ))
    })?;
    Ok(Status {
        kernel: kernel(label).map_err(|what| lines.error(what))?,
        members: Some(lines.declaration(declaration, name)?),
    })
}

/// The labels of a comparison and what follows them in its line.
fn comparison(line: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = line.split_once(" and ")?;
    let end = rest.find(' ')?;
    let (after, rest) = rest.split_at(end);
    let plain = |label: &str| !label.contains(|c: char| c.is_whitespace() || c == '(');
    (plain(before) && (rest == SAME || rest.starts_with(CHANGED))).then_some((before, after, rest))
}

fn verdict(line: &str, statuses: &[Status], lines: &mut Lines<'_>) -> Result<Verdict, ReportError> {
    let (before, after, rest) = comparison(line).ok_or_else(|| {
        lines.error(format!(
            "expected a comparison, `4.4 and 4.8{SAME}` or `4.4 and 4.8{CHANGED}…`"
        ))
    })?;
    let pair = pair(before, after).map_err(|what| lines.error(what))?;
    let mut changes = Vec::new();
    if let Some(first) = rest.strip_prefix(CHANGED) {
        let find = |text: &str| change(text, members(statuses, &pair.1));
        changes.push(find(first).map_err(|what| lines.error(what))?);
        while let Some(line) = lines.peek().filter(|line| comparison(line).is_none()) {
            lines.next();
            changes.push(find(line).map_err(|what| lines.error(what))?);
        }
    }
    Ok(Verdict { pair, changes })
}

/// The text does not say whether a member came or went; the newer declaration does.
fn change(text: &str, after: &[crate::c::Member]) -> Result<Change, String> {
    if let Some((before, after)) = text.split_once(ARROW) {
        return Ok(Change::Retyped(member(before)?, member(after)?));
    }
    let member = member(text)?;
    Ok(match after.contains(&member) {
        true => Change::Added(member),
        false => Change::Removed(member),
    })
}
