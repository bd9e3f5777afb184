// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Drivers for recorded structs: which kernels they are for, and that the macro holds them to it.

use std::fs;

use super::driver::Driver;
use crate::support::{contents, kernel_compat_in};

/// The impl block's range is the widest that has its signatures; for a wider one it does not compile.
fn widest(name: &str, table: &str, range: &str, wider: &str) {
    let driver = Driver::new(name, &["--ops", table]);
    driver.assert_formatted();
    for target in ["6.1", "7.3"] {
        driver.check(target).unwrap_or_else(|said| panic!("{said}"));
    }
    let source = driver.read("src/lib.rs");
    let claim = format!("kernels = \"{range}\"");
    assert!(source.contains(&claim), "{source}");
    assert!(!source.contains("#[kernel("), "{source}");
    let history = compat_data::history(table).unwrap().unwrap();
    let newest = history.mainline_layout("7.3".parse().unwrap()).unwrap();
    for member in &newest.members {
        assert!(
            source.contains(&format!("`{member}`")),
            "{member}: {source}"
        );
    }
    let more = source.replace(&claim, &format!("kernels = \"{wider}\""));
    fs::write(driver.folder.join("src/lib.rs"), more).unwrap();
    let said = driver.check("7.3").unwrap_err();
    assert!(said.contains("help: "), "{said}");
}

#[test]
fn a_driver_for_dma_buf_ops_is_for_all_kernels_that_it_fits() {
    widest("new-dma-buf", "dma_buf_ops", "5.11..", "5.7..");
}

#[test]
fn a_driver_for_vfio_pci_regops_is_for_all_kernels_that_it_fits() {
    widest("new-vfio", "vfio_pci_regops", "5.15..", "4.6..");
}

#[test]
fn for_other_kernels_there_are_bounds_and_what_these_demand() {
    let driver = Driver::new("new-wide", &["--ops", "dma_buf_ops", "--kernels", "4.4.."]);
    driver.assert_formatted();
    for target in ["4.4", "5.4", "7.3"] {
        driver.check(target).unwrap_or_else(|said| panic!("{said}"));
    }
    let source = driver.read("src/lib.rs");
    // Gone since, but refused without it.
    assert!(
        source.contains("    #[kernel(until = \"5.5\")]\n    fn map("),
        "{source}"
    );
    assert!(!source.contains("fn unmap("), "{source}");
    assert!(
        source.contains("    #[kernel(since = \"5.7\")]\n    fn pin("),
        "{source}"
    );
    let ranges = ["--ops", "dma_buf_ops", "--kernels", "4.19, 5.3..=5.6"];
    let driver = Driver::new("new-old", &ranges);
    driver.assert_formatted();
    for target in ["4.19", "5.5"] {
        driver.check(target).unwrap_or_else(|said| panic!("{said}"));
    }
    let source = driver.read("src/lib.rs");
    assert!(source.contains("kernels = \"4.19, 5.3..=5.6\""), "{source}");
    assert!(
        source.contains("const cache_sgt_mapping: bool = false;"),
        "{source}"
    );
}

#[test]
fn kernels_that_are_none_are_refused() {
    let parent = tempfile::tempdir().unwrap();
    for (table, range, why) in [
        (
            "dma_buf_ops",
            "5.99..",
            "names no mainline release that is known: 5.99",
        ),
        ("vfio_pci_regops", "4.4..=4.5", "it is recorded on 4.6.."),
        ("dma_buf_ops", "new", "`new` is not a range of releases"),
        ("dma_buf_ops", "5.10..,", "`` is not a range of releases"),
    ] {
        let arguments = ["new", "driver", "--ops", table, "--kernels", range];
        let said = kernel_compat_in(parent.path(), &arguments).trouble();
        assert!(said.contains(why), "{range}: {said}");
    }
    assert!(contents(parent.path()).is_empty());
}

/// Where only some of the kernels let modules see the struct, the compiler looks which.
#[test]
fn c_includes_the_header_that_the_kernels_have() {
    let main = "kernel/new_header_main.c";
    let source = |arguments: &[&str]| Driver::new("new-header", arguments).read(main);
    let exporter = source(&["--ops", "dma_buf_ops"]);
    assert!(
        exporter.contains("\n#include <linux/dma-buf.h>\n"),
        "{exporter}"
    );
    assert!(
        exporter.contains("if (sizeof(new_header_ops) != new_header_ops_size)"),
        "{exporter}"
    );
    let region = source(&["--ops", "vfio_pci_regops"]);
    assert!(
        region.contains("\n#include <linux/vfio_pci_core.h>\n"),
        "{region}"
    );
    assert!(!region.contains("__has_include"), "{region}");
    let older = source(&["--ops", "vfio_pci_regops", "--kernels", "4.6.."]);
    assert!(
        older.contains("#if __has_include(<linux/vfio_pci_core.h>)"),
        "{older}"
    );
    let old = source(&["--ops", "vfio_pci_regops", "--kernels", "..=5.14"]);
    assert!(
        old.contains("\nstruct vfio_pci_regops;\n") && !old.contains("sizeof"),
        "{old}"
    );
}
