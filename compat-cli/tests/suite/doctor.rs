// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! `kernel-compat doctor`: what is missing, on a machine and a tree that lack one thing after another.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use serde_json::Value;

use crate::building::compiling::Fake;
use crate::building::{kernel_compat_with, kernels};

/// A machine with Rust and a whole tree, both made up but for the C compiler.
struct Patient {
    machine: tempfile::TempDir,
    tree: Fake,
    variables: BTreeMap<String, String>,
}

const CONFIG: &str = "\
#
# Automatically generated file; DO NOT EDIT.
# Linux/x86 5.10.262 Kernel Configuration
#
CONFIG_X86_64=y
CONFIG_MODULES=y
CONFIG_MODVERSIONS=y
CONFIG_UNWINDER_ORC=y
";

impl Patient {
    fn new() -> Self {
        let patient = Self {
            machine: tempfile::tempdir().unwrap(),
            tree: Fake::new(),
            variables: BTreeMap::new(),
        };
        patient.rust("1.85.0");
        patient.write(&patient.library(), "");
        patient.configure("");
        patient.tree.write("Module.symvers", "");
        patient
            .tree
            .write("include/linux/module.h", "struct module { int state; };\n");
        patient.tree.write(
            "include/linux/dma-buf.h",
            "struct dma_buf_ops { char unlike; };\n",
        );
        for program in ["scripts/mod/modpost", "tools/objtool/objtool"] {
            patient.script(&patient.tree.tree().join(program), "exit 1");
        }
        let rust = |name: &str| {
            (
                name.to_uppercase(),
                patient.machine.path().join(name).display().to_string(),
            )
        };
        Self {
            variables: [rust("cargo"), rust("rustc")].into(),
            ..patient
        }
    }

    /// With Rust of that version.
    fn rust(&self, version: &str) {
        let machine = self.machine.path();
        for name in ["cargo", "rustc"] {
            let says = format!(
                "case $1 in --version) echo '{name} {version} (x)';; *) echo {};; esac",
                machine.display()
            );
            self.script(&machine.join(name), &says);
        }
    }

    /// The target's library.
    fn library(&self) -> std::path::PathBuf {
        self.machine
            .path()
            .join("lib/rustlib/x86_64-unknown-none/lib/libcore-1.rlib")
    }

    /// With more in the kernel's configuration.
    fn configure(&self, more: &str) {
        self.tree
            .write("include/config/auto.conf", &format!("{CONFIG}{more}"));
    }

    fn write(&self, file: &Path, text: &str) {
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    }

    fn script(&self, file: &Path, text: &str) {
        self.write(file, &format!("#!/bin/sh\n{text}\n"));
        fs::set_permissions(file, fs::Permissions::from_mode(0o755)).unwrap();
    }

    fn remove(&self, file: &str) {
        fs::remove_file(self.tree.tree().join(file)).unwrap();
    }

    fn set(&mut self, variable: &str, value: &str) {
        self.variables.insert(variable.to_owned(), value.to_owned());
    }

    /// The exit code and what doctor says of it in JSON.
    fn examine(&self) -> (i32, Value) {
        let tree = self.tree.tree();
        let arguments = [
            "doctor",
            "--format",
            "json",
            "--kdir",
            tree.to_str().unwrap(),
        ];
        doctor(&self.variables, &arguments)
    }

    /// All that is worse than `ok`, but the struct that is unlike its record, and notes.
    fn complaints(&self) -> Vec<(String, String)> {
        let (code, said) = self.examine();
        let complaints: Vec<(String, String)> = findings(&said)
            .filter(|finding| {
                finding["id"] != "struct" && finding["level"] != "ok" && finding["level"] != "note"
            })
            .map(|finding| (text(&finding["id"]), text(&finding["level"])))
            .collect();
        let is_fatal = complaints.iter().any(|(_, level)| level == "fatal");
        assert_eq!(code, i32::from(is_fatal), "{said:#}");
        let bad = |finding: &&Value| finding["level"] == "warning" || finding["level"] == "fatal";
        for finding in findings(&said).filter(bad) {
            // What is wrong with a struct says in its words what to do.
            assert!(
                finding["remedy"].is_string() || finding["id"] == "struct",
                "{finding:#}"
            );
        }
        complaints
    }
}

fn doctor(variables: &BTreeMap<String, String>, arguments: &[&str]) -> (i32, Value) {
    let variables: Vec<(&str, &str)> = variables
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    let folder = tempfile::tempdir().unwrap();
    let outcome = kernel_compat_with(folder.path(), &variables, arguments);
    assert_eq!(outcome.stderr, "");
    let said: Value = serde_json::from_str(&outcome.stdout).unwrap();
    assert_eq!(said["format"], 1);
    (outcome.code, said)
}

fn findings(said: &Value) -> impl Iterator<Item = &Value> {
    said["finding"].as_array().unwrap().iter()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

/// The one finding of that kind.
fn found<'a>(said: &'a Value, id: &str) -> &'a Value {
    let mut found = findings(said).filter(|finding| finding["id"] == id);
    let first = found.next().unwrap_or_else(|| panic!("no {id}: {said:#}"));
    assert!(found.next().is_none(), "several {id}: {said:#}");
    first
}

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
fn one_fault_after_another() {
    type Fault = fn(&mut Patient);
    let faults: [(Fault, &[(&str, &str)]); 22] = [
        (
            |patient| patient.rust("1.84.1"),
            &[("cargo", "fatal"), ("rustc", "fatal")],
        ),
        (
            |patient| patient.set("CARGO", "/nonexistent"),
            &[("cargo", "fatal")],
        ),
        (
            |patient| fs::remove_file(patient.library()).unwrap(),
            &[("rust-target", "fatal")],
        ),
        (
            |patient| patient.remove("Module.symvers"),
            &[("module-symvers", "fatal")],
        ),
        (
            |patient| {
                patient.remove("Module.symvers");
                patient.configure("CONFIG_MODVERSIONS=n\n");
            },
            &[("module-symvers", "warning")],
        ),
        (
            |patient| patient.remove("scripts/mod/modpost"),
            &[("modpost", "fatal")],
        ),
        (
            |patient| patient.remove("tools/objtool/objtool"),
            &[("objtool", "fatal")],
        ),
        (
            |patient| {
                patient.script(
                    &patient.tree.tree().join("tools/objtool/objtool"),
                    "echo \"$0: libc.so.6: version \\`GLIBC_2.99' not found\" >&2; exit 1",
                )
            },
            &[("objtool", "fatal")],
        ),
        (
            |patient| {
                patient.remove("tools/objtool/objtool");
                patient.configure("CONFIG_UNWINDER_ORC=n\n");
            },
            &[],
        ),
        (
            |patient| patient.tree.write("include/linux/module.h", "#error no\n"),
            &[("kbuild", "fatal")],
        ),
        (
            |patient| patient.remove("include/linux/module.h"),
            &[("kbuild", "fatal")],
        ),
        (
            |patient| patient.set("CC", "gcc-of-nowhere"),
            &[("kbuild", "fatal"), ("type-information", "warning")],
        ),
        (
            |patient| patient.configure("CONFIG_CC_VERSION_TEXT=\"gcc (GCC) 3.4.6\"\n"),
            &[("compiler", "warning")],
        ),
        (
            |patient| patient.configure("CONFIG_CLANG_VERSION=170000\n"),
            &[("compiler", "warning")],
        ),
        (
            |patient| patient.configure("CONFIG_MODULES=n\n"),
            &[("modules", "fatal")],
        ),
        (
            |patient| patient.configure("CONFIG_MODULE_SIG_FORCE=y\n"),
            &[("module-signatures", "warning")],
        ),
        (
            |patient| patient.configure("CONFIG_LOCK_DOWN_KERNEL_FORCE_INTEGRITY=y\n"),
            &[("module-signatures", "warning")],
        ),
        (
            |patient| patient.configure("CONFIG_TRIM_UNUSED_KSYMS=y\n"),
            &[("exported-symbols", "warning")],
        ),
        (
            |patient| patient.configure("CONFIG_CFI_CLANG=y\n"),
            &[("codegen", "fatal")],
        ),
        (
            |patient| patient.configure("CONFIG_SLS=y\n"),
            &[("codegen", "warning")],
        ),
        (
            |patient| patient.configure("CONFIG_RANDSTRUCT_FULL=y\n"),
            &[
                ("type-information", "warning"),
                ("randomised-layout", "fatal"),
            ],
        ),
        (
            |patient| {
                patient.tree.write(
                    "include/config/auto.conf",
                    &CONFIG.replace("5.10.262", "5.11.3"),
                )
            },
            &[("release", "warning")],
        ),
    ];
    for (number, (fault, expected)) in faults.into_iter().enumerate() {
        let mut patient = Patient::new();
        fault(&mut patient);
        let complaints = patient.complaints();
        let complaints: Vec<(&str, &str)> = complaints
            .iter()
            .map(|(id, level)| (id.as_str(), level.as_str()))
            .collect();
        assert_eq!(complaints, expected, "fault {number}");
    }
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
