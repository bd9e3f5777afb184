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
    let snapshot = "{ layout = \"5.3\", differs = \"a patch\", why = \"\" }";
    broken(
        "dma_buf_ops",
        "\"5.8-generic\" = \"5.7\"",
        &format!("\"5.8-generic\" = {snapshot}"),
    );
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
