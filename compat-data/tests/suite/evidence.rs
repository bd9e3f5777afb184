// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The evidence says which kernel was read, and for which it is taken.

use compat_data::kernel::{Architecture, Kernel};
use compat_data::resolve::Refusal;

use crate::common::{history, named, tree};

fn evidence(kernel: &str) -> String {
    let resolved =
        named(history("dma_buf_ops"), kernel).unwrap_or_else(|refusal| panic!("{refusal}"));
    resolved.evidence.to_string()
}

#[test]
fn a_record_is_taken_for_other_builds_of_its_name() {
    for (kernel, expected) in [
        (
            "5.4-generic",
            "recorded: 5.4-generic, read from dma_buf_ops.txt",
        ),
        ("5.4-aws", "recorded: 5.4-aws, read from dma_buf_ops.txt"),
        (
            "5.4-arm64",
            "recorded: 5.4-arm64, read from dma_buf_ops.txt",
        ),
        (
            "5.4.0-200-generic",
            "recorded: 5.4-generic, read from dma_buf_ops.txt, taken for 5.4.0-200-generic",
        ),
        (
            "5.4.0-1009-aws",
            "recorded: 5.4-aws, read from dma_buf_ops.txt, taken for 5.4.0-1009-aws",
        ),
    ] {
        assert_eq!(evidence(kernel), expected);
    }
    let string = "5.4.0-26-generic";
    let arm64 = Kernel::from_release_string(string, Architecture::Arm64).unwrap();
    let resolved = history("dma_buf_ops").resolve(&arm64).unwrap();
    assert_eq!(
        resolved.evidence.to_string(),
        "recorded: 5.4-arm64, read from dma_buf_ops.txt, taken for 5.4.0-26-generic"
    );
}

/// In Ubuntu's 6.2, VFIO_PCI is a module.
#[test]
fn what_a_record_does_not_know_is_said_of_the_record() {
    let history = history("vfio_pci_regops");
    let text = |refusal: Refusal| {
        assert!(matches!(refusal, Refusal::Unknown { .. }), "{refusal}");
        refusal.to_string()
    };
    let by_name = text(named(history, "6.2-generic").unwrap_err());
    assert!(
        by_name.contains("is unknown: its vmlinux has no type information"),
        "{by_name}"
    );
    let by_tree = text(tree(history, "6.2.0-20-generic").unwrap_err());
    assert!(
        by_tree.contains("on kernel 6.2.0-20-generic is unknown: the vmlinux of 6.2-generic, taken for it, has no type information"),
        "{by_tree}"
    );
    for text in [by_name, by_tree] {
        assert!(text.contains("mainline 6.2 has layout 5.15"), "{text}");
        assert!(
            text.contains("lives in module vfio-pci-core or is configured out"),
            "{text}"
        );
    }
}

#[test]
fn mainline_taken_for_a_flavour_says_that_there_is_no_record_of_it() {
    for (kernel, expected) in [
        (
            "6.8.0-1005-aws",
            "recorded: mainline 6.8, taken for 6.8.0-1005-aws: there is no record of 6.8-aws",
        ),
        (
            "6.11.0-8-generic",
            "recorded: mainline 6.11, taken for 6.11.0-8-generic: there is no record of 6.11-generic",
        ),
        (
            "5.5-arm64",
            "recorded: mainline 5.5, taken for 5.5-arm64: there is no record of 5.5-arm64",
        ),
        (
            "6.1.0-37-amd64",
            "recorded: mainline 6.1, taken for 6.1.0-37-amd64",
        ),
        ("6.1", "recorded: mainline 6.1"),
    ] {
        assert_eq!(evidence(kernel), expected);
    }
}

#[test]
fn a_flavour_after_a_release_asks_for_the_record_of_that_name() {
    let history = history("dma_buf_ops");
    for kernel in [
        "5.8-aws",
        "6.8-aws",
        "5.4-oracle",
        "5.4-arm64-aws",
        "5.5-generic",
    ] {
        let refusal = named(history, kernel).unwrap_err();
        assert!(matches!(refusal, Refusal::NotRecorded { .. }), "{refusal}");
    }
    let text = named(history, "6.8-aws").unwrap_err().to_string();
    assert!(
        text.contains("asks for the record of that name, and recorded kernels are 6.8-generic;"),
        "{text}"
    );
    assert!(
        text.contains("`6.8`, or the whole release string"),
        "{text}"
    );
}
