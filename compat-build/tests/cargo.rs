// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! A driver's build script under real cargo: which cfgs reach the compiler, and when it runs again.

use std::fs;

#[path = "support/driver.rs"]
mod driver;
#[path = "support/fake.rs"]
mod fake;
use driver::Driver;
use fake::{DEBIAN, Tree};

const CONFIG: &str = "include/config/auto.conf";

#[test]
fn a_named_kernel() {
    let driver = Driver::new(
        "named",
        r#"
        #[cfg(not(dma_buf_ops = "5.3"))] compile_error!("layout of dma_buf_ops");
        #[cfg(not(vfio_pci_regops = "5.0"))] compile_error!("layout of vfio_pci_regops");
        #[cfg(not(all(kernel_since = "4.4", kernel_since = "5.4")))] compile_error!("too old");
        #[cfg(kernel_since = "5.5")] compile_error!("too new");
        const _: () = assert!(matches!(env!("KERNEL_COMPAT_KERNEL").as_bytes(), b"5.4"));
        const _: () = assert!(!env!("KERNEL_COMPAT_EVIDENCE_dma_buf_ops").is_empty());
        const _: () = assert!(env!("KERNEL_COMPAT_REFUSAL_dma_buf_ops").is_empty());
        #[cfg(any(dma_buf_ops = "unknown", dma_buf_ops = "randomised", kernel_since = "7.3"))] compile_error!("declared only");
        "#,
    );
    let said = driver.check(&[("KERNEL_COMPAT_TARGET", "5.4")]).unwrap();
    assert!(!said.contains("unexpected `cfg`"), "{said}");
    assert!(!said.contains("warning: driver-"), "{said}");
}

#[test]
fn an_undeclared_value_is_a_warning_of_the_compiler() {
    let driver = Driver::new(
        "undeclared",
        "#[cfg(dma_buf_ops = \"5.4\")] compile_error!();",
    );
    let said = driver.check(&[("KERNEL_COMPAT_TARGET", "5.4")]).unwrap();
    assert!(
        said.contains("unexpected `cfg` condition value: `5.4`"),
        "{said}"
    );
}

#[test]
fn a_struct_that_the_kernel_lacks_fails_only_its_users() {
    let driver = Driver::new(
        "absent",
        r#"
        #[cfg(not(vfio_pci_regops = "absent"))] compile_error!("layout of vfio_pci_regops");
        const _: () = assert!(!env!("KERNEL_COMPAT_REFUSAL_vfio_pci_regops").is_empty());
        const _: () = assert!(env!("KERNEL_COMPAT_EVIDENCE_vfio_pci_regops").is_empty());
        "#,
    );
    driver.check(&[("KERNEL_COMPAT_TARGET", "4.5")]).unwrap();
}

#[test]
fn nothing_named_warns_once() {
    let driver = Driver::new(
        "default",
        r#"
        #[cfg(not(dma_buf_ops = "6.16"))] compile_error!("layout of dma_buf_ops");
        #[cfg(not(kernel_since = "7.3"))] compile_error!("too old");
        "#,
    );
    let said = driver.check(&[]).unwrap();
    assert_eq!(
        said.matches("no target kernel is named").count(),
        1,
        "{said}"
    );
    assert_eq!(said.matches("warning: driver-").count(), 1, "{said}");
}

#[test]
fn errors_are_cargos_and_end_the_build() {
    let driver = Driver::new("errors", "");
    for (variables, expected) in [
        (
            &[("KERNEL_COMPAT_TARGET", "9.9")][..],
            "unknown release 9.9",
        ),
        (
            &[("KERNEL_COMPAT_TARGET", "five")],
            "`five` is not a kernel",
        ),
        (
            &[("KERNEL_COMPAT_BTF", "/nonexistent")],
            "does not say its kernel's release",
        ),
        (
            &[("KDIR", "/nonexistent")],
            "no kernel build tree at /nonexistent",
        ),
        (&[("KDIR", "")], "`KDIR` is set but empty"),
    ] {
        let said = driver.check(variables).unwrap_err();
        assert!(said.contains(expected), "{expected}: {said}");
        assert!(said.contains("error: driver-"), "{said}");
        assert!(!said.contains("panicked"), "{said}");
    }
}

#[test]
fn runs_again_when_an_input_changes_and_only_then() {
    let tree = Tree::new(&DEBIAN);
    let driver = Driver::new("inputs", "");
    let variables = [("KDIR", tree.path())];
    let ran = |variables: &[(&str, &str)]| build_script_ran(&driver.check(variables).unwrap());
    assert!(ran(&variables));
    assert!(!ran(&variables));
    tree.write(CONFIG, &format!("{}CONFIG_NUMA=y\n", DEBIAN[3].1));
    assert!(ran(&variables), "after a change of the configuration");
    assert!(!ran(&variables));
    tree.write(
        "include/generated/utsrelease.h",
        "#define UTS_RELEASE \"6.12.118+deb12-amd64\"\n",
    );
    assert!(ran(&variables), "after a change of the release");
    assert!(!ran(&variables));
    // A variable of higher precedence, and one that is not even looked at.
    let named = [("KDIR", tree.path()), ("KERNEL_COMPAT_TARGET", "5.4")];
    assert!(ran(&named));
    assert!(!ran(&named));
    assert!(!ran(&[named[0], named[1], ("UNRELATED", "x")]));
    assert!(ran(&variables));
}

#[test]
fn a_make_fragment_is_written_and_written_again() {
    let tree = Tree::new(&DEBIAN);
    let driver = Driver::new(
        "fragment",
        "#[cfg(not(dma_buf_ops = \"5.18\"))] compile_error!(\"layout\");",
    );
    let fragment = driver.folder.path().join("target.mk");
    let variables = [
        ("KDIR", tree.path()),
        ("KERNEL_COMPAT_MAKE", fragment.to_str().unwrap()),
    ];
    let ran = || build_script_ran(&driver.check(&variables).unwrap());
    assert!(ran());
    let text = fs::read_to_string(&fragment).unwrap();
    for line in [
        "KERNEL_COMPAT_KERNEL := 6.12.117+deb12-amd64",
        "KERNEL_COMPAT_RUST_TARGET := x86_64-unknown-none",
        "KERNEL_COMPAT_RUSTC_BOOTSTRAP := 1",
        "KERNEL_COMPAT_LAYOUT_dma_buf_ops := 5.18",
        "KERNEL_COMPAT_REFUSAL_dma_buf_ops :=",
    ] {
        assert!(
            text.lines().any(|written| written == line),
            "{line}: {text}"
        );
    }
    assert!(text.contains("-Zfunction-return=thunk-extern"), "{text}");
    assert!(!ran(), "its own output set it off");
    fs::remove_file(&fragment).unwrap();
    assert!(ran());
    assert_eq!(fs::read_to_string(&fragment).unwrap(), text);
    assert!(!ran(), "its own output set it off");
    fs::write(&fragment, "edited").unwrap();
    assert!(ran());
    assert_eq!(fs::read_to_string(&fragment).unwrap(), text);
    // An error leaves what was there.
    tree.write(CONFIG, "CONFIG_X86_64=y\nCONFIG_CFI=y\n");
    let said = driver.check(&variables).unwrap_err();
    assert!(said.contains("CONFIG_CFI cannot be followed"), "{said}");
    assert_eq!(fs::read_to_string(&fragment).unwrap(), text);
}

/// Headers compiled under a randomised layout prove nothing: nobody tries.
#[test]
fn a_randomised_tree_is_refused_and_its_headers_not_compiled() {
    let driver = Driver::new(
        "randomised",
        "#[cfg(not(dma_buf_ops = \"randomised\"))] compile_error!(\"layout\");",
    );
    let tree = Tree::new(&DEBIAN);
    tree.write(CONFIG, "CONFIG_X86_64=y\nCONFIG_RANDSTRUCT_FULL=y\n");
    // Kbuild would leave this mark.
    tree.write(
        "Makefile",
        "$(shell touch $(dir $(firstword $(MAKEFILE_LIST)))probed)\nall:\n",
    );
    let said = driver.check(&[("KDIR", tree.path())]).unwrap();
    assert!(!said.contains("warning: driver-"), "{said}");
    assert!(!std::path::Path::new(tree.path()).join("probed").exists());
}

/// Whether cargo ran the driver's build script. (Cargo 1.90 to 1.92 compile the driver more often than that.)
fn build_script_ran(said: &str) -> bool {
    said.lines()
        .any(|line| line.contains("/build/driver-") && line.ends_with("/build-script-build`"))
}
