// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Reports that end too early.

use compat_data::report;

use crate::common::SEEDS;
use crate::reports::{printed, refused};

#[test]
fn a_report_cut_at_any_line_is_refused() {
    for name in SEEDS {
        for content in printed(name) {
            let ends = content.match_indices('\n').map(|(at, _)| at);
            let last = content.trim_end().len();
            for end in ends.filter(|end| *end < last) {
                let error = report::parse(&content[..end]).expect_err("a cut report");
                assert!(!error.to_string().is_empty());
            }
        }
    }
}

#[test]
fn a_report_cut_within_a_line_is_refused() {
    for content in printed("vfio_pci_regops") {
        let last = content.trim_end().len();
        for end in (0..last).filter(|&end| content.is_char_boundary(end)) {
            assert!(report::parse(&content[..end]).is_err(), "{end}");
        }
    }
}

/// Where the last comparison lists several changes, a cut between them leaves a report that looks whole.
#[test]
fn a_cut_list_of_changes_is_refused() {
    let declare =
        |release: &str, members: &str| format!("{release}: ✅struct ops {{\n{members}\n}};\n");
    let text = format!(
        "opsRegular\n{}{}Regular\n5.0 and 5.3 ⚠️int b\nint c",
        declare("5.0", "int a;"),
        declare("5.3", "int a;\nint b;\nint c;")
    );
    report::parse(&text).unwrap();
    let error = report::parse(text.trim_end_matches("\nint c")).unwrap_err();
    let message = error.to_string();
    assert!(message.contains("5.0-generic and 5.3-generic"), "{message}");
    assert!(message.contains("cut off"), "{message}");
}

#[test]
fn a_cut_report_says_where_it_ends() {
    let [text, markdown] = printed("dma_buf_ops");
    let end = text.find("};").unwrap();
    let line = text[..end].lines().count();
    let message = refused("dma_buf_ops", &text[..end]);
    assert!(
        message.contains(&format!("ends after line {line}")),
        "{message}"
    );
    let end = markdown.find("```\n</details>").unwrap();
    let line = markdown[..end].lines().count();
    let message = refused("dma_buf_ops", &markdown[..end]);
    assert!(
        message.contains(&format!("ends after line {line}")),
        "{message}"
    );
    // Without its last comparison.
    let end = text.rfind('\n').unwrap();
    let message = refused("dma_buf_ops", &text[..end]);
    assert!(message.contains("cut off"), "{message}");
}
