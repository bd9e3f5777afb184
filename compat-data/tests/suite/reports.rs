// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Reports that are no reports, or that contradict themselves or what is recorded.

use compat_data::history::History;
use compat_data::import::{Origin, import};
use compat_data::report::{self, Report};

use crate::common::{SEEDS, history};

/// The report on an embedded history, as text and as Markdown.
pub fn printed(name: &str) -> [String; 2] {
    let history = history(name);
    let report = Report::of(history, &history.sources[0]);
    [report::text(&report), report::markdown(&report)]
}

fn origin() -> Origin {
    Origin {
        name: "test.txt".to_owned(),
        sha256: "0".repeat(64),
        distribution: Some("Ubuntu".to_owned()),
    }
}

/// The error of importing the content; the history is as it was.
#[track_caller]
pub fn refused(name: &str, content: &str) -> String {
    let before = History {
        sources: Vec::new(),
        ..history(name).clone()
    };
    let mut after = before.clone();
    let error = import(&mut after, origin(), content).expect_err("a bad report");
    assert_eq!(after, before);
    let message = error.to_string();
    assert!(message.starts_with("test.txt: "), "{message}");
    message
}

#[test]
fn both_forms_read_as_the_report_that_was_printed() {
    for name in SEEDS {
        let history = history(name);
        let report = Report::of(history, &history.sources[0]);
        for content in printed(name) {
            assert_eq!(report::parse(&content).unwrap(), report, "{name}");
        }
    }
}

#[test]
fn foreign_files() {
    for content in [
        "",
        "\n",
        "Regular",
        "# Hello\n\nA page.\n",
        "struct dma_buf_ops {\n\tint a;\n};\n",
        "{\"name\": \"dma_buf_ops\"}",
        "[package]\nname = \"compat-data\"\n",
        "a b cRegular\nRegular",
    ] {
        let message = refused("dma_buf_ops", content);
        assert!(
            message.contains("no report") || message.contains("ends after line"),
            "{content:?}: {message}"
        );
    }
    let committed = crate::common::committed("dma_buf_ops");
    assert!(refused("dma_buf_ops", &committed).contains("line 1: this is no report"));
}

#[test]
fn a_report_on_another_struct() {
    for content in printed("vfio_pci_regops") {
        let message = refused("dma_buf_ops", &content);
        assert!(message.contains("`struct vfio_pci_regops`"), "{message}");
        assert!(message.contains("`struct dma_buf_ops`"), "{message}");
    }
    let [text, markdown] = printed("vfio_pci_regops");
    for content in [text, markdown] {
        let at = content.rfind("struct vfio_pci_regops {").unwrap();
        let line = content[..at].lines().count() + usize::from(content[..at].ends_with('\n'));
        let (before, after) = content.split_at(at);
        let other = format!(
            "{before}{}",
            after.replacen("vfio_pci_regops", "file_operations", 1)
        );
        let message = refused("vfio_pci_regops", &other);
        assert!(message.contains("`struct file_operations`"), "{message}");
        assert!(message.contains(&format!("line {line}:")), "{message}");
    }
}

#[test]
fn declarations_that_their_comparisons_contradict() {
    // The declarations of 5.8 and 5.11 change places.
    let [text, _] = printed("dma_buf_ops");
    let between = |from: &str, to: &str| {
        let start = text.find(from).unwrap() + from.len();
        start..start + text[start..].find(to).unwrap()
    };
    let (older, newer) = (
        between("\n5.8: ", "\n5.11: "),
        between("\n5.11: ", "\n5.13: "),
    );
    let swapped = [
        &text[..older.start],
        &text[newer.clone()],
        &text[older.end..newer.start],
        &text[older.clone()],
        &text[newer.end..],
    ]
    .concat();
    assert_eq!(swapped.len(), text.len());
    let message = refused("dma_buf_ops", &swapped);
    assert!(message.contains("5.4-generic and 5.8-generic"), "{message}");

    // A member more in one declaration.
    let more = text.replacen(
        "\nbool cache_sgt_mapping;",
        "\nbool cache_sgt_mapping;\nint more;",
        1,
    );
    let message = refused("dma_buf_ops", &more);
    assert!(message.contains("5.0-generic and 5.3-generic"), "{message}");

    // A change listed that no declaration shows.
    let same = "5.3 and 5.4 ✅";
    let listed = text.replacen(same, "5.3 and 5.4 ⚠️int more", 1);
    assert_ne!(listed, text);
    let message = refused("dma_buf_ops", &listed);
    assert!(message.contains("5.3-generic and 5.4-generic"), "{message}");
}

#[test]
fn a_report_that_contradicts_the_recorded_facts() {
    // Whole in itself, but `attach` has its device everywhere.
    let [text, markdown] = printed("dma_buf_ops");
    for content in [text, markdown] {
        let report = report::parse(&content).unwrap();
        let mut history = History {
            sources: Vec::new(),
            ..history("dma_buf_ops").clone()
        };
        let mut wrong = report.clone();
        let first = wrong.statuses[0].members.clone();
        for status in &mut wrong.statuses {
            status.members.clone_from(&first);
        }
        for verdict in &mut wrong.verdicts {
            verdict.changes.clear();
        }
        let before = history.clone();
        let error = import(&mut history, origin(), &report::text(&wrong)).unwrap_err();
        let message = error.to_string();
        assert!(
            message.contains("contradicts what is recorded"),
            "{message}"
        );
        assert!(
            message.contains("mainline 5.8 has layout `5.7`"),
            "{message}"
        );
        assert_eq!(history, before);
    }
}

/// All statuses without the struct, so that no comparison tells.
#[test]
fn kernels_out_of_order_or_twice() {
    let absent = |labels: &[&str]| {
        let statuses: String = labels
            .iter()
            .map(|label| format!("{label}: Absent ⚠️\n"))
            .collect();
        format!("opsRegular\n{statuses}Regular")
    };
    let whole = absent(&["4.4", "4.8", "4.10", "5.4", "arm64", "armhf", "aws", "gcp"]);
    assert_eq!(report::parse(&whole).unwrap().statuses.len(), 8);
    for (labels, second, first) in [
        (["4.8", "4.4"], "4.4-generic", "4.8-generic"),
        (["4.10", "4.8"], "4.8-generic", "4.10-generic"),
        (["5.4", "5.4"], "5.4-generic", "5.4-generic"),
        (["5.4", "amd64"], "5.4-generic", "5.4-generic"),
        (["arm64", "5.4"], "5.4-generic", "5.4-arm64"),
        (["aws", "arm64"], "5.4-arm64", "5.4-aws"),
        (["gcp", "aws"], "5.4-aws", "5.4-gcp"),
    ] {
        let message = report::parse(&absent(&labels)).unwrap_err().to_string();
        let expected = format!("{second} stands after {first}");
        assert!(message.starts_with(&expected), "{labels:?}: {message}");
    }
}

#[test]
fn lines_that_no_report_has() {
    let [text, markdown] = printed("dma_buf_ops");
    for (content, part, by, expected) in [
        (&text, "\n4.8: ✅", "\n4.x: ✅", "`4.x` is no release"),
        (&text, "\n4.8: ✅", "\n4.8 ", "expected a kernel's status"),
        (&text, "4.8 and 4.10 ✅", "4.8 und 4.10 ✅", "line "),
        (
            &text,
            "4.8 and 4.10 ✅",
            "4.8 and 4.13 ✅",
            "comparison of 4.8-generic and 4.10-generic is missing",
        ),
        (
            &text,
            "void (*release)(struct dma_buf *);",
            "void (*release)(struct dma_buf *;",
            "C declaration",
        ),
        (&markdown, "## Status", "## State", "expected `## Status`"),
        (&markdown, "<b>Arch</b>", "<b>Board</b>", "not a heading"),
        (&markdown, "<code>4.8</code>", "4.8", "kernel"),
        (
            &markdown,
            "<b>Field removed. </b>",
            "<b>Field gone. </b>",
            "is not a change",
        ),
        (&markdown, "</li>", "<li>", "expected `</li>`"),
    ] {
        let broken = content.replacen(part, by, 1);
        assert_ne!(broken, **content, "{part}");
        let message = refused("dma_buf_ops", &broken);
        assert!(message.contains(expected), "{part}: {message}");
    }
    let message = refused("dma_buf_ops", &format!("{markdown}more\n"));
    assert!(message.contains("should end here"), "{message}");
    let message = refused("dma_buf_ops", &format!("{text}\nint more"));
    assert!(message.contains("line "), "{message}");
}
