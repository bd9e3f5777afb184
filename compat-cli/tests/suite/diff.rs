// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! `diff`: what changes, in which release and commit.

use serde_json::Value;

use crate::support::{kernel_compat, shared};

fn changes(arguments: &[&str]) -> Vec<Value> {
    let json = kernel_compat(arguments).json();
    assert_eq!(json["format"], 1);
    let comparisons = json["comparisons"].as_array().unwrap();
    assert_eq!(comparisons.len(), 1);
    comparisons[0]["changes"].as_array().unwrap().clone()
}

/// Kind, member, release and commit of each.
fn facts(changes: &[Value]) -> Vec<String> {
    let line = |change: &Value| {
        let facts = change["facts"].as_array().unwrap().iter().map(|fact| {
            let commit = fact["commit"]["id"].as_str().unwrap_or("-");
            format!(" {}:{commit}", fact["release"].as_str().unwrap())
        });
        let text = |key: &str| change[key].as_str().unwrap().to_owned();
        format!(
            "{} {}{}",
            text("kind"),
            text("member"),
            facts.collect::<String>()
        )
    };
    changes.iter().map(line).collect()
}

#[test]
fn every_kind_of_change_with_its_release_and_commit() {
    let changes = changes(&["diff", "dma_buf_ops", "4.10", "5.18", "--format", "json"]);
    assert_eq!(
        facts(&changes),
        [
            "added cache_sgt_mapping 5.3:f13e143e7444",
            "added pin 5.7:bb42df4662a4",
            "added unpin 5.7:bb42df4662a4",
            "removed kmap_atomic 4.19:f664a5269542",
            "removed kunmap_atomic 4.19:f664a5269542",
            "removed kmap 5.6:4337ebbbbda3",
            "removed kunmap 5.6:4337ebbbbda3",
            "signature attach 4.19:a19741e5e5a9",
            "signature vmap 5.11:6619ccf1bb1d 5.18:7938f4218168",
            "signature vunmap 5.11:20e76f1a7059 5.18:7938f4218168",
        ]
    );
    let attach = &changes[7];
    assert_eq!(
        attach["before"]["c"],
        "int (*attach)(struct dma_buf *, struct device *, struct dma_buf_attachment *)"
    );
    assert_eq!(
        attach["after"]["c"],
        "int (*attach)(struct dma_buf *, struct dma_buf_attachment *)"
    );
    assert_eq!(attach["details"][0], "parameter 2 removed: struct device *");
}

#[test]
fn renames_moves_and_tags() {
    let of = |from, to| {
        facts(&changes(&[
            "diff",
            "dma_buf_ops",
            from,
            to,
            "--format",
            "json",
        ]))
    };
    assert_eq!(
        of("4.11", "4.12"),
        ["map_atomic", "unmap_atomic", "map", "unmap"]
            .map(|member| format!("renamed {member} 4.12:f9b67f0014cb"))
    );
    assert!(of("5.2", "5.3").contains(&"moved mmap 5.3:-".to_owned()));
    assert_eq!(
        of("5.17", "5.18"),
        ["vmap", "vunmap"].map(|member| format!("tag-renamed {member} 5.18:7938f4218168"))
    );
}

#[test]
fn backwards_what_came_is_removed() {
    let changes = changes(&["diff", "dma_buf_ops", "5.7", "5.6", "--format", "json"]);
    assert_eq!(
        facts(&changes),
        [
            "added dynamic_mapping 5.7:bd2275eeed5b",
            "removed pin 5.7:bb42df4662a4",
            "removed unpin 5.7:bb42df4662a4",
        ]
    );
}

#[test]
fn for_people() {
    let text = kernel_compat(&["diff", "vfio_pci_regops", "4.20", "5.4-generic"]).success();
    assert_eq!(
        text,
        "struct vfio_pci_regops, 4.20 to 5.4-generic (layout 4.6 to 5.0)\n  \
         added        int (*mmap)(struct vfio_pci_device *, struct vfio_pci_region *, struct vm_area_struct *);\n               \
         in 5.0, commit a15b1883fee1: third\n  \
         added        int (*add_capability)(struct vfio_pci_device *, struct vfio_pci_region *, struct vfio_info_cap *);\n               \
         in 5.0, commit c2c0f1cde039 (not confirmed): fourth\n"
    );
    let same = kernel_compat(&["diff", "dma_buf_ops", "6.1", "6.12"]).success();
    assert_eq!(
        same,
        "struct dma_buf_ops, 6.1 to 6.12: no change (layout 5.18)\n"
    );
}

#[test]
fn a_kernel_without_the_struct_is_named() {
    let error = kernel_compat(&["diff", "vfio_pci_regops", "4.4", "5.4"]).trouble();
    assert!(
        error.contains("kernel 4.4 has no `struct vfio_pci_regops`"),
        "{error}"
    );
    let error = kernel_compat(&["diff", "dma_buf_ops", "5.4"]).trouble();
    assert!(error.contains("Usage: kernel-compat diff"), "{error}");
}

/// The seeds list the pairs that were compared, and what changed by the members' names.
#[test]
fn all_pairs_of_the_seeds_in_their_order() {
    for name in ["dma_buf_ops", "vfio_pci_regops"] {
        let Some(folder) = shared("seeds") else {
            return;
        };
        let seed = std::fs::read_to_string(folder.join(format!("{name}.txt"))).unwrap();
        let listed: Vec<(String, bool)> = seed
            .lines()
            .filter_map(|line| {
                let (pair, rest) = line.split_once(['✅', '⚠'])?;
                let (before, after) = pair.trim_end().split_once(" and ")?;
                let is_label = |label: &str| !label.contains(' ');
                let same = !rest.starts_with('\u{fe0f}');
                (is_label(before) && is_label(after)).then(|| (format!("{before} {after}"), same))
            })
            .collect();
        let json = kernel_compat(&["diff", name, "--all", "--format", "json"]).json();
        let found: Vec<(String, bool)> = json["comparisons"]
            .as_array()
            .unwrap()
            .iter()
            .map(|comparison| {
                let side = |key: &str| comparison[key]["kernel"].as_str().unwrap().to_owned();
                let (before, after) = (side("before"), side("after"));
                let pair = match after.strip_suffix("-generic") {
                    Some(after) => format!("{} {after}", before.trim_end_matches("-generic")),
                    None => {
                        let label = after.trim_start_matches("5.4-");
                        let is_architecture =
                            ["arm64", "armhf", "ppc64el", "riscv64"].contains(&label);
                        format!(
                            "{} {label}",
                            if is_architecture { "amd64" } else { "generic" }
                        )
                    }
                };
                (pair, comparison["changes"].as_array().unwrap().is_empty())
            })
            .collect();
        assert_eq!(found, listed, "{name}");
        assert!(json["mainline"].as_array().unwrap().len() > 1);
    }
}
