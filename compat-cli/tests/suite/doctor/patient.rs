// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! A machine and a tree on which nothing is missing, and what doctor says of them.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::building::compiling::Fake;
use crate::building::kernel_compat_with;

/// A machine with Rust and a whole tree, both made up but for the C compiler.
pub struct Patient {
    machine: tempfile::TempDir,
    pub tree: Fake,
    pub variables: BTreeMap<String, String>,
}

pub const CONFIG: &str = "\
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
    pub fn new() -> Self {
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
    pub fn rust(&self, version: &str) {
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
    pub fn library(&self) -> PathBuf {
        self.machine
            .path()
            .join("lib/rustlib/x86_64-unknown-none/lib/libcore-1.rlib")
    }

    /// With more in the kernel's configuration.
    pub fn configure(&self, more: &str) {
        self.tree
            .write("include/config/auto.conf", &format!("{CONFIG}{more}"));
    }

    fn write(&self, file: &Path, text: &str) {
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    }

    pub fn script(&self, file: &Path, text: &str) {
        self.write(file, &format!("#!/bin/sh\n{text}\n"));
        fs::set_permissions(file, fs::Permissions::from_mode(0o755)).unwrap();
    }

    pub fn remove(&self, file: &str) {
        fs::remove_file(self.tree.tree().join(file)).unwrap();
    }

    pub fn set(&mut self, variable: &str, value: &str) {
        self.variables.insert(variable.to_owned(), value.to_owned());
    }

    /// The exit code and what doctor says of it in JSON.
    pub fn examine(&self) -> (i32, Value) {
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
    pub fn complaints(&self) -> Vec<(String, String)> {
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

/// What options name, since no driver's sources do.
pub const STRUCTS: [&str; 2] = ["--uses=dma_buf_ops", "--uses=vfio_pci_regops"];

pub fn doctor(variables: &BTreeMap<String, String>, arguments: &[&str]) -> (i32, Value) {
    let arguments = [arguments, &STRUCTS].concat();
    let variables: Vec<(&str, &str)> = variables
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    let folder = tempfile::tempdir().unwrap();
    let outcome = kernel_compat_with(folder.path(), &variables, &arguments);
    assert_eq!(outcome.stderr, "");
    let said: Value = serde_json::from_str(&outcome.stdout).unwrap();
    assert_eq!(said["format"], 1);
    (outcome.code, said)
}

pub fn findings(said: &Value) -> impl Iterator<Item = &Value> {
    said["finding"].as_array().unwrap().iter()
}

pub fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

/// The one finding of that kind.
pub fn found<'a>(said: &'a Value, id: &str) -> &'a Value {
    let mut found = findings(said).filter(|finding| finding["id"] == id);
    let first = found.next().unwrap_or_else(|| panic!("no {id}: {said:#}"));
    assert!(found.next().is_none(), "several {id}: {said:#}");
    first
}
