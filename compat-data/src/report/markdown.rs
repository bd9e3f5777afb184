// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! A report as Markdown.

use super::differences::{Change, Verdict, member};
use super::text::{ABSENT, ARROW, CHANGED, PRESENT, SAME};
use super::{Group, Lines, Report, ReportError, Status, kernel, pair};

pub(super) const ADDED: &str = "<b>Field added. </b>";
pub(super) const REMOVED: &str = "<b>Field removed. </b>";
pub(super) const RETYPED: &str = "<b>Field type changed. </b>";

pub(super) fn parse(content: &str) -> Result<Report, ReportError> {
    let mut lines = Lines::new(content);
    let first = lines.take("the struct's name")?;
    let name = first
        .strip_prefix("# Struct: ")
        .and_then(code)
        .ok_or_else(|| {
            lines.error(
                "this is no report: it should begin with `# Struct: <code>name</code>`".to_owned(),
            )
        })?;
    expect(&mut lines, &["", "## Status"])?;
    let mut statuses = Vec::new();
    section(&mut lines, |lines| {
        statuses.push(status(name, lines)?);
        Ok(())
    })?;
    expect(&mut lines, &["", "## Differences"])?;
    let mut verdicts = Vec::new();
    section(&mut lines, |lines| {
        verdicts.push(verdict(lines)?);
        Ok(())
    })?;
    match lines.next() {
        None => Ok(Report {
            name: name.to_owned(),
            statuses,
            verdicts,
        }),
        Some(_) => Err(lines.error("the report should end here".to_owned())),
    }
}

/// The lists of a section, each under the heading of its group.
fn section<'a>(
    lines: &mut Lines<'a>,
    mut item: impl FnMut(&mut Lines<'a>) -> Result<(), ReportError>,
) -> Result<(), ReportError> {
    while let Some(line) = lines.peek().filter(|line| line.starts_with("<b>")) {
        lines.next();
        if !Group::ALL
            .iter()
            .any(|group| line == format!("<b>{}</b>", group.heading()))
        {
            return Err(lines.error(format!("`{line}` is not a heading of a report")));
        }
        expect(lines, &["<ul>"])?;
        list(lines, &mut item)?;
    }
    Ok(())
}

/// The items of a list, to its end.
fn list<'a>(
    lines: &mut Lines<'a>,
    item: &mut impl FnMut(&mut Lines<'a>) -> Result<(), ReportError>,
) -> Result<(), ReportError> {
    loop {
        match lines.take("a list item or `</ul>`")? {
            "</ul>" => return Ok(()),
            "<li>" => {
                item(lines)?;
                expect(lines, &["</li>"])?;
            }
            other => {
                return Err(lines.error(format!("expected `<li>` or `</ul>`, found `{other}`")));
            }
        }
    }
}

fn status(name: &str, lines: &mut Lines<'_>) -> Result<Status, ReportError> {
    let line = lines.take("a kernel's status")?;
    if let Some(label) = line
        .strip_prefix("In ")
        .and_then(|rest| rest.strip_suffix(ABSENT))
    {
        return Ok(Status {
            kernel: label_kernel(label, lines)?,
            members: None,
        });
    }
    if line != "<details>" {
        return Err(lines.error(format!("expected a kernel's status, found `{line}`")));
    }
    let summary = lines.take("a kernel's status")?;
    let label = summary
        .strip_prefix("<summary>In ")
        .and_then(|rest| rest.strip_suffix("</summary>"))
        .and_then(|rest| rest.strip_suffix(PRESENT))
        .ok_or_else(|| lines.error(format!("expected a kernel's status, found `{summary}`")))?;
    let kernel = label_kernel(label, lines)?;
    expect(lines, &["", "```c"])?;
    let first = lines.take("a declaration")?;
    let members = lines.declaration(first, name)?;
    expect(lines, &["```", "</details>"])?;
    Ok(Status {
        kernel,
        members: Some(members),
    })
}

fn verdict(lines: &mut Lines<'_>) -> Result<Verdict, ReportError> {
    let line = lines.take("a comparison")?;
    let same = line
        .strip_prefix("No changes between ")
        .and_then(|rest| rest.strip_suffix(SAME));
    if let Some(labels) = same {
        return Ok(Verdict {
            pair: label_pair(labels, lines)?,
            changes: Vec::new(),
        });
    }
    if line != "<details>" {
        return Err(lines.error(format!("expected a comparison, found `{line}`")));
    }
    let summary = lines.take("a comparison")?;
    let labels = summary
        .strip_prefix("<summary>Changed between ")
        .and_then(|rest| rest.strip_suffix("</summary>"))
        .and_then(|rest| rest.strip_suffix(CHANGED))
        .ok_or_else(|| lines.error(format!("expected a comparison, found `{summary}`")))?;
    let pair = label_pair(labels, lines)?;
    expect(lines, &["<ul>"])?;
    let mut changes = Vec::new();
    list(lines, &mut |lines| {
        changes.push(change(lines)?);
        Ok(())
    })?;
    expect(lines, &["</details>"])?;
    Ok(Verdict { pair, changes })
}

fn change(lines: &mut Lines<'_>) -> Result<Change, ReportError> {
    let kind = lines.take("a change")?;
    let text = lines.take("the member that changed")?;
    let read = |text: &str, lines: &Lines<'_>| {
        code(text)
            .ok_or_else(|| format!("`{text}` is not a declaration in <code>"))
            .and_then(member)
            .map_err(|what| lines.error(what))
    };
    match (kind, text.split_once(ARROW)) {
        (ADDED, None) => Ok(Change::Added(read(text, lines)?)),
        (REMOVED, None) => Ok(Change::Removed(read(text, lines)?)),
        (RETYPED, Some((before, after))) => {
            Ok(Change::Retyped(read(before, lines)?, read(after, lines)?))
        }
        _ => Err(lines.error(format!("`{kind}` `{text}` is not a change"))),
    }
}

fn expect(lines: &mut Lines<'_>, expected: &[&str]) -> Result<(), ReportError> {
    for expected in expected {
        let line = lines.take(&format!("`{expected}`"))?;
        if line != *expected {
            return Err(lines.error(format!("expected `{expected}`, found `{line}`")));
        }
    }
    Ok(())
}

fn code(text: &str) -> Option<&str> {
    text.strip_prefix("<code>")?.strip_suffix("</code>")
}

fn label_kernel(
    label: &str,
    lines: &Lines<'_>,
) -> Result<crate::history::SnapshotKernel, ReportError> {
    code(label)
        .ok_or_else(|| format!("`{label}` is not a kernel in <code>"))
        .and_then(kernel)
        .map_err(|what| lines.error(what))
}

fn label_pair(
    labels: &str,
    lines: &Lines<'_>,
) -> Result<
    (
        crate::history::SnapshotKernel,
        crate::history::SnapshotKernel,
    ),
    ReportError,
> {
    labels
        .split_once(" and ")
        .and_then(|(before, after)| Some((code(before)?, code(after)?)))
        .ok_or_else(|| format!("`{labels}` does not name two kernels in <code>"))
        .and_then(|(before, after)| pair(before, after))
        .map_err(|what| lines.error(what))
}
