// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! What the kernel demands of a filled table.

use compat_data::release::Release;

use crate::common::{history, release};

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
    for asked in Release::mainline() {
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
    for asked in Release::mainline() {
        let demand = history("vfio_pci_regops").demand(asked);
        match asked >= release("4.6") {
            true => assert_eq!(demand.unwrap().required, ["rw", "release"], "{asked}"),
            false => assert_eq!(demand, None, "{asked}"),
        }
    }
}
