// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! TOML that does not read.

use super::{broken, names, refused};
use crate::common::committed;

#[test]
fn toml_that_does_not_parse_gives_its_line() {
    let text =
        committed("dma_buf_ops").replacen("mainline = \"4.4..=4.5\"", "mainline = 4.4..=4.5", 1);
    let line = text
        .lines()
        .position(|line| line == "mainline = 4.4..=4.5")
        .unwrap()
        + 1;
    let message = refused(&text);
    assert!(message.contains(&format!("line {line}")), "{message}");
    assert!(message.contains("mainline = 4.4..=4.5"), "{message}");
}

#[test]
fn keys_that_are_not_known() {
    for (part, by, key) in [
        ("private = true", "privat = true", "privat"),
        ("absent =", "absend =", "absend"),
        ("mainline =", "mainlin =", "mainlin"),
        ("note = \"third\"", "remark = \"third\"", "remark"),
        ("otherwise =", "otherwize =", "otherwize"),
        ("distribution =", "distro =", "distro"),
        ("tag = \"el9\"", "tags = \"el9\"", "tags"),
    ] {
        let message = broken("vfio_pci_regops", part, by);
        assert!(
            message.contains(&format!("unknown field `{key}`")),
            "{message}"
        );
    }
}

#[test]
fn a_snapshots_wrong_key_is_named_with_those_that_are_known() {
    let snapshot = |value: &str| {
        let by = format!("\"5.8-generic\" = {value}");
        broken("dma_buf_ops", "\"5.8-generic\" = \"5.7\"", &by)
    };
    for (value, problem) in [
        (
            "{ layot = \"5.3\", differs = \"a patch\" }",
            "unknown field `layot`, expected `layout` or `differs`",
        ),
        (
            "{ layout = \"5.3\", differs = \"a patch\", why = \"\" }",
            "unknown field `why`, expected `layout` or `differs`",
        ),
        ("{ layout = \"5.3\" }", "missing field `differs`"),
        ("{ differs = \"a patch\" }", "missing field `layout`"),
        (
            "5.3",
            "expected the name of a layout, or `{ layout = \"…\", differs = \"…\" }`",
        ),
    ] {
        let message = snapshot(value);
        assert!(message.contains(problem), "{message}");
        // With its line.
        let line = format!("\"5.8-generic\" = {value}");
        assert!(message.contains(&line), "{message}");
    }
}

#[test]
fn values_that_do_not_read() {
    for (part, by, parts) in [
        (
            "f13e143e7444",
            "f13e143e744",
            ["layout `5.3`", "`f13e143e744` is not a commit"],
        ),
        (
            "f13e143e7444",
            "f13e143e744g",
            ["layout `5.3`", "`f13e143e744g` is not a commit"],
        ),
        (
            "bool dynamic_mapping;",
            "bool dynamic_mapping:1;",
            ["layout `5.5`", "bool dynamic_mapping:1"],
        ),
        (
            "bool dynamic_mapping;",
            "bool cache_sgt_mapping;",
            ["layout `5.5`", "two members named `cache_sgt_mapping`"],
        ),
        (
            "kind = \"moved\"",
            "kind = \"shuffled\"",
            ["layout `5.3`", "`shuffled` is not a change"],
        ),
        (
            "kind = \"moved\", member = \"mmap\"",
            "kind = \"moved\"",
            ["layout `5.3`", "`moved` names no member"],
        ),
        (
            "from = \"kmap\", ",
            "",
            ["layout `4.12`", "renamed with `from`"],
        ),
        (
            "\"5.8-generic\"",
            "\"5.8\"",
            ["dma_buf_ops.txt", "`5.8` needs a flavour"],
        ),
        (
            "\"5.8-generic\"",
            "\"5.x-generic\"",
            ["dma_buf_ops.txt", "`5.x-generic` is not"],
        ),
        (
            "\"5.8-generic\"",
            "\"5.8-amd64\"",
            [
                "dma_buf_ops.txt",
                "`5.8-amd64` is not the name of a record: write `5.8-generic`",
            ],
        ),
        (
            "commit = \"f13e143e7444\"",
            "confirmed = false",
            [
                "layout `5.3`",
                "`confirmed = false` says that a commit was not seen, but there is no `commit`",
            ],
        ),
        (
            "path = \"linux/dma-buf.h\"",
            "path = \"linux/dma-buf.h\"\nconfirmed = false",
            ["header `linux/dma-buf.h`", "there is no `commit`"],
        ),
        (
            "7ed0d3289c52b3e4",
            "7ed0d3289c52b3e",
            ["source `dma_buf_ops.txt`", "is not a SHA-256"],
        ),
        (
            "7ed0d3289c52b3e4",
            "7ed0d3289c52b3eg",
            ["source `dma_buf_ops.txt`", "64 hexadecimal digits"],
        ),
        (
            "release = \"3.10\"",
            "release = \"3\"",
            ["vendor `RHEL 7`", "`3` is not a kernel release"],
        ),
        (
            "releases = \"4.19\"",
            "releases = \"4.19..4.20\"",
            ["demand", "`4.19..4.20` is not a range"],
        ),
        (
            "struct = \"dma_buf_ops\"",
            "struct = \"dma-buf-ops\"",
            ["`dma-buf-ops`", "not the tag"],
        ),
    ] {
        names(&broken("dma_buf_ops", part, by), &parts);
    }
}
