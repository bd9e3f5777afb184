// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Mainline: every release has the layout that was read in it.

use compat_data::c::TypeKind;
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
                build: None,
                unrecorded: None,
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
            unrecorded: None,
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
            unrecorded: None,
        };
        assert_eq!(resolved.evidence, evidence);
    }
}
