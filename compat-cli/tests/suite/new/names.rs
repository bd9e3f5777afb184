// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! What a driver may be called.

use crate::support::{contents, kernel_compat_in};

#[test]
fn names_that_no_crate_and_module_can_have_are_refused() {
    let parent = tempfile::tempdir().unwrap();
    let long = "a".repeat(56);
    for (name, why) in [
        ("", "it is no name of a crate and a module"),
        ("My-Driver", "it is no name"),
        ("my driver", "it is no name"),
        ("my/driver", "it is no name"),
        ("../driver", "it is no name"),
        ("my--driver", "it is no name"),
        ("driver_", "it is no name"),
        ("trëiber", "it is no name"),
        ("2fast", "it begins with a digit"),
        (&long, "more than 55 letters"),
        ("match", "that is a keyword of Rust"),
        ("struct", "that is a keyword of Rust"),
        ("self", "that is a keyword of Rust"),
        ("int", "that is a word of C"),
        ("linux", "that is a word of C"),
        ("core", "a crate of that name is part of its build"),
        ("test", "a crate of that name is part of its build"),
        ("compat-syntax", "a crate of that name is part of its build"),
        ("compat-core", "a crate of that name is part of its build"),
    ] {
        let said =
            kernel_compat_in(parent.path(), &["new", name, "--ops", "dma_buf_ops"]).trouble();
        assert!(said.contains(why), "{name}: {said}");
        assert!(said.contains("`my-driver`"), "{name}: {said}");
    }
    // Only where the struct says so.
    let names = ["new", "vfio-pci-core", "--ops"];
    let said = kernel_compat_in(parent.path(), &[&names[..], &["vfio_pci_regops"]].concat());
    assert!(
        said.trouble()
            .contains("the kernel has a module of that name")
    );
    assert!(contents(parent.path()).is_empty());
    kernel_compat_in(parent.path(), &[&names[..], &["dma_buf_ops"]].concat()).success();
    kernel_compat_in(parent.path(), &["new", &long[1..], "--ops", "dma_buf_ops"]).success();
}

#[test]
fn a_struct_without_history_is_refused_with_the_one_that_was_meant() {
    let parent = tempfile::tempdir().unwrap();
    let said = kernel_compat_in(parent.path(), &["new", "driver", "--ops", "dma_buf_op"]).trouble();
    assert!(said.contains("did you mean `dma_buf_ops`?"), "{said}");
    assert!(contents(parent.path()).is_empty());
}
