// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Mainline: every release has the layout that was read in it, by the changes that were read there.

use compat_data::c::TypeKind;
use compat_data::history::ChangeKind;
use compat_data::release::Release;
use compat_data::resolve::{Evidence, Refusal};

use crate::common::{history, named, release, tree};

/// First release, last release, size of the struct on x86-64.
const DMA_BUF_OPS: [(&str, &str, usize); 11] = [
    ("4.4", "4.5", 112),
    ("4.6", "4.11", 112),
    ("4.12", "4.18", 112),
    ("4.19", "5.2", 96),
    ("5.3", "5.4", 104),
    ("5.5", "5.5", 104),
    ("5.6", "5.6", 88),
    ("5.7", "5.10", 104),
    ("5.11", "5.17", 104),
    ("5.18", "6.15", 104),
    ("6.16", "7.3", 96),
];

const VFIO_PCI_REGOPS: [(&str, &str, usize); 3] = [
    ("4.6", "4.20", 16),
    ("5.0", "5.14", 32),
    ("5.15", "7.3", 32),
];

/// 4.4 to 4.20, 5.0 to 5.19, 6.0 to 6.19, 7.0 to 7.3.
fn releases() -> Vec<Release> {
    let four = (4..=20).map(|minor| Release::new(4, minor));
    let five = (0..=19).map(|minor| Release::new(5, minor));
    let six = (0..=19).map(|minor| Release::new(6, minor));
    let seven = (0..=3).map(|minor| Release::new(7, minor));
    four.chain(five).chain(six).chain(seven).collect()
}

/// All members of both structs are pointers, but for `bool`s that come first.
fn size_on_x86_64(members: &[compat_data::c::Member]) -> usize {
    let (bools, pointers): (Vec<_>, Vec<_>) = members
        .iter()
        .partition(|member| member.ty.kind == TypeKind::Bool);
    assert!(bools.len() < 8);
    assert!(
        pointers
            .iter()
            .all(|member| member.ty.as_function_pointer().is_some())
    );
    8 * (pointers.len() + usize::from(!bools.is_empty()))
}

fn each_release_has_its_layout(name: &str, table: &[(&str, &str, usize)]) {
    let history = history(name);
    let names: Vec<&str> = history
        .mainline_layouts()
        .map(|(layout, _)| layout.name.as_str())
        .collect();
    let expected: Vec<&str> = table.iter().map(|(first, ..)| *first).collect();
    assert_eq!(names, expected);
    for asked in releases() {
        let row = table
            .iter()
            .find(|(first, last, _)| release(first) <= asked && asked <= release(last));
        let resolved = named(history, &asked.to_string());
        let Some((first, _, size)) = row else {
            let Err(Refusal::Absent { since, .. }) = resolved else {
                panic!("{asked}: {resolved:?}");
            };
            assert_eq!(since, Some(release(table[0].0)), "{asked}");
            continue;
        };
        let resolved = resolved.unwrap_or_else(|refusal| panic!("{refusal}"));
        assert_eq!(resolved.layout.name, *first, "{asked}");
        assert_eq!(size_on_x86_64(&resolved.layout.members), *size, "{asked}");
        assert_eq!(
            resolved.evidence,
            Evidence::Mainline {
                release: asked,
                build: None
            }
        );
    }
}

#[test]
fn every_release_from_4_4_to_7_3_has_its_layout() {
    assert_eq!(Release::mainline().collect::<Vec<_>>(), releases());
    each_release_has_its_layout("dma_buf_ops", &DMA_BUF_OPS);
    each_release_has_its_layout("vfio_pci_regops", &VFIO_PCI_REGOPS);
}

#[test]
fn vfio_pci_regops_is_absent_up_to_4_5() {
    for name in ["4.4", "4.5", "4.5.7"] {
        let refusal = named(history("vfio_pci_regops"), name).unwrap_err();
        assert!(matches!(refusal, Refusal::Absent { .. }), "{refusal}");
        assert_eq!(
            refusal.to_string(),
            format!("kernel {name} has no `struct vfio_pci_regops`: it came with 4.6")
        );
    }
}

#[test]
fn other_releases_are_not_recorded() {
    for name in ["dma_buf_ops", "vfio_pci_regops"] {
        for kernel in ["4.3", "3.10", "4.21", "5.20", "6.20", "7.4", "9.9", "4.3.7"] {
            let refusal = named(history(name), kernel).unwrap_err();
            assert!(
                matches!(refusal, Refusal::NotRecorded { .. }),
                "{name} {kernel}: {refusal}"
            );
            let text = refusal.to_string();
            for part in [name, kernel, "not recorded", "to 7.3"] {
                assert!(text.contains(part), "`{part}` in: {text}");
            }
        }
    }
}

#[test]
fn stable_updates_and_distributions_builds_take_their_release() {
    let history = history("dma_buf_ops");
    for (kernel, of, layout) in [
        ("6.1.39", "6.1", "5.18"),
        ("5.10.1", "5.10", "5.7"),
        ("4.19.325", "4.19", "4.19"),
    ] {
        let resolved = named(history, kernel).unwrap();
        assert_eq!(resolved.layout.name, layout);
        let evidence = Evidence::Mainline {
            release: release(of),
            build: Some(kernel.to_owned()),
        };
        assert_eq!(resolved.evidence, evidence);
    }
    for (string, of, layout) in [
        ("6.12.117+deb12-amd64", "6.12", "5.18"),
        ("5.10.0-35-amd64", "5.10", "5.7"),
        ("6.1.0-37-amd64", "6.1", "5.18"),
        ("7.2.0-rc3", "7.2", "6.16"),
        ("6.16.3-arch1-1", "6.16", "6.16"),
    ] {
        let resolved = tree(history, string).unwrap();
        assert_eq!(resolved.layout.name, layout, "{string}");
        let evidence = Evidence::Mainline {
            release: release(of),
            build: Some(string.to_owned()),
        };
        assert_eq!(resolved.evidence, evidence);
    }
}

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

#[test]
fn what_dma_buf_export_demands_by_release() {
    let common = ["map_dma_buf", "unmap_dma_buf", "release"];
    let more: [(&str, &str, &[&str]); 8] = [
        ("4.5", "4.11", &["kmap_atomic", "kmap", "mmap"]),
        ("4.12", "4.18", &["map_atomic", "map", "mmap"]),
        ("4.19", "4.19", &["map", "mmap"]),
        ("4.20", "5.2", &["mmap"]),
        ("5.3", "5.4", &[]),
        ("5.5", "5.6", &[]),
        ("5.7", "6.15", &[]),
        ("6.16", "7.3", &[]),
    ];
    let history = history("dma_buf_ops");
    for asked in releases() {
        let row = more
            .iter()
            .find(|(first, last, _)| release(first) <= asked && asked <= release(last));
        let demand = history.demand(asked);
        let (Some((_, _, more)), Some(demand)) = (row, demand) else {
            assert_eq!(asked, release("4.4"), "the only release that was not read");
            assert_eq!(demand, None);
            continue;
        };
        let required: Vec<&str> = common.iter().chain(*more).copied().collect();
        assert_eq!(demand.required, required, "{asked}");
        let between = |first, last| release(first) <= asked && asked <= release(last);
        let excludes = match () {
            () if between("5.5", "5.6") => "cache_sgt_mapping: dynamic_mapping",
            () if between("5.7", "6.15") => "cache_sgt_mapping: pin unpin",
            () => "",
        };
        let recorded: Vec<String> = demand
            .excludes
            .iter()
            .map(|(member, others)| format!("{member}: {}", others.join(" ")))
            .collect();
        assert_eq!(recorded.join(", "), excludes, "{asked}");
        let together: Vec<String> = demand
            .together
            .iter()
            .map(|group| group.join(" "))
            .collect();
        let expected = if asked >= release("5.7") {
            "pin unpin"
        } else {
            ""
        };
        assert_eq!(together.join(", "), expected, "{asked}");
    }
}

#[test]
fn rw_and_release_are_called_without_a_check() {
    for asked in releases() {
        let demand = history("vfio_pci_regops").demand(asked);
        match asked >= release("4.6") {
            true => assert_eq!(demand.unwrap().required, ["rw", "release"], "{asked}"),
            false => assert_eq!(demand, None, "{asked}"),
        }
    }
}
