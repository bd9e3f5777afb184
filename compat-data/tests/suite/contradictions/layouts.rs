// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Layouts by themselves.

use compat_data::record;

use super::{broken, names, refused};
use crate::common::{committed, parsed};

/// A history with one layout of no mainline release.
fn one_layout(name: &str, members: &str) -> String {
    let text = committed("dma_buf_ops");
    let layout = format!("[[layout]]\nname = \"{name}\"\nmembers = '''\n{members}'''\n");
    text.replacen("[[source]]", &format!("{layout}\n[[source]]"), 1)
        .replacen(
            "\"5.8-generic\" = \"5.7\"",
            &format!("\"5.8-generic\" = {{ layout = \"{name}\", differs = \"a patch\" }}"),
            1,
        )
}

#[test]
fn words_that_cfgs_have_for_what_is_no_recorded_layout() {
    let members = "int (*x)(void);\n";
    for name in [
        "unknown",
        "absent",
        "uncertain",
        "not-recorded",
        "randomised",
        "observed",
        "not-observed",
    ] {
        let message = refused(&one_layout(name, members));
        names(
            &message,
            &[&format!("`{name}` does not do as the name of a layout")],
        );
    }
    for name in ["observed-5.8", "5.8-generic"] {
        parsed(&one_layout(name, members));
    }
}

#[test]
fn only_a_snapshots_layout_may_have_no_members() {
    let text = one_layout("5.8-generic", "");
    assert_eq!(record::print(&parsed(&text)), text);
    // A vendor's.
    let message = refused(&text.replacen("layout = \"5.6\"", "layout = \"5.8-generic\"", 1));
    names(
        &message,
        &["vendor `RHEL 8.3`", "layout `5.8-generic` has no members"],
    );
    // Mainline's.
    let members = text
        .split_once("name = \"4.6\"")
        .and_then(|(_, rest)| rest.split('\'').nth(3))
        .unwrap();
    assert!(members.contains("kmap_atomic"), "{members}");
    let text = committed("dma_buf_ops").replacen(members, "\n", 1);
    names(
        &refused(&text),
        &["layout `4.6` is mainline's of 4.6..=4.11, but has no members"],
    );
}

#[test]
fn a_layout_that_no_kernel_has() {
    let message = broken(
        "dma_buf_ops",
        "[[source]]",
        "[[layout]]\nname = \"x\"\nmembers = \"int x;\"\n[[source]]",
    );
    names(&message, &["layout `x` is of no kernel"]);
}
