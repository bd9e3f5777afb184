// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! 263 reports on other structs, where they are at hand.

use std::collections::BTreeSet;
use std::fs;

use compat_data::c::Member;
use compat_data::history::{History, SnapshotKernel};
use compat_data::import::{Origin, import};
use compat_data::kernel::Kernel;
use compat_data::record;
use compat_data::release::Release;
use compat_data::report::{self, Change, Report, Status};
use compat_data::resolve::{Evidence, Refusal};

use crate::common::{named, sha256, shared};

fn reports() -> Vec<(String, String)> {
    let Some(folder) = shared("corpus") else {
        return Vec::new();
    };
    let mut reports: Vec<(String, String)> = fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| entry.expect("a file").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
        .map(|path| {
            let name = path.file_name().unwrap_or_default();
            let content = fs::read_to_string(&path).expect("text");
            (name.to_string_lossy().into_owned(), content)
        })
        .collect();
    reports.sort();
    assert_eq!(reports.len(), 263);
    reports
}

#[test]
fn every_report_prints_as_it_was() {
    for (file, content) in reports() {
        let report = report::parse(&content).unwrap_or_else(|error| panic!("{file}: {error}"));
        assert_eq!(report.name, file.trim_end_matches(".md"));
        assert!(
            report::markdown(&report) == content,
            "{file} prints otherwise"
        );
        let text = report::text(&report);
        let again = report::parse(&text).unwrap_or_else(|error| panic!("{file}: {error}"));
        assert_eq!(again, report, "{file} as text");
    }
}

/// A report compares type trees: it can list a change that its text does not show.
#[test]
fn one_report_lists_a_change_that_it_does_not_show() {
    let mut disagreements = Vec::new();
    for (file, content) in reports() {
        let report = report::parse(&content).unwrap();
        assert!(report.contradictions().is_empty(), "{file}");
        for verdict in report.disagreements() {
            let same = |change: &&Change| matches!(change, Change::Retyped(a, b) if a == b);
            assert!(verdict.changes.iter().any(|change| same(&change)));
            disagreements.push(format!("{file} {} {}", verdict.pair.0, verdict.pair.1));
        }
    }
    if shared("corpus").is_some() {
        assert_eq!(disagreements, ["tlsdev_ops.md 4.18-generic 5.0-generic"]);
    }
}

#[test]
fn every_report_becomes_a_history_that_holds_it() {
    for (file, content) in reports() {
        let report = report::parse(&content).unwrap();
        let mut history = History::new(&report.name);
        let origin = Origin {
            name: file.clone(),
            sha256: sha256(&content),
            distribution: Some("Ubuntu".to_owned()),
        };
        import(&mut history, origin, &content).unwrap_or_else(|error| panic!("{error}"));
        let text = record::print(&history);
        let again = record::parse(&file, &text).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(again, history);
        for status in &report.statuses {
            let kernel = status.kernel.to_string();
            match (named(&history, &kernel), &status.members) {
                (Ok(resolved), Some(members)) => {
                    assert_eq!(resolved.layout.members, *members, "{file} {kernel}");
                    assert!(matches!(resolved.evidence, Evidence::Snapshot { .. }));
                }
                (Err(Refusal::Unknown { .. }), None) => {}
                other => panic!("{file} {kernel}: {other:?}"),
            }
        }
        // As its declarations alone would have it, but for the one change that they do not show.
        let of_history = Report::of(&history, &history.sources[0]);
        assert_eq!(of_history.statuses, report.statuses, "{file}");
        gaps_are_not_guessed(&file, &history, &report);
    }
}

/// The releases between two snapshots have the layout on which they agree, or none.
fn gaps_are_not_guessed(file: &str, history: &History, report: &Report) {
    let generic: Vec<&Status> = report
        .statuses
        .iter()
        .filter(|status| status.kernel == SnapshotKernel::generic(status.kernel.release))
        .collect();
    assert_eq!(generic.len(), 17, "{file}");
    for pair in generic.windows(2) {
        let (before, after) = (&pair[0].kernel, &pair[1].kernel);
        let inside = Release::mainline()
            .filter(|&release| before.release < release && release < after.release);
        for release in inside {
            let resolved = history.resolve(&Kernel::mainline(release));
            let place = format!("{file} {release}");
            match (&pair[0].members, &pair[1].members, resolved) {
                (Some(older), Some(newer), Ok(resolved)) => {
                    assert_eq!(older, newer, "{place}");
                    assert_eq!(resolved.layout.members, *older, "{place}");
                    let evidence = Evidence::Between {
                        before: before.clone(),
                        after: after.clone(),
                        build: None,
                    };
                    assert_eq!(resolved.evidence, evidence);
                }
                (Some(older), Some(newer), Err(refusal)) => {
                    assert_ne!(older, newer, "{place}");
                    uncertain_names_all(&place, &refusal, pair, older, newer);
                }
                (_, _, Err(Refusal::Unknown { .. })) => {}
                (_, _, other) => panic!("{place}: {other:?}"),
            }
        }
    }
    let beyond = history.resolve(&Kernel::mainline(Release::new(7, 3)));
    assert!(matches!(beyond, Err(Refusal::NotRecorded { .. })), "{file}");
}

fn uncertain_names_all(
    place: &str,
    refusal: &Refusal,
    pair: &[&Status],
    older: &[Member],
    newer: &[Member],
) {
    let Refusal::Uncertain {
        members,
        before,
        after,
        ..
    } = refusal
    else {
        panic!("{place}: {refusal}");
    };
    assert_eq!(*before, pair[0].kernel.to_string(), "{place}");
    assert_eq!(*after, pair[1].kernel.to_string(), "{place}");
    let text = refusal.to_string();
    for part in [before, after] {
        assert!(text.contains(part), "{place}: {text}");
    }
    let one_sided = |these: &[Member], those: &[Member]| -> BTreeSet<String> {
        these
            .iter()
            .filter(|member| !those.contains(member))
            .map(|member| member.name.clone())
            .collect()
    };
    for name in one_sided(older, newer).union(&one_sided(newer, older)) {
        assert!(
            members.iter().any(|member| member.contains(name)),
            "{place}: {name} in {members:?}"
        );
    }
    assert!(!members.is_empty(), "{place}");
}
