// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The names by which people ask for a kernel.

use compat_data::kernel::{Architecture, Kernel, Lineage};

use crate::common::{history, named, release};

fn kernel(text: &str) -> Kernel {
    text.parse().unwrap_or_else(|error| panic!("{error}"))
}

fn refused(text: &str) -> String {
    let error = text.parse::<Kernel>().expect_err(text).to_string();
    assert!(
        error.starts_with(&format!("`{text}` is not a kernel: ")),
        "{error}"
    );
    error
}

#[test]
fn releases_and_records() {
    assert_eq!(kernel("5.4"), Kernel::mainline(release("5.4")));
    assert_eq!(kernel("6.1.39").release, release("6.1"));
    assert_eq!(kernel("5.4-arm64").architecture, Architecture::Arm64);
    assert_eq!(kernel("5.4-arm64").flavour.as_deref(), Some("generic"));
    assert_eq!(kernel("5.4-arm64").lineage, Lineage::Mainline);
    assert_eq!(kernel("5.4-aws").lineage, Lineage::Recorded);
    assert_eq!(kernel("5.4-arm64-aws").flavour.as_deref(), Some("aws"));
}

/// The release string and the architecture that it ends with.
const RELEASE_STRINGS: [(&str, Architecture); 20] = [
    ("5.4.0-26-generic", Architecture::Amd64),
    ("6.12.117+deb12-amd64", Architecture::Amd64),
    ("4.18.0-348.el8.x86_64", Architecture::Amd64),
    ("5.14.0-362.8.1.el9_3.x86_64", Architecture::Amd64),
    ("5.14.0-362.8.1.el9_3.aarch64", Architecture::Arm64),
    ("5.14.0-362.8.1.el9_3.ppc64le", Architecture::Ppc64el),
    ("6.1.0-37-arm64", Architecture::Arm64),
    ("6.12.48+deb13-arm64-16k", Architecture::Arm64),
    ("6.1.39-arm64", Architecture::Arm64),
    ("6.1.0-37-armmp", Architecture::Armhf),
    ("6.1.0-37-armmp-lpae", Architecture::Armhf),
    ("6.1.0-37-powerpc64le", Architecture::Ppc64el),
    ("6.12.48+deb13-riscv64", Architecture::Riscv64),
    ("6.12+bpo-amd64", Architecture::Amd64),
    ("6.8.0-31-generic-64k", Architecture::Arm64),
    ("5.4.0-26-generic-lpae", Architecture::Armhf),
    ("6.8.9-300.fc40.aarch64", Architecture::Arm64),
    ("6.9.1-arch1-1", Architecture::Amd64),
    ("5.4.0-rc1", Architecture::Amd64),
    ("5.4.159-qgki", Architecture::Amd64),
];

#[test]
fn a_release_string_is_the_kernel_of_a_tree() {
    for (text, architecture) in RELEASE_STRINGS {
        let of_tree = Kernel::from_release_string(text, architecture).expect("a release string");
        assert_eq!(kernel(text), of_tree);
        for name in ["dma_buf_ops", "vfio_pci_regops"] {
            assert_eq!(
                named(history(name), text),
                history(name).resolve(&of_tree),
                "{text}"
            );
        }
    }
    let layout = |name| {
        named(history("dma_buf_ops"), name)
            .unwrap()
            .layout
            .name
            .clone()
    };
    assert_eq!(layout("5.4.0-26-generic"), "5.3");
    assert_eq!(layout("6.12.117+deb12-amd64"), "5.18");
    assert_eq!(layout("4.18.0-348.el8.x86_64"), "5.11");
    assert_eq!(layout("5.14.0-362.8.1.el9_3.x86_64"), "5.18");
}

#[test]
fn an_architecture_that_is_not_ours_is_named() {
    for (text, word) in [
        ("6.1.0-37-s390x", "s390x"),
        ("6.1.0-37-686-pae", "686-pae"),
        ("4.18.0-348.el8.s390x", "s390x"),
        ("6.8.9-200.fc40.i686", "i686"),
        ("5.4-s390x", "s390x"),
    ] {
        let error = refused(text);
        let help = format!(
            "nothing is known of kernels for {word}: architectures are amd64, arm64, armhf, ppc64el, riscv64"
        );
        assert!(error.ends_with(&help), "{error}");
    }
}

#[test]
fn what_names_no_kernel_is_refused_by_name() {
    for text in [
        "",
        "x",
        "5",
        "5.4-",
        "5.4-arm64-",
        "5.4-a-b-c",
        "5.4-ARM",
        "5.4.0.1",
        "5.4.0-",
        "5.4.0-26 generic",
        "5.4.0-26-generic\n5",
        "5.4.0-é",
        "99999.1",
    ] {
        let error = refused(text);
        assert!(
            error.contains("write a release") && !error.contains(';'),
            "{error}"
        );
    }
}

#[test]
fn what_was_meant() {
    for (text, help) in [
        ("v5.4", "did you mean `5.4`?"),
        ("v5.4.0-26-generic", "did you mean `5.4.0-26-generic`?"),
        ("linux-6.1.39", "did you mean `6.1.39`?"),
        (" 5.4", "did you mean `5.4`?"),
        ("5.4.x", "did you mean `5.4`?"),
        (
            "5.4-x86_64",
            "architectures go by Debian's names here: did you mean `5.4-amd64`?",
        ),
        (
            "v5.4-x86_64",
            "architectures go by Debian's names here: did you mean `5.4-amd64`?",
        ),
        (
            "5.4-aarch64",
            "architectures go by Debian's names here: did you mean `5.4-arm64`?",
        ),
        (
            "5.4-ppc64le",
            "architectures go by Debian's names here: did you mean `5.4-ppc64el`?",
        ),
        (
            "5.4-aarch64-aws",
            "architectures go by Debian's names here: did you mean `5.4-arm64-aws`?",
        ),
        (
            "5.4-rc1",
            "a release candidate goes by its release, `5.4`, or by its whole release string, `5.4.0-rc1`",
        ),
    ] {
        let error = refused(text);
        assert!(error.ends_with(&format!("; {help}")), "{error}");
    }
}
