// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! What scripts read, held against the resolution of each kernel.

use std::collections::BTreeSet;

use compat_data::history::{History, Layout};
use compat_data::kernel::{Architecture, Kernel};
use compat_data::places::Places;
use compat_data::release::Release;
use compat_data::resolve::Refusal;
use serde_json::Value;

use super::hostile;
use crate::support::{self, kernel_compat};

fn matrix(name: &str) -> Value {
    kernel_compat(&["matrix", name, "--format", "json"]).json()
}

fn history(name: &str) -> &'static History {
    compat_data::history(name).unwrap().unwrap()
}

fn list<'a>(value: &'a Value, key: &str) -> &'a Vec<Value> {
    value[key].as_array().unwrap()
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap()
}

fn column(matrix: &Value, family: &str, kernel: &str) -> Option<usize> {
    let mut columns = list(matrix, "columns").iter();
    columns.position(|column| column["family"] == family && column["kernel"] == kernel)
}

/// The column says of each member what the layout says, and has no other.
fn assert_has(matrix: &Value, at: usize, layout: &Layout, architecture: Architecture) {
    let column = &matrix["columns"][at];
    assert_eq!(column["layout"], *layout.name);
    let places = Places::computed(&layout.members, architecture).unwrap();
    assert_eq!(column["size"], places.size);
    let rows = list(matrix, "rows");
    let present = rows.iter().filter(|row| !row["cells"][at].is_null());
    assert_eq!(present.count(), layout.members.len(), "{column}");
    for (position, member) in layout.members.iter().enumerate() {
        let is_it = |row: &&Value| row["cells"][at]["name"] == *member.name;
        let found: Vec<&Value> = rows.iter().filter(is_it).collect();
        let [row] = found.as_slice() else {
            panic!("{column}: {} is in {} rows", member.name, found.len());
        };
        let cell = &row["cells"][at];
        assert_eq!(cell["position"], position);
        assert_eq!(cell["offset"], places.offsets[position]);
        let has_letter = |signature: &&Value| signature["letter"] == cell["signature"];
        let signature = list(row, "signatures").iter().find(has_letter).unwrap();
        // A signature is declared under its newest name.
        let declared = text(signature, "c").replace(text(signature, "name"), &member.name);
        assert_eq!(declared, member.to_string());
        assert!(
            list(row, "names")
                .iter()
                .any(|name| name["name"] == *member.name)
        );
    }
}

#[test]
fn each_release_is_as_it_resolves() {
    for name in ["dma_buf_ops", "vfio_pci_regops"] {
        let (matrix, history) = (matrix(name), history(name));
        assert_eq!(matrix["format"], 1);
        assert_eq!(matrix["struct"], name);
        for release in Release::mainline() {
            let at = column(&matrix, "mainline", &release.to_string()).unwrap();
            let state = text(&matrix["columns"][at], "state");
            match history.resolve(&release.to_string().parse().unwrap()) {
                Ok(resolution) => {
                    assert_eq!(state, "present");
                    assert_has(&matrix, at, resolution.layout, Architecture::Amd64);
                }
                Err(Refusal::Absent { .. }) => {
                    assert_eq!(state, "absent");
                    assert!(
                        list(&matrix, "rows")
                            .iter()
                            .all(|row| row["cells"][at].is_null())
                    );
                }
                Err(refusal) => panic!("{refusal}"),
            }
        }
        let columns = list(&matrix, "columns").len();
        assert!(
            list(&matrix, "rows")
                .iter()
                .all(|row| list(row, "cells").len() == columns)
        );
    }
}

#[test]
fn each_distributions_kernel_is_as_it_resolves() {
    for name in ["dma_buf_ops", "vfio_pci_regops"] {
        let (matrix, history) = (matrix(name), history(name));
        for snapshot in history.snapshots() {
            let kernel = &snapshot.kernel;
            let at = column(&matrix, "distribution", &kernel.to_string()).unwrap();
            let column = &matrix["columns"][at];
            assert_eq!(column["distribution"], "Ubuntu");
            match history.resolve(&kernel.to_string().parse().unwrap()) {
                Ok(resolution) => {
                    assert_has(&matrix, at, resolution.layout, kernel.architecture);
                    assert_eq!(column["evidence"], resolution.evidence.to_string());
                }
                Err(Refusal::Unknown { .. }) => assert_eq!(column["state"], "unknown"),
                Err(refusal) => panic!("{refusal}"),
            }
        }
    }
}

#[test]
fn vendors_kernels_are_as_they_resolve() {
    let (matrix, history) = (matrix("dma_buf_ops"), history("dma_buf_ops"));
    for (name, release_string) in [
        ("RHEL 7", "3.10.0-1160.el7.x86_64"),
        ("RHEL 8.0", "4.18.0-80.el8.x86_64"),
        ("RHEL 8.3", "4.18.0-240.el8.x86_64"),
        ("RHEL 8.7 to 8.9", "4.18.0-425.el8.x86_64"),
        ("RHEL 9.0", "5.14.0-70.el9_0.x86_64"),
    ] {
        let kernel = Kernel::from_release_string(release_string, Architecture::Amd64).unwrap();
        let resolution = history.resolve(&kernel).unwrap();
        let at = column(&matrix, "vendor", name).unwrap();
        assert_has(&matrix, at, resolution.layout, Architecture::Amd64);
    }
}

#[test]
fn changes_say_what_differs_from_which_kernel_and_since_when() {
    let matrix = matrix("dma_buf_ops");
    let row = |name: &str| {
        let rows = list(&matrix, "rows");
        rows.iter().find(|row| row["name"] == name).unwrap().clone()
    };
    let change = |name: &str, kernel: &str| {
        let row = row(name);
        let changes = list(&row, "changes");
        changes
            .iter()
            .find(|change| change["kernel"] == kernel)
            .unwrap()
            .clone()
    };
    let renamed = change("map", "4.12");
    assert_eq!(renamed["kind"], "renamed");
    assert_eq!(renamed["compared_with"], "4.11");
    assert_eq!(renamed["before"]["name"], "kmap");
    assert_eq!(renamed["facts"][0]["commit"]["id"], "f9b67f0014cb");
    assert_eq!(change("mmap", "5.3")["kind"], "moved");
    assert_eq!(change("cache_sgt_mapping", "6.16")["kind"], "removed");
    // Ubuntu's is compared with the one before, Red Hat's with the release that it calls itself.
    assert_eq!(change("pin", "5.8-generic")["compared_with"], "5.4-generic");
    let backported = change("pin", "RHEL 8.4");
    assert_eq!(backported["compared_with"], "4.18");
    assert_eq!(backported["facts"][0]["release"], "5.7");
    // Each of mainline's changes is recorded, and each recorded one is there.
    let mut shown = BTreeSet::new();
    for row in list(&matrix, "rows") {
        for change in list(row, "changes") {
            if column(&matrix, "mainline", text(change, "kernel")).is_some() {
                let kernel = text(change, "kernel").to_owned();
                shown.insert((
                    kernel,
                    text(change, "member").to_owned(),
                    text(change, "kind").to_owned(),
                ));
            }
        }
    }
    let recorded: BTreeSet<_> = history("dma_buf_ops")
        .mainline_layouts()
        .flat_map(|(layout, _)| layout.changes.iter().map(move |change| (layout, change)))
        .map(|(layout, change)| {
            let member = change.member.clone().unwrap();
            (layout.name.clone(), member, change.kind.name().to_owned())
        })
        .collect();
    assert_eq!(shown, recorded);
}

#[test]
fn without_facts_there_are_the_kernels_and_what_is_uncertain_between() {
    let folder = hostile();
    let folder = support::text(folder.path());
    let arguments = [
        "--histories",
        folder,
        "matrix",
        "hostile_ops",
        "--format",
        "json",
    ];
    let matrix = kernel_compat(&arguments).json();
    let columns = list(&matrix, "columns").iter();
    let columns: Vec<String> = columns
        .map(|column| format!("{} {}", text(column, "kernel"), text(column, "state")))
        .collect();
    let uncertain = Release::mainline()
        .filter(|&release| Release::new(4, 4) < release && release < Release::new(5, 4))
        .map(|release| format!("{release} uncertain"));
    let mut expected = vec!["4.4-generic present".to_owned()];
    expected.extend(uncertain);
    for kernel in [
        "5.4-generic present",
        "6.12.117+deb12-amd64 present",
        "5.4-arm64 unknown",
        "</td><i>\"'& present",
    ] {
        expected.push(kernel.to_owned());
    }
    assert_eq!(columns, expected);
}
