// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Every change that was read in mainline is recorded, with its release and commit.

use compat_data::history::ChangeKind;

use crate::common::{history, release};

/// Release, member, kind, commit, whether the commit was confirmed.
type Row = (&'static str, &'static str, &'static str, &'static str, bool);

const DMA_BUF_OPS_CHANGES: [Row; 22] = [
    (
        "4.6",
        "begin_cpu_access",
        "signature",
        "831e9da7dc5c",
        false,
    ),
    ("4.6", "end_cpu_access", "signature", "18b862dcd57a", false),
    (
        "4.12",
        "map_atomic",
        "renamed from kmap_atomic",
        "f9b67f0014cb",
        true,
    ),
    (
        "4.12",
        "unmap_atomic",
        "renamed from kunmap_atomic",
        "f9b67f0014cb",
        true,
    ),
    ("4.12", "map", "renamed from kmap", "f9b67f0014cb", true),
    ("4.12", "unmap", "renamed from kunmap", "f9b67f0014cb", true),
    ("4.19", "attach", "signature", "a19741e5e5a9", true),
    ("4.19", "map_atomic", "removed", "f664a5269542", true),
    ("4.19", "unmap_atomic", "removed", "f664a5269542", true),
    ("5.3", "cache_sgt_mapping", "added", "f13e143e7444", true),
    ("5.3", "mmap", "moved", "", true),
    ("5.5", "dynamic_mapping", "added", "15fd552d186c", true),
    ("5.6", "map", "removed", "4337ebbbbda3", true),
    ("5.6", "unmap", "removed", "4337ebbbbda3", true),
    ("5.7", "pin", "added", "bb42df4662a4", true),
    ("5.7", "unpin", "added", "bb42df4662a4", true),
    ("5.7", "dynamic_mapping", "removed", "bd2275eeed5b", true),
    ("5.11", "vmap", "signature", "6619ccf1bb1d", true),
    ("5.11", "vunmap", "signature", "20e76f1a7059", true),
    (
        "5.18",
        "vmap",
        "dma_buf_map to iosys_map",
        "7938f4218168",
        true,
    ),
    (
        "5.18",
        "vunmap",
        "dma_buf_map to iosys_map",
        "7938f4218168",
        true,
    ),
    ("6.16", "cache_sgt_mapping", "removed", "b72f66f22c0e", true),
];

const VFIO_PCI_REGOPS_CHANGES: [Row; 8] = [
    ("4.6", "", "added", "28541d41c9e0", true),
    ("5.0", "mmap", "added", "a15b1883fee1", true),
    ("5.0", "add_capability", "added", "c2c0f1cde039", false),
    ("5.15", "rw", "signature", "e7500b3ede2c", true),
    (
        "5.15",
        "rw",
        "vfio_pci_device to vfio_pci_core_device",
        "536475109c82",
        true,
    ),
    (
        "5.15",
        "release",
        "vfio_pci_device to vfio_pci_core_device",
        "536475109c82",
        true,
    ),
    (
        "5.15",
        "mmap",
        "vfio_pci_device to vfio_pci_core_device",
        "536475109c82",
        true,
    ),
    (
        "5.15",
        "add_capability",
        "vfio_pci_device to vfio_pci_core_device",
        "536475109c82",
        true,
    ),
];

fn changes_are(name: &str, table: &[Row]) {
    let mut recorded = Vec::new();
    for (layout, range) in history(name).mainline_layouts() {
        for change in &layout.changes {
            let kind = match &change.kind {
                ChangeKind::Renamed { from } => format!("renamed from {from}"),
                ChangeKind::TagRenamed { from, to } => format!("{from} to {to}"),
                kind => kind.name().to_owned(),
            };
            let commit = change.commit.as_ref();
            recorded.push((
                range.first.expect("a first release").to_string(),
                change.member.clone().unwrap_or_default(),
                kind,
                commit.map(|commit| commit.id.clone()).unwrap_or_default(),
                commit.is_none_or(|commit| commit.confirmed),
            ));
        }
    }
    let mut expected: Vec<_> = table
        .iter()
        .map(|&(release, member, kind, commit, confirmed)| {
            let text = str::to_owned;
            (
                text(release),
                text(member),
                text(kind),
                text(commit),
                confirmed,
            )
        })
        .collect();
    recorded.sort();
    expected.sort();
    assert_eq!(recorded, expected);
}

#[test]
fn every_change_is_recorded_with_its_release_and_commit() {
    changes_are("dma_buf_ops", &DMA_BUF_OPS_CHANGES);
    changes_are("vfio_pci_regops", &VFIO_PCI_REGOPS_CHANGES);
}

#[test]
fn the_header_of_vfio_pci_regops_moves_in_5_15() {
    let headers: Vec<_> = history("vfio_pci_regops")
        .headers
        .iter()
        .map(|header| {
            let commit = header.commit.as_ref().map(|commit| commit.id.as_str());
            (header.path.as_str(), header.private, commit)
        })
        .collect();
    let expected = [
        ("drivers/vfio/pci/vfio_pci_private.h", true, None),
        ("linux/vfio_pci_core.h", false, Some("9a389938695a")),
    ];
    assert_eq!(headers, expected);
    let header = |asked: &str| {
        let headers = &history("vfio_pci_regops").headers;
        let position = headers
            .iter()
            .position(|header| header.releases.contains(release(asked)));
        position.unwrap()
    };
    assert_eq!((header("4.6"), header("5.14")), (0, 0));
    assert_eq!((header("5.15"), header("7.3")), (1, 1));
}
