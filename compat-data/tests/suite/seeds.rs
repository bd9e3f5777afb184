// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The two reports that the histories' snapshots come from.

use std::collections::BTreeMap;
use std::fs;

use compat_data::diff::Difference;
use compat_data::history::{History, Provenance};
use compat_data::import::{Origin, import};
use compat_data::record;
use compat_data::report::{self, Change, Report};
use compat_data::resolve::{Evidence, Refusal};

use crate::common::{committed, history, layout, named, sha256, shared};

/// `sha256sum dma_buf_ops.txt vfio_pci_regops.txt`.
const SEEDS: [(&str, &str); 2] = [
    (
        "dma_buf_ops",
        "7ed0d3289c52b3e4852448c220d99f4b6657bb118cfd060551a53269be895d96",
    ),
    (
        "vfio_pci_regops",
        "aa21139e1e0253ac9934c60962abfc11e09a481c31502d33b4a1591058ba11aa",
    ),
];

/// Each kernel of the reports, the mainline layout that its declaration of dma_buf_ops equals, and the one that its
/// declaration of vfio_pci_regops equals, if it has any.
const KERNELS: [(&str, &str, &str); 25] = [
    ("4.4-generic", "4.4", ""),
    ("4.8-generic", "4.6", ""),
    ("4.10-generic", "4.6", ""),
    ("4.13-generic", "4.12", ""),
    ("4.15-generic", "4.12", ""),
    ("4.18-generic", "4.12", ""),
    ("5.0-generic", "4.19", ""),
    ("5.3-generic", "5.3", ""),
    ("5.4-generic", "5.3", "5.0"),
    ("5.8-generic", "5.7", "5.0"),
    ("5.11-generic", "5.11", "5.0"),
    ("5.13-generic", "5.11", "5.0"),
    ("5.15-generic", "5.11", "5.15"),
    ("5.19-generic", "5.18", "5.15"),
    ("6.2-generic", "5.18", ""),
    ("6.5-generic", "5.18", ""),
    ("6.8-generic", "5.18", ""),
    ("5.4-arm64", "5.3", ""),
    ("5.4-armhf", "5.3", ""),
    ("5.4-ppc64el", "5.3", "5.0"),
    ("5.4-riscv64", "5.3", ""),
    ("5.4-aws", "5.3", ""),
    ("5.4-azure", "5.3", "5.0"),
    ("5.4-gcp", "5.3", "5.0"),
    ("5.4-lowlatency", "5.3", "5.0"),
];

#[test]
fn all_fifty_pairs_resolve_by_their_snapshot() {
    for (kernel, dma_buf_ops, vfio_pci_regops) in KERNELS {
        for (name, expected) in [
            ("dma_buf_ops", dma_buf_ops),
            ("vfio_pci_regops", vfio_pci_regops),
        ] {
            let history = history(name);
            match (named(history, kernel), expected) {
                (
                    Err(Refusal::Unknown {
                        kernel: refused, ..
                    }),
                    "",
                ) => assert_eq!(refused, kernel),
                (Ok(resolved), expected) => {
                    assert_eq!(resolved.layout.name, expected, "{name} {kernel}");
                    let Evidence::Snapshot {
                        kernel: by,
                        source,
                        build: None,
                    } = resolved.evidence
                    else {
                        panic!("{name} {kernel}: {}", resolved.evidence);
                    };
                    assert_eq!(by.to_string(), kernel);
                    assert_eq!(source, format!("{name}.txt"));
                }
                (Err(refusal), _) => panic!("{name} {kernel}: {refusal}"),
            }
        }
    }
    for name in ["dma_buf_ops", "vfio_pci_regops"] {
        assert_eq!(history(name).snapshots().count(), KERNELS.len());
    }
}

#[test]
fn the_printed_report_has_the_seeds_checksum() {
    for (name, expected) in SEEDS {
        let history = history(name);
        let [source] = history.sources.as_slice() else {
            panic!("{name} has one source");
        };
        assert_eq!(
            source.provenance,
            Provenance::File {
                sha256: expected.to_owned()
            }
        );
        let printed = report::text(&Report::of(history, source));
        assert_eq!(sha256(&printed), expected, "{name}");
    }
}

/// The seeds with their names, where they are at hand.
fn seeds() -> Vec<(&'static str, String)> {
    let Some(folder) = shared("seeds") else {
        return Vec::new();
    };
    SEEDS
        .iter()
        .map(|(name, _)| {
            let path = folder.join(format!("{name}.txt"));
            (*name, fs::read_to_string(path).expect("a seed"))
        })
        .collect()
}

#[test]
fn the_seeds_declare_the_layouts_that_we_resolve() {
    for (name, content) in seeds() {
        let report = report::parse(&content).unwrap();
        assert_eq!(report.statuses.len(), 25);
        for status in &report.statuses {
            let kernel = status.kernel.to_string();
            match (named(history(name), &kernel), &status.members) {
                (Ok(resolved), Some(members)) => assert_eq!(resolved.layout.members, *members),
                (Err(Refusal::Unknown { .. }), None) => {}
                other => panic!("{name} {kernel}: {other:?}"),
            }
        }
    }
}

#[test]
fn importing_the_seeds_gives_the_committed_histories() {
    for ((name, content), (_, sum)) in seeds().into_iter().zip(SEEDS) {
        assert_eq!(sha256(&content), sum);
        let mut imported = History {
            sources: Vec::new(),
            ..history(name).clone()
        };
        let origin = Origin {
            name: format!("{name}.txt"),
            sha256: sum.to_owned(),
            distribution: Some("Ubuntu".to_owned()),
        };
        import(&mut imported, origin.clone(), &content).unwrap();
        assert_eq!(record::print(&imported), committed(name));
        import(&mut imported, origin, &content).unwrap();
        assert_eq!(record::print(&imported), committed(name), "imported again");
    }
}

/// What a report would say of our differences: it knows no renames, no order and no tags.
fn in_report_terms(differences: &[Difference<'_>]) -> Vec<Change> {
    let mut retyped = BTreeMap::new();
    let mut changes = Vec::new();
    for difference in differences {
        match difference {
            Difference::Added(member) => changes.push(Change::Added((*member).clone())),
            Difference::Removed(member) => changes.push(Change::Removed((*member).clone())),
            Difference::Renamed(pair) => {
                changes.push(Change::Added(pair.after.clone()));
                changes.push(Change::Removed(pair.before.clone()));
            }
            Difference::Moved(_) => {}
            Difference::Signature(pair, _) | Difference::TagRenamed(pair, _) => {
                let change = Change::Retyped(pair.before.clone(), pair.after.clone());
                retyped.insert(pair.after.name.clone(), change);
            }
        }
    }
    changes.extend(retyped.into_values());
    sorted(changes)
}

fn sorted(mut changes: Vec<Change>) -> Vec<Change> {
    changes.sort_by_key(|change| format!("{change:?}"));
    changes
}

#[test]
fn our_differences_are_the_seeds_verdicts_pair_by_pair() {
    let mut compared = 0;
    for (name, content) in seeds() {
        let history = history(name);
        for verdict in report::parse(&content).unwrap().verdicts {
            let (before, after) = &verdict.pair;
            let resolve =
                |kernel: &dyn ToString| named(history, &kernel.to_string()).unwrap().layout;
            let differences = history.diff(resolve(before), resolve(after));
            assert_eq!(
                in_report_terms(&differences),
                sorted(verdict.changes.clone()),
                "{before} and {after}"
            );
            compared += 1;
        }
    }
    // 16 neighbours and 8 others; 5 neighbours and 4 others where both have the struct.
    assert!(compared == 0 || compared == 24 + 9, "{compared}");
}

#[test]
fn the_reports_miss_that_mmap_moved() {
    let history = history("dma_buf_ops");
    let report = Report::of(history, &history.sources[0]);
    let verdict = report
        .verdicts
        .iter()
        .find(|verdict| verdict.pair.1.to_string() == "5.3-generic")
        .unwrap();
    assert_eq!(verdict.pair.0.to_string(), "5.0-generic");
    let [Change::Added(added)] = verdict.changes.as_slice() else {
        panic!("{verdict:?}");
    };
    assert_eq!(added.name, "cache_sgt_mapping");
    let differences = history.diff(layout(history, "4.19"), layout(history, "5.3"));
    assert!(differences.iter().any(
        |difference| matches!(difference, Difference::Moved(pair) if pair.after.name == "mmap")
    ));
}
