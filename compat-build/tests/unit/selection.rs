// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! What a build takes, without cargo.

use super::*;
use crate::kdir::fake::{DEBIAN, Tree};

fn choices(variables: &[(&str, &str)]) -> Vec<(String, Choice)> {
    let selection = select(
        &Environment::new(variables.iter().copied()),
        &Configuration::default(),
    )
    .unwrap();
    selection
        .structs
        .into_iter()
        .map(|selected| (selected.name, selected.choice))
        .collect()
}

fn layout(variables: &[(&str, &str)], name: &str) -> String {
    let choices = choices(variables);
    match choices
        .into_iter()
        .find(|(struct_name, _)| struct_name == name)
    {
        Some((_, Choice::Layout { name, .. })) => name,
        other => panic!("{variables:?}: {other:?}"),
    }
}

#[test]
fn layouts_by_name_by_tree_and_by_default() {
    let target = |name| layout(&[("KERNEL_COMPAT_TARGET", name)], "dma_buf_ops");
    assert_eq!(target("5.4"), "5.3");
    assert_eq!(target("5.5"), "5.5");
    assert_eq!(target("6.1.39"), "5.18");
    let tree = Tree::new(&DEBIAN);
    assert_eq!(layout(&[("KDIR", tree.path())], "dma_buf_ops"), "5.18");
    assert_eq!(layout(&[], "dma_buf_ops"), "6.16");
    assert_eq!(layout(&[], "vfio_pci_regops"), "5.15");
}

#[test]
fn only_the_default_warns() {
    let warnings = |variables: &[(&str, &str)]| {
        let environment = Environment::new(variables.iter().copied());
        select(&environment, &Configuration::default())
            .unwrap()
            .warnings
    };
    let [warning] = &warnings(&[])[..] else {
        panic!("not one warning");
    };
    assert!(
        warning.starts_with("no target kernel is named"),
        "{warning}"
    );
    assert!(warnings(&[("KERNEL_COMPAT_TARGET", "5.4")]).is_empty());
}

#[test]
fn a_struct_that_is_refused_is_no_error_of_the_build() {
    let choices = choices(&[("KERNEL_COMPAT_TARGET", "4.5")]);
    let regops = choices.iter().find(|(name, _)| name == "vfio_pci_regops");
    let Some((_, Choice::Refused { kind, reason })) = regops else {
        panic!("{regops:?}");
    };
    assert_eq!(*kind, "absent");
    assert!(reason.contains("vfio_pci_regops"), "{reason}");
}

#[test]
fn an_unknown_release_is_an_error_of_the_build() {
    for name in ["9.9", "5.25", "3.10"] {
        let environment = Environment::new([("KERNEL_COMPAT_TARGET", name)]);
        let error = select(&environment, &Configuration::default())
            .unwrap_err()
            .to_string();
        assert!(
            error.starts_with(&format!("unknown release {name}")),
            "{error}"
        );
        assert!(error.contains("releases 4.4 to 7.3 are known"), "{error}");
    }
}

#[test]
fn randomised_structs_are_all_refused() {
    let tree = Tree::new(&DEBIAN);
    tree.write(
        "include/config/auto.conf",
        "CONFIG_X86_64=y\nCONFIG_RANDSTRUCT=y\nCONFIG_RANDSTRUCT_FULL=y\n",
    );
    for (name, choice) in choices(&[("KDIR", tree.path())]) {
        let Choice::Refused { kind, reason } = choice else {
            panic!("{name} has a layout");
        };
        assert_eq!(kind, RANDOMISED);
        assert!(
            reason.contains(&name) && reason.contains("CONFIG_RANDSTRUCT_FULL"),
            "{reason}"
        );
    }
}

#[test]
fn a_fragment_needs_a_tree() {
    let variables = [
        ("KERNEL_COMPAT_TARGET", "5.4"),
        ("KERNEL_COMPAT_MAKE", "/tmp/x.mk"),
    ];
    let select = |variables: &[(&str, &str)]| {
        select(
            &Environment::new(variables.iter().copied()),
            &Configuration::default(),
        )
    };
    let error = select(&variables).unwrap_err().to_string();
    assert!(
        error.starts_with("`KERNEL_COMPAT_MAKE` asks for code generation flags"),
        "{error}"
    );
    // The name says which kernel, the tree how to compile for it.
    let tree = Tree::new(&DEBIAN);
    let rustc = [("RUSTC", "rustc"), ("KDIR", tree.path())];
    let selection = select(&[&variables[..], &rustc[..]].concat()).unwrap();
    assert_eq!(selection.target.kernel.name, "5.4");
    let text = selection.fragment.unwrap().text;
    assert!(
        text.contains("KERNEL_COMPAT_LAYOUT_dma_buf_ops := 5.3\n"),
        "{text}"
    );
    assert!(text.contains("-Zfunction-return=thunk-extern"), "{text}");
}
