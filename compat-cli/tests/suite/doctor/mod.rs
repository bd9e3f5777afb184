// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! `kernel-compat doctor`: what is missing.

mod faults;
mod patient;

use std::path::Path;

use serde_json::Value;

use crate::building::{kernel_compat_with, kernels};
use patient::{Patient, STRUCTS, doctor, findings, found, text};

#[test]
fn a_healthy_tree() {
    let patient = Patient::new();
    assert_eq!(patient.complaints(), []);
    let (code, said) = patient.examine();
    assert_eq!(code, 0);
    let ids: Vec<&str> = findings(&said)
        .filter_map(|finding| finding["id"].as_str())
        .collect();
    assert_eq!(
        ids,
        [
            "cargo",
            "rustc",
            "make",
            "tree",
            "rust-target",
            "architecture",
            "release",
            "module-symvers",
            "modpost",
            "objtool",
            "kbuild",
            "compiler",
            "binutils",
            "modules",
            "module-signatures",
            "codegen",
            "rustc-bootstrap",
            "type-information",
            "randomised-layout",
            "struct",
            "struct"
        ]
    );
    assert!(
        text(&found(&said, "tree")["seen"])
            .contains("named by --kdir, is of kernel 5.10.0-1-amd64")
    );
    // The header of the made-up tree declares another struct than 5.10 had, which is told and no fault of the tree.
    let structs: Vec<_> = findings(&said)
        .filter(|finding| finding["id"] == "struct")
        .collect();
    assert_eq!(
        (structs[0]["subject"].as_str(), structs[0]["level"].as_str()),
        (Some("dma_buf_ops"), Some("warning"))
    );
    assert_eq!(
        (structs[1]["subject"].as_str(), structs[1]["level"].as_str()),
        (Some("vfio_pci_regops"), Some("ok"))
    );
    assert_eq!(said["verdict"], "warning");
}

#[test]
fn another_architecture() {
    let patient = Patient::new();
    patient.tree.write(
        "include/config/auto.conf",
        "CONFIG_ARM64=y\nCONFIG_MODULES=y\n",
    );
    let (code, said) = patient.examine();
    assert_eq!(code, 1);
    let architecture = found(&said, "architecture");
    assert_eq!(architecture["level"], "fatal");
    assert!(
        text(&architecture["seen"]).contains("the tree is for arm64"),
        "{said:#}"
    );
    assert!(
        findings(&said).all(|finding| finding["id"] != "codegen" && finding["id"] != "rust-target")
    );
}

#[test]
fn what_is_no_tree() {
    let empty = tempfile::tempdir().unwrap();
    let patient = Patient::new();
    for (arguments, expected) in [
        (&[][..], "no kernel build tree is named"),
        (
            &["--kdir", "/nonexistent"],
            "no kernel build tree at /nonexistent",
        ),
        (
            &["--kdir", "/proc/version"],
            "is a file, not a kernel build tree",
        ),
        (
            &["--kdir", empty.path().to_str().unwrap()],
            "is no kernel build tree",
        ),
    ] {
        let arguments = [&["doctor", "--format", "json"], arguments].concat();
        let (code, said) = doctor(&patient.variables, &arguments);
        let tree = found(&said, "tree");
        assert_eq!((code, &tree["level"]), (1, &Value::from("fatal")));
        assert!(text(&tree["seen"]).contains(expected), "{tree:#}");
        assert!(tree["remedy"].is_string(), "{tree:#}");
        // The rest of this machine is looked at all the same.
        assert_eq!(found(&said, "rust-target")["level"], "ok");
    }
    // The running kernel is a hint and never the target.
    let (_, said) = doctor(&patient.variables, &["doctor", "--format", "json"]);
    assert!(text(&found(&said, "tree")["remedy"]).contains("name it with `--kdir` or KDIR"));
    assert!(findings(&said).all(|finding| finding["id"] != "struct"));
}

#[test]
fn a_machine_without_programs() {
    let mut patient = Patient::new();
    patient.configure("CONFIG_DEBUG_INFO_BTF_MODULES=y\n");
    patient.tree.write("vmlinux", "cut");
    let empty = tempfile::tempdir().unwrap();
    patient.set("PATH", empty.path().to_str().unwrap());
    patient.set("CARGO", "cargo");
    patient.set("RUSTC", "rustc");
    let (code, said) = patient.examine();
    assert_eq!(code, 1);
    for id in ["cargo", "rustc", "make", "binutils", "pahole"] {
        assert_eq!(found(&said, id)["level"], "fatal", "{said:#}");
    }
    assert!(text(&found(&said, "binutils")["seen"]).contains("`ld`, `objcopy`, `ar`"));
}

#[test]
fn variables_that_would_change_the_target() {
    let mut patient = Patient::new();
    patient.set("KERNEL_COMPAT_TARGET", "5.4");
    patient.set("KDIR", &patient.tree.tree().display().to_string());
    for arguments in [
        &["doctor", "--format=json"][..],
        &["doctor", "--format=json", "--kdir=/nonexistent"],
    ] {
        let (_, said) = doctor(&patient.variables, arguments);
        let variable = found(&said, "variable");
        assert_eq!(variable["subject"], "KERNEL_COMPAT_TARGET");
        assert_eq!(variable["level"], "warning");
    }
    // Doctor looks at the tree all the same.
    let (_, said) = doctor(&patient.variables, &["doctor", "--format=json"]);
    assert!(
        text(&found(&said, "tree")["seen"]).contains("named by KDIR, is of kernel 5.10.0-1-amd64")
    );
    assert_eq!(found(&said, "type-information")["level"], "ok");
}

#[test]
fn people_read_the_level_first_and_the_remedy_below() {
    let patient = Patient::new();
    patient.remove("Module.symvers");
    let tree = patient.tree.tree();
    let variables: Vec<(&str, &str)> = patient
        .variables
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    let arguments = ["doctor", "--kdir", tree.to_str().unwrap()];
    let arguments = [&arguments[..], &STRUCTS].concat();
    let outcome = kernel_compat_with(Path::new("."), &variables, &arguments);
    assert_eq!(outcome.code, 1);
    let said = outcome.stdout;
    assert!(
        said.contains("\nok       rustc: rustc 1.85.0 (x)\n"),
        "{said}"
    );
    assert!(
        said.contains(&format!(
            "\nfatal    module-symvers: {}/Module.symvers is missing",
            tree.display()
        )),
        "{said}"
    );
    assert!(
        said.contains("\n         help: install the whole headers package"),
        "{said}"
    );
    assert!(said.ends_with("\n1 fatal, 1 warning\n"), "{said}");
}

/// A driver's structs are those that its sources name.
#[test]
fn structs_of_the_driver_in_the_current_folder() {
    let patient = Patient::new();
    let tree = patient.tree.tree();
    let folder = tempfile::tempdir().unwrap();
    let examine = || {
        let variables: Vec<(&str, &str)> = patient
            .variables
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        let arguments = ["doctor", "--kdir", tree.to_str().unwrap()];
        kernel_compat_with(folder.path(), &variables, &arguments).stdout
    };
    let said = examine();
    let note = "\nnote     struct: no struct is named that has a history, so none was looked for\n         \
                help: run this in the driver's folder, or name its structs with `--uses`\n";
    assert!(said.contains(note), "{said}");
    assert!(!said.contains("type-information"), "{said}");
    for (name, text) in [
        ("Cargo.toml", ""),
        ("build.rs", ""),
        ("lib.rs", "#[kernel_ops(vfio_pci_regops)]"),
    ] {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    let said = examine();
    assert!(
        said.contains("\nok       struct vfio_pci_regops: "),
        "{said}"
    );
    assert!(!said.contains("dma_buf_ops"), "{said}");
}

#[test]
fn debians_kernels() {
    for kernel in kernels::all() {
        let variables = kernel
            .variables()
            .map(|(name, value)| (name.to_owned(), value.to_owned()));
        let arguments = [
            "doctor",
            "--format=json",
            "--kdir",
            kernel.tree.path.to_str().unwrap(),
        ];
        let (_, said) = doctor(&variables.into(), &arguments);
        for id in [
            "tree",
            "release",
            "module-symvers",
            "modpost",
            "objtool",
            "kbuild",
            "modules",
            "type-information",
        ] {
            assert_eq!(
                found(&said, id)["level"],
                "ok",
                "{}: {said:#}",
                kernel.release()
            );
        }
        assert!(found(&said, "codegen")["level"] == "ok", "{said:#}");
    }
}
