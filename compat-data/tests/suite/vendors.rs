// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Kernels whose number says nothing: vendors backport interface changes without changing it.

use compat_data::resolve::{Evidence, Refusal};

use crate::common::{history, named, tree};

/// The release string, and the mainline release whose layout it has.
const DMA_BUF_OPS: [(&str, &str); 17] = [
    ("3.10.0-1160.el7.x86_64", "4.19"),
    ("4.18.0-80.el8.x86_64", "4.18"),
    ("4.18.0-80.11.2.el8_0.x86_64", "4.18"),
    ("4.18.0-147.el8.x86_64", "5.3"),
    ("4.18.0-193.el8.x86_64", "5.3"),
    ("4.18.0-240.el8.x86_64", "5.6"),
    ("4.18.0-305.3.1.el8_4.x86_64", "5.7"),
    ("4.18.0-348.el8.x86_64", "5.11"),
    ("4.18.0-348.7.1.el8_5.aarch64", "5.11"),
    ("4.18.0-372.9.1.el8.x86_64", "5.11"),
    ("4.18.0-425.3.1.el8.x86_64", "5.18"),
    ("4.18.0-477.10.1.el8_8.x86_64", "5.18"),
    ("4.18.0-513.5.1.el8_9.x86_64", "5.18"),
    ("5.14.0-70.13.1.el9_0.x86_64", "5.11"),
    ("5.14.0-162.6.1.el9_1.x86_64", "5.18"),
    ("5.14.0-284.11.1.el9_2.x86_64", "5.18"),
    ("5.14.0-362.8.1.el9_3.x86_64", "5.18"),
];

#[test]
fn recorded_builds_have_the_layout_of_another_release() {
    let history = history("dma_buf_ops");
    for (string, like) in DMA_BUF_OPS {
        let resolved = tree(history, string).unwrap_or_else(|refusal| panic!("{refusal}"));
        let Evidence::Vendor { name } = &resolved.evidence else {
            panic!("{string}: {}", resolved.evidence);
        };
        assert!(name.starts_with("RHEL ") && name.contains(string), "{name}");
        let mainline = named(history, like).unwrap();
        assert_eq!(resolved.layout, mainline.layout, "{string}");
    }
}

#[test]
fn rhel_9_1_to_9_3_have_vfio_pci_regops_of_5_15() {
    let history = history("vfio_pci_regops");
    let mainline = named(history, "5.15").unwrap();
    for string in [
        "5.14.0-162.6.1.el9_1.x86_64",
        "5.14.0-284.11.1.el9_2.x86_64",
        "5.14.0-362.8.1.el9_3.x86_64",
    ] {
        assert_eq!(tree(history, string).unwrap().layout, mainline.layout);
    }
}

#[test]
fn other_builds_are_refused_not_guessed() {
    for (name, string) in [
        ("dma_buf_ops", "4.18.0-200.el8.x86_64"),
        ("dma_buf_ops", "4.18.0-553.el8_10.x86_64"),
        ("dma_buf_ops", "4.18.0.el8.x86_64"),
        ("dma_buf_ops", "5.14.0-427.13.1.el9_4.x86_64"),
        ("dma_buf_ops", "5.14.0-70.el9.x86_64"),
        ("dma_buf_ops", "6.12.0-55.el10.x86_64"),
        ("dma_buf_ops", "3.10.0-957.el7.x86_64"),
        ("dma_buf_ops", "5.14.0-348.el8.x86_64"),
        ("dma_buf_ops", "4.18.0-70.13.1.el9_0.x86_64"),
        ("dma_buf_ops", "5.4.159-android12-9"),
        ("dma_buf_ops", "5.10.66-android12-9-00001-gabcdef"),
        ("vfio_pci_regops", "4.18.0-348.el8.x86_64"),
        ("vfio_pci_regops", "5.14.0-70.13.1.el9_0.x86_64"),
    ] {
        let refusal = tree(history(name), string).unwrap_err();
        let Refusal::NotRecorded { kernel, hint, .. } = &refusal else {
            panic!("{string}: {refusal}");
        };
        assert_eq!(kernel, string);
        assert!(hint.contains("backports"), "{hint}");
    }
}

#[test]
fn a_refusal_lists_the_builds_that_are_recorded() {
    let refusal = tree(history("dma_buf_ops"), "4.18.0-200.el8.x86_64").unwrap_err();
    let text = refusal.to_string();
    assert!(text.contains("RHEL 8.2 has layout 5.3"), "{text}");
    assert!(text.contains("RHEL 8.3 has layout 5.6"), "{text}");
    assert!(!text.contains("RHEL 9"), "{text}");
}
