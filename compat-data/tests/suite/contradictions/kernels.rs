// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Snapshots, vendors' kernels, demands and headers.

use compat_data::record;

use super::{broken, names, refused};
use crate::common::committed;

#[test]
fn a_snapshot_against_the_facts_of_its_release() {
    let message = broken(
        "dma_buf_ops",
        "\"5.8-generic\" = \"5.7\"",
        "\"5.8-generic\" = \"5.3\"",
    );
    names(
        &message,
        &[
            "dma_buf_ops.txt",
            "kernel `5.8-generic` has layout `5.3`",
            "mainline 5.8 has layout `5.7`",
            "differs",
        ],
    );
}

#[test]
fn a_snapshot_of_an_absent_struct() {
    let message = broken(
        "vfio_pci_regops",
        "\"4.4-generic\" = \"unknown\"",
        "\"4.4-generic\" = \"4.6\"",
    );
    names(
        &message,
        &["`4.4-generic` has layout `4.6`", "`absent`", "mainline 4.4"],
    );
}

#[test]
fn a_snapshot_that_says_why_it_differs() {
    let differing = |layout: &str| {
        format!("\"5.8-generic\" = {{ layout = \"{layout}\", differs = \"a patch\" }}")
    };
    let text = committed("dma_buf_ops");
    let snapshot = "\"5.8-generic\" = \"5.7\"";
    // It does differ: fine, and printed as it was read.
    let fine = text.replacen(snapshot, &differing("5.3"), 1);
    let history = record::parse("test.toml", &fine).unwrap();
    assert_eq!(record::print(&history), fine);
    // It does not.
    let message = broken("dma_buf_ops", snapshot, &differing("5.7"));
    names(
        &message,
        &["`5.8-generic`", "a patch", "both have layout `5.7`"],
    );
    // Nobody knows whether it does.
    let message = broken("dma_buf_ops", snapshot, &differing("unknown"));
    names(
        &message,
        &["`5.8-generic`", "a patch", "its layout is unknown"],
    );
}

#[test]
fn layouts_that_do_not_exist() {
    let unknown = "\"5.8-generic\" = \"5.9\"";
    let message = broken("dma_buf_ops", "\"5.8-generic\" = \"5.7\"", unknown);
    names(&message, &["`5.8-generic`", "no layout `5.9`"]);
    let message = broken(
        "dma_buf_ops",
        "builds = [\"240\"]\nlayout = \"5.6\"",
        "builds = [\"240\"]\nlayout = \"5.9\"",
    );
    names(&message, &["vendor `RHEL 8.3`", "no layout `5.9`"]);
}

#[test]
fn two_entries_for_the_same_releases() {
    let message = broken(
        "dma_buf_ops",
        "releases = \"4.12..=4.18\"",
        "releases = \"4.11..=4.18\"",
    );
    names(&message, &["`demand`", "4.5..=4.11 and 4.11..=4.18"]);
    let message = broken(
        "vfio_pci_regops",
        "releases = \"5.15..\"",
        "releases = \"5.14..\"",
    );
    names(&message, &["`header`", "4.6..=5.14 and 5.14.."]);
}

#[test]
fn two_vendors_for_the_same_kernels() {
    let message = broken(
        "dma_buf_ops",
        "builds = [\"305\"]",
        "builds = [\"300..=348\"]",
    );
    names(
        &message,
        &[
            "vendor `RHEL 8.5, 8.6` and vendor `RHEL 8.4`",
            "same kernels",
        ],
    );
    let message = broken("dma_buf_ops", "minors = [\"0\"]", "minors = [\"0..=1\"]");
    names(
        &message,
        &["vendor `RHEL 9.1 to 9.3` and vendor `RHEL 9.0`"],
    );
    let message = broken("dma_buf_ops", "minors = [\"0\"]\n", "");
    names(
        &message,
        &["vendor `RHEL 9.0` names no `minors` and no `builds`"],
    );
    let message = broken("dma_buf_ops", "\"425..=513\"", "\"513..=425\"");
    names(
        &message,
        &["vendor `RHEL 8.7 to 8.9`", "`513..=425` is not a range"],
    );
}

#[test]
fn a_kernel_that_stands_twice() {
    let text = committed("vfio_pci_regops");
    let (_, source) = text.split_once("[[source]]").unwrap();
    let (source, _) = source.split_once("[[vendor]]").unwrap();
    let again = source.replacen("vfio_pci_regops.txt", "again.txt", 1);
    let message = refused(&format!("{text}\n[[source]]{again}"));
    names(&message, &["kernel `5.4-generic` stands twice"]);
}

#[test]
fn modules_that_contradict_the_facts() {
    let broken = |part, by| broken("vfio_pci_regops", part, by);
    let message = broken(
        "releases = \"4.6..=5.14\"\nname = \"vfio-pci\"",
        "releases = \"4.5..=5.15\"\nname = \"vfio-pci\"",
    );
    names(
        &message,
        &["two entries of `module`", "4.5..=5.15", "5.15.."],
    );
    names(&message, &["module `vfio-pci`", "`absent`", "4.4..=4.5"]);
    let message = broken("\"vfio-pci-core\"", "\"drivers/vfio-pci-core.ko\"");
    names(
        &message,
        &["`drivers/vfio-pci-core.ko` is not the name of a module"],
    );
}
