// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! `kernel-compat target`: what a build would select.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::building::compiling::Fake;
use crate::building::plain::{DEBIAN, Tree};
use crate::building::{HISTORY, kernel_compat_alone, kernel_compat_with, kernels};

fn json(variables: &[(&str, &str)], arguments: &[&str]) -> Value {
    let arguments = [&["target", "--format", "json"], arguments].concat();
    let outcome = kernel_compat_with(Path::new("."), variables, &arguments);
    assert_eq!(
        (outcome.code, outcome.stderr.as_str()),
        (0, ""),
        "{outcome:?}"
    );
    serde_json::from_str(&outcome.stdout).unwrap()
}

/// The entry of that name.
fn named<'a>(value: &'a Value, list: &str, name: &str) -> &'a Value {
    let mut entries = value[list].as_array().unwrap().iter();
    entries.find(|entry| entry["name"] == name).unwrap()
}

#[test]
fn an_option_beats_the_variables_before_it() {
    let tree = Tree::new(&DEBIAN);
    let set = [
        ("KERNEL_COMPAT_TARGET", "5.4"),
        ("KERNEL_COMPAT_BTF", "/nonexistent"),
        ("KDIR", "/nowhere"),
    ];
    let target = |arguments: &[&str]| json(&set, arguments)["target"].clone();
    let by_variable = target(&[]);
    assert_eq!(by_variable["kernel"], "5.4");
    assert_eq!(by_variable["named_by"], "KERNEL_COMPAT_TARGET");
    let by_tree = target(&["--kdir", tree.path()]);
    assert_eq!(by_tree["kernel"], "6.12.117+deb12-amd64");
    assert_eq!(by_tree["named_by"], "KDIR");
    assert_eq!(by_tree["tree"], tree.path());
    let by_name = target(&["--name", "5.4-arm64", "--kdir", tree.path()]);
    assert_eq!(by_name["kernel"], "5.4-arm64");
    // Only the variable before it counts no more: the tree still says which kernel it is.
    let arguments = ["target", "--btf", "/proc/version", "--kdir", tree.path()];
    let outcome = kernel_compat_with(Path::new("."), &set, &arguments);
    assert!(outcome.stderr.contains("/proc/version"), "{outcome:?}");
}

#[test]
fn each_place_and_each_struct_in_words() {
    let tree = Tree::new(&DEBIAN);
    let outcome = kernel_compat_alone(&[
        "target",
        "--kdir",
        tree.path(),
        "--module",
        "region-core:region_ops",
        "--uses=dma_buf_ops",
        "--uses=vfio_pci_regops",
    ]);
    assert_eq!(outcome.code, 0, "{outcome:?}");
    for line in [
        "kernel 6.12.117+deb12-amd64 for amd64, named by KDIR",
        "  KERNEL_COMPAT_TARGET: not set",
        &format!("  KDIR: {}: decides: 6.12.117+deb12-amd64", tree.path()),
        "struct dma_buf_ops",
        "  layout 5.18",
        "  recorded: mainline 6.12, taken for 6.12.117+deb12-amd64",
        "struct vfio_pci_regops (its modules: vfio-pci-core)",
        "struct region_ops (its modules: region-core)",
        "  no layout: not-observed",
    ] {
        assert!(
            outcome.stdout.lines().any(|said| said == line),
            "{line}: {}",
            outcome.stdout
        );
    }
    assert!(
        outcome
            .stdout
            .contains("KDIR must name a kernel build tree"),
        "{}",
        outcome.stdout
    );
    assert!(
        outcome
            .stdout
            .contains("\nwarning: the target's headers could not be read"),
        "{}",
        outcome.stdout
    );
    assert!(
        outcome.stdout.contains("\n  help: it must be prepared"),
        "{}",
        outcome.stdout
    );
}

#[test]
fn the_structs_of_the_driver_or_those_named_or_all() {
    let structs = |folder: &Path, arguments: &[&str]| {
        let arguments = [&["target", "--format", "json", "--name", "6.12"], arguments].concat();
        let outcome = kernel_compat_with::<&str>(folder, &[], &arguments);
        let said: Value = serde_json::from_str(&outcome.stdout).unwrap();
        let structs = said["struct"].as_array().unwrap().iter();
        let names = structs.map(|found| found["name"].as_str().unwrap().to_owned());
        names.collect::<Vec<_>>()
    };
    let folder = tempfile::tempdir().unwrap();
    let all: Vec<&str> = compat_data::names().collect();
    assert_eq!(structs(folder.path(), &[]), all);
    let named = ["--uses", "vfio_pci_regops"];
    assert_eq!(structs(folder.path(), &named), ["vfio_pci_regops"]);
    for name in ["Cargo.toml", "build.rs"] {
        fs::write(folder.path().join(name), "").unwrap();
    }
    assert!(structs(folder.path(), &[]).is_empty());
    let source = "#[kernel_ops(dma_buf_ops)] impl Ops {}";
    fs::write(folder.path().join("driver.rs"), source).unwrap();
    assert_eq!(structs(folder.path(), &[]), ["dma_buf_ops"]);
    assert_eq!(
        structs(folder.path(), &named),
        ["dma_buf_ops", "vfio_pci_regops"]
    );
}

#[test]
fn without_a_target_the_newest_with_a_warning() {
    let outcome = kernel_compat_alone(&["target"]);
    assert_eq!(outcome.code, 0, "{outcome:?}");
    assert!(
        outcome.stdout.contains("named by nothing"),
        "{}",
        outcome.stdout
    );
    assert!(
        outcome
            .stdout
            .contains("\nwarning: no target kernel is named"),
        "{}",
        outcome.stdout
    );
}

#[test]
fn what_is_observed_leaves_nothing_behind() {
    let fake = Fake::new();
    fake.write(
        "include/linux/region.h",
        "struct region_ops { int (*open)(void *); };\n",
    );
    let scratch = tempfile::tempdir().unwrap();
    let tree = fake.tree();
    let arguments = [
        "target",
        "--kdir",
        tree.to_str().unwrap(),
        "--header",
        "linux/region.h:region_ops",
    ];
    let variables = [("TMPDIR", scratch.path())];
    let run = |format: &str| {
        let arguments = [&arguments[..], &["--format", format]].concat();
        let outcome = kernel_compat_with(Path::new("."), &variables, &arguments);
        assert_eq!(outcome.code, 0, "{outcome:?}");
        assert_eq!(fs::read_dir(scratch.path()).unwrap().count(), 0);
        outcome.stdout
    };
    let report: Value = serde_json::from_str(&run("json")).unwrap();
    assert_eq!(report["format"], 1);
    let region = named(&report, "struct", "region_ops");
    assert_eq!(region["layout"], "observed");
    assert_eq!(region["presence"], "present");
    assert_eq!(region["observation"], Value::Null);
    assert_eq!(named(&report, "place", "headers")["state"], "read");
    let toml = run("toml");
    assert!(toml.contains("\nlayout = \"observed\"\n"), "{toml}");
    for said in [run("text"), toml, report.to_string()] {
        assert!(!said.contains(scratch.path().to_str().unwrap()), "{said}");
    }
}

#[test]
fn the_current_folder_is_the_drivers() {
    let driver = tempfile::tempdir().unwrap();
    let histories = driver.path().join("kernel-compat");
    fs::create_dir(&histories).unwrap();
    fs::write(histories.join("my_ops.toml"), HISTORY).unwrap();
    let run = |arguments: &[&str]| kernel_compat_with::<&str>(driver.path(), &[], arguments);
    let outcome = run(&["target", "--name", "5.10"]);
    assert!(
        outcome.stdout.contains("struct my_ops\n  layout 5.4\n"),
        "{outcome:?}"
    );
    let outcome = run(&["target", "--name", "5.10", "--histories", "kernel-compat"]);
    assert_eq!(outcome.code, 2);
    assert!(
        outcome.stderr.contains("without `--histories`"),
        "{outcome:?}"
    );
    fs::write(histories.join("other.toml"), HISTORY).unwrap();
    let outcome = run(&["target", "--name", "5.10"]);
    assert_eq!(outcome.code, 2);
    assert!(
        outcome.stderr.contains("name the file `my_ops.toml`"),
        "{outcome:?}"
    );
}

#[test]
fn what_is_no_target_is_refused_with_what_to_do() {
    let empty = tempfile::tempdir().unwrap();
    let file = empty.path().join("file");
    fs::write(&file, "").unwrap();
    let source = Tree::new(&[("Makefile", ""), ("Kconfig", "")]);
    let (empty, file) = (empty.path().to_str().unwrap(), file.to_str().unwrap());
    let tree = Tree::new(&DEBIAN);
    for (arguments, expected) in [
        (
            &["--kdir", "/nonexistent"][..],
            "error: `KDIR`: no kernel build tree at /nonexistent",
        ),
        (
            &["--kdir", "/nonexistent"],
            "note: `--kdir` stands for `KDIR`",
        ),
        (&["--kdir", file], "is a file, not a kernel build tree"),
        (&["--kdir", empty], "is no kernel build tree"),
        (
            &["--kdir", source.path()],
            "help: run `make modules_prepare` in it",
        ),
        (
            &["--btf", file, "--kdir", tree.path()],
            "note: `--btf` stands for `KERNEL_COMPAT_BTF`",
        ),
        (
            &["--btf", file],
            "help: name that kernel's build tree as well",
        ),
        (
            &["--name", "five"],
            "note: `--name` stands for `KERNEL_COMPAT_TARGET`",
        ),
        (&["--name", "9.9"], "help: releases 4.4 to"),
        (&["--name", "5.4", "--btf", file], "cannot be used with"),
        (&["--observe", "struct x"], "is no struct's tag"),
        (&["--header", "linux/fs.h"], "a colon must stand between"),
        (&["--module", "a.ko:x"], "is no module's name"),
    ] {
        let outcome = kernel_compat_alone(&[&["target"], arguments].concat());
        assert_eq!(
            (outcome.code, outcome.stdout.as_str()),
            (2, ""),
            "{arguments:?}"
        );
        assert!(
            outcome.stderr.contains(expected),
            "{expected}: {}",
            outcome.stderr
        );
    }
}

#[test]
fn debians_kernels() {
    for kernel in kernels::all() {
        let variables = kernel.variables();
        let outcome = kernel_compat_with(
            Path::new("."),
            &variables,
            &[
                "target",
                "--format",
                "json",
                "--observe",
                "dma_buf_ops",
                "--kdir",
                kernel.tree.path.to_str().unwrap(),
            ],
        );
        let report: Value = serde_json::from_str(&outcome.stdout).unwrap();
        assert_eq!(report["target"]["kernel"], kernel.release());
        let found = named(&report, "struct", "dma_buf_ops");
        assert_eq!(found["evidence"], "observed", "{report}");
        assert_eq!(found["mismatch"], Value::Null, "{report}");
    }
}
