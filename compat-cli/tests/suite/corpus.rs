// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! 263 further reports, where they are at hand: imported, shown and compared by the command.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::support::{kernel_compat, shared, text};

/// A change as a report's section Differences has it: its kind, and its declarations.
type Listed = (String, Vec<String>);

/// A comparison as that section has it: its labels, and its changes.
type Section = Vec<((String, String), BTreeSet<Listed>)>;

/// Reads the section line by line, by nothing but its own marks.
fn differences(report: &str) -> Section {
    let code = |text: &str| -> Vec<String> {
        let parts = text.split("<code>").skip(1);
        parts
            .map(|part| part.split("</code>").next().unwrap().to_owned())
            .collect()
    };
    let (_, section) = report.split_once("## Differences").unwrap();
    let mut found = Section::new();
    let mut kind = "";
    for line in section.lines() {
        if line.starts_with("No changes between") || line.contains("Changed between") {
            let [before, after] = code(line).try_into().unwrap();
            found.push(((before, after), BTreeSet::new()));
        } else if let Some(change) = line.strip_prefix("<b>Field ") {
            kind = change.trim_end_matches(". </b>");
        } else if line.starts_with("<code>") {
            found
                .last_mut()
                .unwrap()
                .1
                .insert((kind.to_owned(), code(line)));
        }
    }
    found
}

/// The declarations of a report, as printed, each with the label of its kernel.
fn declarations(report: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for status in report.split("<summary>In <code>").skip(1) {
        let label = status.split("</code>").next().unwrap();
        let declaration = status.split("```c\n").nth(1).unwrap();
        let declaration = declaration.split("```").next().unwrap();
        found.push((label.to_owned(), declaration.to_owned()));
    }
    found
}

/// The record that a report means by a label.
fn record(label: &str) -> String {
    match label.starts_with(|c: char| c.is_ascii_digit()) {
        true => format!("{label}-generic"),
        false => format!("5.4-{label}"),
    }
}

fn imported(folder: &Path) -> Option<Vec<(String, String)>> {
    let corpus = shared("corpus")?;
    let answer = kernel_compat(&["import", text(&corpus), "-o", text(folder)]).success();
    assert!(
        answer.starts_with("263 of 263 files taken: 263 histories written in"),
        "{answer}"
    );
    let mut reports: Vec<(String, String)> = fs::read_dir(&corpus)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| {
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            (name, fs::read_to_string(&path).unwrap())
        })
        .collect();
    reports.sort();
    Some(reports)
}

#[test]
fn differences_are_those_that_the_reports_list() {
    let folder = tempfile::tempdir().unwrap();
    let histories = text(folder.path());
    let Some(reports) = imported(folder.path()) else {
        return;
    };
    let mut comparisons = 0;
    let mut with_the_same_text = Vec::new();
    for (name, report) in &reports {
        let json = kernel_compat(&[
            "diff",
            name,
            "--all",
            "--format",
            "json",
            "--histories",
            histories,
        ])
        .json();
        assert_eq!(json["mainline"].as_array().unwrap().len(), 0, "{name}");
        let found = json["comparisons"].as_array().unwrap();
        let listed = differences(report);
        assert_eq!(found.len(), listed.len(), "{name}");
        for (found, (labels, listed)) in found.iter().zip(&listed) {
            comparisons += 1;
            let pair = (&found["before"]["kernel"], &found["after"]["kernel"]);
            let before = match labels.0.starts_with(|c: char| c.is_ascii_digit()) {
                true => record(&labels.0),
                false => "5.4-generic".to_owned(),
            };
            assert_eq!(
                pair,
                (&Value::from(before), &Value::from(record(&labels.1))),
                "{name}"
            );
            let found: BTreeSet<Listed> = changes(found).into_iter().collect();
            if found != *listed {
                let rest: Vec<&Listed> = listed.symmetric_difference(&found).collect();
                for (kind, declarations) in rest {
                    assert_eq!(kind, "type changed", "{name}: {labels:?}");
                    assert_eq!(declarations[0], declarations[1], "{name}: {labels:?}");
                }
                with_the_same_text.push(format!("{name} {} {}", labels.0, labels.1));
            }
        }
    }
    println!("{comparisons} comparisons of {} reports", reports.len());
    assert_eq!(with_the_same_text, ["tlsdev_ops 4.18 5.0"]);
}

/// The changes of a comparison as a report would list them. One that moved is none there.
fn changes(comparison: &Value) -> Vec<Listed> {
    let text = |change: &Value, side: &str| change[side]["reported"].as_str().unwrap().to_owned();
    let changes = comparison["changes"].as_array().unwrap().iter();
    changes
        .filter_map(|change| match change["kind"].as_str().unwrap() {
            "added" => Some(("added".to_owned(), vec![text(change, "after")])),
            "removed" => Some(("removed".to_owned(), vec![text(change, "before")])),
            "signature" => Some((
                "type changed".to_owned(),
                vec![text(change, "before"), text(change, "after")],
            )),
            "moved" => None,
            other => panic!("{other}"),
        })
        .collect()
}

/// Import, TOML, load, show: the declarations text for text.
#[test]
fn declarations_come_back_as_they_were_printed() {
    let folder = tempfile::tempdir().unwrap();
    let histories = text(folder.path());
    let Some(reports) = imported(folder.path()) else {
        return;
    };
    let (mut shown, mut odd) = (0, BTreeSet::new());
    for (name, report) in &reports {
        let mut seen = BTreeSet::new();
        for (label, declaration) in declarations(report) {
            // One kernel of each declaration will do: that all kernels have theirs, `diff` has shown.
            if !seen.insert(declaration.clone()) {
                continue;
            }
            let kernel = record(&label);
            let arguments = [
                "show",
                name,
                "--kernel",
                &kernel,
                "--format",
                "c",
                "--histories",
                histories,
            ];
            assert_eq!(
                kernel_compat(&arguments).success(),
                declaration,
                "{name} {kernel}"
            );
            shown += 1;
            let lines = declaration.lines().map(str::trim);
            odd.extend(lines.filter_map(odd_form));
        }
    }
    println!("{shown} declarations");
    // The forms that the reports spell otherwise than C are all among them.
    assert_eq!(
        odd.into_iter().collect::<Vec<_>>(),
        [
            "(anon)",
            "T * *",
            "const array",
            "const function pointer",
            "noreturn",
            "variadic"
        ]
    );
}

fn odd_form(line: &str) -> Option<&'static str> {
    let is_pointer = |line: &str| line.contains("(*)(");
    if line.starts_with("volatile ") && is_pointer(line) {
        Some("noreturn")
    } else if line.starts_with("const ") && is_pointer(line) {
        Some("const function pointer")
    } else if line.starts_with("const const ") && line.contains("] ") {
        Some("const array")
    } else if line.contains("* *") {
        Some("T * *")
    } else if line.contains(", void)") {
        Some("variadic")
    } else {
        line.contains("(anon)").then_some("(anon)")
    }
}
