// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Without facts about mainline, a gap between two snapshots that differ is uncertain.

use compat_data::history::{Change, ChangeKind, History, Layout};
use compat_data::record;
use compat_data::resolve::{Evidence, Refusal};

use crate::common::{history, named, parsed};

/// dma_buf_ops as the report alone has it.
fn snapshots_only() -> History {
    let full = history("dma_buf_ops");
    let seen: Vec<&str> = full
        .snapshots()
        .filter_map(|snapshot| snapshot.layout.as_deref())
        .collect();
    let layouts = full
        .layouts
        .iter()
        .filter(|layout| seen.contains(&layout.name.as_str()))
        .map(|layout| Layout {
            mainline: None,
            changes: Vec::new(),
            ..layout.clone()
        })
        .collect();
    let bare = History {
        layouts,
        demands: Vec::new(),
        vendors: Vec::new(),
        ..full.clone()
    };
    // Through the file, as a person would write it.
    parsed(&record::print(&bare))
}

fn uncertain(history: &History, kernel: &str) -> (String, String, Vec<String>) {
    match named(history, kernel) {
        Err(Refusal::Uncertain {
            before,
            after,
            members,
            ..
        }) => (before, after, members),
        other => panic!("{kernel}: {other:?}"),
    }
}

#[test]
fn of_long_lists_the_beginning_is_shown() {
    let words = |count: usize| (1..=count).map(|at| format!("m{at}")).collect();
    let text = |members| {
        let refusal = Refusal::Uncertain {
            name: "some_ops".to_owned(),
            kernel: "6.6".to_owned(),
            members,
            before: "6.1".to_owned(),
            after: "6.12".to_owned(),
        };
        refusal.to_string()
    };
    assert!(text(words(3)).contains("(m1; m2; m3); name one"));
    assert!(text(words(9)).contains("(m1; m2; m3; and 6 more); name one"));

    let text = |hint: &str| {
        let refusal = Refusal::NotRecorded {
            name: "some_ops".to_owned(),
            kernel: "4.19".to_owned(),
            hint: hint.to_owned(),
        };
        refusal.to_string()
    };
    let list = |count: usize| vec!["5.10.0-46-amd64"; count].join(", ");
    let short = format!("recorded are {}; or g", list(10));
    assert!(text(&short).ends_with(&short));
    let long = text(&format!("recorded are {}; or g", list(200)));
    assert!(long.ends_with("5.10.0-46-amd64 and others; or g"), "{long}");
    assert!(long.len() < 400, "{long}");
}

#[test]
fn it_names_the_members_both_kernels_and_the_ways_out() {
    let history = snapshots_only();
    let (before, after, members) = uncertain(&history, "4.19");
    assert_eq!(
        (before.as_str(), after.as_str()),
        ("4.18-generic", "5.0-generic")
    );
    let names = |name: &str| members.iter().any(|member| member.contains(name));
    assert_eq!(members.len(), 3, "{members:#?}");
    assert!(
        names("attach") && names("map_atomic") && names("unmap_atomic"),
        "{members:#?}"
    );
    let text = named(&history, "4.19").unwrap_err().to_string();
    for part in [
        "dma_buf_ops",
        "kernel 4.19 is uncertain",
        "between 4.18-generic and 5.0-generic",
        "(*attach)",
        "map_atomic",
        "name one of these two as the target",
        "record in which release",
    ] {
        assert!(text.contains(part), "`{part}` in: {text}");
    }
    // A stable update is as uncertain as its release.
    uncertain(&history, "4.19.325");
}

#[test]
fn a_move_is_a_difference_too() {
    for kernel in ["5.1", "5.2"] {
        let (before, after, members) = uncertain(&snapshots_only(), kernel);
        assert_eq!(
            (before.as_str(), after.as_str()),
            ("5.0-generic", "5.3-generic")
        );
        assert!(members.contains(&"moved: mmap".to_owned()), "{members:#?}");
    }
}

#[test]
fn other_gaps_of_dma_buf_ops() {
    let history = snapshots_only();
    for (kernel, between) in [
        ("4.5", ("4.4-generic", "4.8-generic")),
        ("4.11", ("4.10-generic", "4.13-generic")),
        ("5.5", ("5.4-generic", "5.8-generic")),
        ("5.6", ("5.4-generic", "5.8-generic")),
        ("5.10", ("5.8-generic", "5.11-generic")),
        ("5.18", ("5.15-generic", "5.19-generic")),
    ] {
        let (before, after, _) = uncertain(&history, kernel);
        assert_eq!((before.as_str(), after.as_str()), between, "{kernel}");
    }
}

#[test]
fn between_two_that_agree_there_is_no_doubt() {
    let history = snapshots_only();
    for (kernel, layout, before, after) in [
        ("4.9", "4.6", "4.8-generic", "4.10-generic"),
        ("4.14", "4.12", "4.13-generic", "4.15-generic"),
        ("6.1", "5.18", "5.19-generic", "6.2-generic"),
        ("6.7", "5.18", "6.5-generic", "6.8-generic"),
    ] {
        let resolved = named(&history, kernel).unwrap();
        assert_eq!(resolved.layout.name, layout, "{kernel}");
        let Evidence::Between {
            before: b,
            after: a,
            build: None,
        } = resolved.evidence
        else {
            panic!("{kernel}: {}", resolved.evidence);
        };
        assert_eq!(
            (b.to_string().as_str(), a.to_string().as_str()),
            (before, after)
        );
    }
}

#[test]
fn a_release_that_was_read_resolves_by_its_snapshot() {
    let history = snapshots_only();
    for (kernel, taken_for) in [
        ("5.4-generic", ""),
        ("5.4", ", taken for 5.4"),
        ("5.4.17", ", taken for 5.4.17"),
        ("5.4.0-200-generic", ", taken for 5.4.0-200-generic"),
    ] {
        let resolved = named(&history, kernel).unwrap();
        assert_eq!(resolved.layout.name, "5.3");
        assert_eq!(
            resolved.evidence.to_string(),
            format!("recorded: 5.4-generic, read from dma_buf_ops.txt{taken_for}")
        );
    }
}

#[test]
fn beyond_the_snapshots_nothing_is_recorded() {
    for kernel in ["6.9", "7.3", "4.3", "4.21", "5.20"] {
        let refusal = named(&snapshots_only(), kernel).unwrap_err();
        assert!(matches!(refusal, Refusal::NotRecorded { .. }), "{refusal}");
    }
}

/// With the rename recorded, a gap names it as one.
#[test]
fn a_recorded_rename_is_named_in_the_gap() {
    let mut history = snapshots_only();
    let layout = history
        .layouts
        .iter_mut()
        .find(|layout| layout.name == "4.12")
        .unwrap();
    layout.changes.push(Change {
        member: Some("map".to_owned()),
        kind: ChangeKind::Renamed {
            from: "kmap".to_owned(),
        },
        commit: None,
        note: None,
    });
    let (_, _, members) = uncertain(&history, "4.11");
    assert!(
        members.contains(&"renamed: kmap -> map".to_owned()),
        "{members:#?}"
    );
}
