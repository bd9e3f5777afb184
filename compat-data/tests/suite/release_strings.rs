// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Release strings: which follow mainline, and that every other one fails closed.

use compat_data::kernel::{Architecture, Kernel, Lineage};
use compat_data::resolve::Refusal;

use crate::common::{history, release, tree};

fn kernel(text: &str) -> Kernel {
    Kernel::from_release_string(text, Architecture::Amd64).expect("a release string")
}

fn vendor(tag: &str, minor: Option<u32>, build: Option<u32>) -> Lineage {
    Lineage::Vendor {
        tag: tag.to_owned(),
        minor,
        build,
    }
}

/// The release string, its release, and the flavour that records go by.
const FOLLOWERS: [(&str, &str, Option<&str>); 37] = [
    // Mainline and stable updates.
    ("6.16", "6.16", None),
    ("5.10.1", "5.10", None),
    ("7.3.0-rc7", "7.3", None),
    ("6.9-rc1", "6.9", None),
    // Debian.
    ("5.10.0-46-amd64", "5.10", None),
    ("5.10.0-46-cloud-amd64", "5.10", None),
    ("5.10.0-46-rt-amd64", "5.10", None),
    ("6.1.0-0.deb11.52-amd64", "6.1", None),
    ("6.1.0-0.deb11.52-cloud-arm64", "6.1", None),
    ("4.19.0-0.bpo.9-amd64", "4.19", None),
    ("6.12.117+deb12-amd64", "6.12", None),
    ("6.12.117+deb12-cloud-amd64", "6.12", None),
    ("6.12.117+deb12.1-cloud-amd64", "6.12", None),
    ("6.12.74+deb13+1-rt-amd64", "6.12", None),
    ("6.12.9+bpo-amd64", "6.12", None),
    ("6.10.6-amd64", "6.10", None),
    ("6.10-rc7-amd64", "6.10", None),
    ("6.1.0-37-arm64", "6.1", None),
    ("6.12.48+deb13-arm64-16k", "6.12", None),
    ("6.1.0-37-armmp", "6.1", None),
    ("6.1.0-37-armmp-lpae", "6.1", None),
    ("6.1.0-37-rt-armmp", "6.1", None),
    ("6.1.0-37-powerpc64le", "6.1", None),
    ("6.12.48+deb13-riscv64", "6.12", None),
    ("6.1.0-37-686", "6.1", None),
    ("6.1.0-37-686-pae", "6.1", None),
    ("6.1.0-37-s390x", "6.1", None),
    // Ubuntu.
    ("5.4.0-26-generic", "5.4", Some("generic")),
    ("5.4.0-1009-aws", "5.4", Some("aws")),
    ("5.4.0-26-lowlatency", "5.4", Some("lowlatency")),
    ("6.8.0-31-generic-64k", "6.8", Some("generic-64k")),
    ("5.4.0-26-generic-lpae", "5.4", Some("generic-lpae")),
    // Arch.
    ("6.9.1-arch1-1", "6.9", None),
    ("6.16-arch2-3", "6.16", None),
    // Fedora.
    ("6.8.9-200.fc40.x86_64", "6.8", None),
    ("6.8.9-300.fc40.aarch64", "6.8", None),
    ("5.0.9-301.fc30", "5.0", None),
];

#[test]
fn what_is_known_to_follow_mainline() {
    for (text, of, flavour) in FOLLOWERS {
        let kernel = kernel(text);
        assert_eq!(kernel.lineage, Lineage::Mainline, "{text}");
        assert_eq!(kernel.release, release(of), "{text}");
        assert_eq!(kernel.flavour.as_deref(), flavour, "{text}");
    }
}

/// The release string and the vendor's tag in it.
const OTHERS: [(&str, &str); 32] = [
    ("5.4.159-qgki", "qgki"),
    ("5.4.159-qgki-g1234abc", "qgki-g1234abc"),
    ("5.10.100-perf", "perf"),
    ("5.3.18-150300.59.93-default", "150300.59.93-default"),
    ("4.19.91-26.an8", "26.an8"),
    ("4.19.91-26.an8.x86_64", "26.an8.x86_64"),
    ("4.19.90-2003.4.0.oe1", "2003.4.0.oe1"),
    ("5.10.0-60.18.0.50.oe2203", "60.18.0.50.oe2203"),
    (
        "5.10.0-60.18.0.50.oe2203.x86_64",
        "60.18.0.50.oe2203.x86_64",
    ),
    ("5.4.0-elementary", "elementary"),
    ("5.4.0-1-generic-hwe", "1-generic-hwe"),
    ("5.4.0-generic", "generic"),
    ("5.4.0-foo-generic", "foo-generic"),
    ("5.4.0-26.30-generic", "26.30-generic"),
    ("5.15.0-1012-bluefield", "1012-bluefield"),
    ("6.8.12-4-pve", "4-pve"),
    ("5.4.17-2136.uek", "2136.uek"),
    ("4.14.322-246.539.amzn2.x86_64", "246.539.amzn2.x86_64"),
    (
        "5.15.167.4-microsoft-standard-WSL2",
        ".4-microsoft-standard-WSL2",
    ),
    ("5.15.77-amd64-desktop", "amd64-desktop"),
    ("5.10.0-46-foo-amd64", "46-foo-amd64"),
    ("6.12.117+rpt-rpi-v8", "+rpt-rpi-v8"),
    ("6.12.117+amd64", "+amd64"),
    ("6.8.9-200.fc40.mips", "200.fc40.mips"),
    ("6.8.9-200.fc40x.x86_64", "200.fc40x.x86_64"),
    ("6.9.1-arch", "arch"),
    // The tree had more in it than its tag.
    ("6.9.0+", "+"),
    ("6.9.0-dirty", "dirty"),
    ("6.9.0-rc1+", "rc1+"),
    ("6.9.0-rc1-00012-gabcdef012345", "rc1-00012-gabcdef012345"),
    ("5.4.0.1", ".1"),
    ("5.4.0-", "-"),
];

#[test]
fn any_other_suffix_is_a_vendors_and_refused() {
    for (text, expected) in OTHERS {
        let Lineage::Vendor { tag, minor, .. } = kernel(text).lineage else {
            panic!("{text}");
        };
        assert_eq!((tag.as_str(), minor), (expected, None), "{text}");
        assert_eq!(kernel(text).flavour, None, "{text}");
        for name in ["dma_buf_ops", "vfio_pci_regops"] {
            let refusal = tree(history(name), text).unwrap_err();
            let Refusal::NotRecorded { kernel, hint, .. } = refusal else {
                panic!("{text}: {refusal}");
            };
            assert_eq!(kernel, text);
            let start = format!(
                "its suffix (`{expected}`) is not known to follow mainline; if that kernel does, name the target "
            );
            assert!(hint.starts_with(&start), "{hint}");
        }
    }
}

#[test]
fn the_refusal_says_the_ways_out() {
    let text = tree(history("dma_buf_ops"), "5.4.159-qgki")
        .unwrap_err()
        .to_string();
    assert_eq!(
        text,
        "the layout of `struct dma_buf_ops` on kernel 5.4.159-qgki is not recorded: its suffix (`qgki`) is not known \
         to follow mainline; if that kernel does, name the target KERNEL_COMPAT_TARGET=5.4; otherwise its own type \
         information must be read; no build of it is recorded"
    );
    // Of a release that nothing is known of there is nothing to name.
    let text = tree(history("dma_buf_ops"), "3.18.71-perf")
        .unwrap_err()
        .to_string();
    assert!(!text.contains("KERNEL_COMPAT_TARGET"), "{text}");
}

#[test]
fn vendors_who_are_known_to_backport() {
    for (text, lineage) in [
        ("4.18.0-348.el8.x86_64", vendor("el8", None, Some(348))),
        ("3.10.0-1160.el7.x86_64", vendor("el7", None, Some(1160))),
        (
            "4.18.0-305.3.1.el8_4.x86_64",
            vendor("el8", Some(4), Some(305)),
        ),
        ("5.4.159-android12-9", vendor("android", None, None)),
        (
            "5.4.17-2136.el8uek.x86_64",
            vendor("el8uek", None, Some(2136)),
        ),
    ] {
        assert_eq!(kernel(text).lineage, lineage, "{text}");
    }
}

#[test]
fn what_begins_with_no_version_is_refused_by_name() {
    for text in ["", "linux", "5", "5.", "-5.4", "05.4", "5.x"] {
        let error = Kernel::from_release_string(text, Architecture::Amd64).unwrap_err();
        assert!(
            error
                .to_string()
                .starts_with(&format!("`{text}` is not a kernel's release string")),
            "{error}"
        );
    }
}
