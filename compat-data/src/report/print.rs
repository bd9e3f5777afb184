// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! A report from what is known.

use super::differences::{Change, Verdict, verdicts};
use super::markdown::{ADDED, REMOVED, RETYPED};
use super::text::{ABSENT, ARROW, CHANGED, PRESENT, SAME};
use super::{COMPARED_RELEASE, Group, Report, Status, label};
use crate::c::Member;
use crate::history::{History, SnapshotKernel, Source};

impl Report {
    /// The report on a history, by the kernels of one of its sources.
    pub fn of(history: &History, source: &Source) -> Self {
        let statuses: Vec<Status> = source
            .kernels
            .iter()
            .map(|snapshot| Status {
                kernel: snapshot.kernel.clone(),
                members: snapshot
                    .layout
                    .as_deref()
                    .and_then(|name| history.layout(name))
                    .map(|layout| layout.members.clone()),
            })
            .collect();
        Self {
            name: history.name.clone(),
            verdicts: verdicts(&statuses),
            statuses,
        }
    }
}

/// The report as text, without a newline at its end.
pub fn text(report: &Report) -> String {
    let mut out = format!("{}{}", report.name, Group::Regular.heading());
    for status in &report.statuses {
        let label = label(&status.kernel, Group::of(&status.kernel));
        match &status.members {
            None => out.push_str(&format!("\n{label}{ABSENT}")),
            Some(members) => {
                out.push_str(&format!("\n{label}{PRESENT}struct {} {{", report.name));
                for member in members {
                    out.push_str(&format!("\n{};", member.in_report()));
                }
                out.push_str("\n};");
            }
        }
    }
    out.push_str(&format!("\n{}", Group::Regular.heading()));
    for verdict in &report.verdicts {
        let (before, after) = labels(verdict);
        out.push_str(&format!("\n{before} and {after}"));
        if verdict.changes.is_empty() {
            out.push_str(SAME);
            continue;
        }
        let changes: Vec<String> = verdict.changes.iter().map(change_text).collect();
        out.push_str(&format!("{CHANGED}{}", changes.join("\n")));
    }
    out
}

fn change_text(change: &Change) -> String {
    match change {
        Change::Added(member) | Change::Removed(member) => member.in_report(),
        Change::Retyped(before, after) => {
            format!("{}{ARROW}{}", before.in_report(), after.in_report())
        }
    }
}

/// The report as Markdown.
pub fn markdown(report: &Report) -> String {
    let mut out = format!("# Struct: <code>{}</code>\n\n## Status\n", report.name);
    for group in Group::ALL {
        let statuses = report
            .statuses
            .iter()
            .filter(|status| Group::of(&status.kernel) == group);
        let items: Vec<String> = statuses
            .map(|status| status_item(&report.name, status, group))
            .collect();
        if !items.is_empty() {
            list(&mut out, group, &items);
        }
    }
    out.push_str("\n## Differences\n");
    for group in Group::ALL {
        let verdicts = report
            .verdicts
            .iter()
            .filter(|verdict| Group::of(&verdict.pair.1) == group);
        let items: Vec<String> = verdicts.map(verdict_item).collect();
        if is_compared(report, group) {
            list(&mut out, group, &items);
        }
    }
    out
}

/// Whether any kernel that the group's comparisons speak of has the struct; the plain one is in each of them.
fn is_compared(report: &Report, group: Group) -> bool {
    let plain = SnapshotKernel::generic(COMPARED_RELEASE);
    report.statuses.iter().any(|status| {
        status.members.is_some() && (Group::of(&status.kernel) == group || status.kernel == plain)
    })
}

fn list(out: &mut String, group: Group, items: &[String]) {
    out.push_str(&format!("<b>{}</b>\n<ul>\n", group.heading()));
    for item in items {
        out.push_str(&format!("<li>\n{item}</li>\n"));
    }
    out.push_str("</ul>\n");
}

fn status_item(name: &str, status: &Status, group: Group) -> String {
    let label = label(&status.kernel, group);
    let Some(members) = &status.members else {
        return format!("In <code>{label}</code>{ABSENT}\n");
    };
    let mut item = format!(
        "<details>\n<summary>In <code>{label}</code>{PRESENT}</summary>\n\n```c\nstruct {name} {{\n"
    );
    for member in members {
        item.push_str(&format!("    {};\n", member.in_report()));
    }
    item.push_str("};\n```\n</details>\n");
    item
}

fn verdict_item(verdict: &Verdict) -> String {
    let (before, after) = labels(verdict);
    if verdict.changes.is_empty() {
        return format!(
            "No changes between <code>{before}</code> and <code>{after}</code>{SAME}\n"
        );
    }
    let mut item = format!(
        "<details>\n<summary>Changed between <code>{before}</code> and <code>{after}</code>{CHANGED}</summary>\n<ul>\n"
    );
    let code = |member: &Member| format!("<code>{}</code>", member.in_report());
    for change in &verdict.changes {
        let (kind, text) = match change {
            Change::Added(member) => (ADDED, code(member)),
            Change::Removed(member) => (REMOVED, code(member)),
            Change::Retyped(before, after) => {
                (RETYPED, format!("{}{ARROW}{}", code(before), code(after)))
            }
        };
        item.push_str(&format!("<li>\n{kind}\n{text}\n</li>\n"));
    }
    item.push_str("</ul>\n</details>\n");
    item
}

fn labels(verdict: &Verdict) -> (String, String) {
    let group = Group::of(&verdict.pair.1);
    (label(&verdict.pair.0, group), label(&verdict.pair.1, group))
}
