// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! What is advised compiles, and is what the examples do.

use std::fs;

use serde_json::Value;

use super::{array, json, text};

#[path = "../../../../compat-core/tests/compiler/mod.rs"]
#[allow(dead_code, reason = "compat-core's own tests use the rest")]
mod compiler;

/// A table filled with all that is advised, and with the optional arguments if `all`.
pub fn block(explained: &Value, all: bool) -> String {
    let name = text(&explained["struct"]);
    let (from, to) = (text(&explained["from"]), text(&explained["to"]));
    let mut out = format!(
        "#[kernel_ops({name})]\npub struct Ops;\n\
         #[kernel_ops({name}, kernels = \"{from}..={to}\")]\nimpl Ops {{\n"
    );
    for member in array(&explained["members"]) {
        for entry in array(&member["advice"]["entries"]) {
            let attribute = entry["attribute"].as_str().unwrap_or_default();
            let declaration = match (all, entry["with_all_arguments"].as_str()) {
                (true, Some(declaration)) => declaration,
                _ => text(&entry["declaration"]),
            };
            // Not set: what excludes another is here beside it.
            let body = match declaration.starts_with("const ") {
                true => " = false;",
                false => " { loop {} }",
            };
            out.push_str(&format!("{attribute} {declaration}{body}\n"));
        }
    }
    out + "}\n"
}

#[test]
fn what_is_advised_compiles() {
    let compiler = compiler::Compiler::new();
    let folder = tempfile::tempdir().expect("a folder");
    let cases: [&[&str]; 5] = [
        &["dma_buf_ops"],
        &["dma_buf_ops", "--from", "5.4", "--to", "6.12"],
        // With the kernels of a distribution, whose layouts are newer.
        &["dma_buf_ops", "--from", "4.18", "--to", "5.2"],
        &["vfio_pci_regops"],
        &["vfio_pci_regops", "--from", "5.4", "--to", "6.12"],
    ];
    for arguments in cases {
        let explained = json(arguments);
        let name = text(&explained["struct"]);
        let layouts = array(&explained["overview"]["layouts"]);
        let newest = text(&layouts.last().expect("a layout")["name"]);
        let uses = "#![no_std]\n#![allow(unused)]\n#![deny(warnings)]\n";
        let module = |module: &str, all| {
            let uses = "use compat_core::{Result, kernel_ops, types::*};";
            format!(
                "pub mod {module} {{\n{uses}\n{}}}\n",
                block(&explained, all)
            )
        };
        let source = format!("{uses}{}{}", module("fewest", false), module("all", true));
        let file = folder.path().join("advised.rs");
        fs::write(&file, &source).expect("written");
        let output = compiler
            .rustc()
            .env(format!("KERNEL_COMPAT_LAYOUT_{name}"), newest)
            .arg(format!("--check-cfg=cfg({name}, values(any()))"))
            .arg(format!("--cfg={name}=\"{newest}\""))
            .args(["--crate-type=lib", "--emit=metadata", "--out-dir"])
            .arg(folder.path())
            .arg(&file)
            .output()
            .expect("rustc runs");
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{arguments:?}: {errors}\n{source}");
    }
}

#[test]
fn what_is_advised_is_what_the_examples_do() {
    for (name, folder) in [
        ("dma_buf_ops", "examples/dma-buf-exporter"),
        ("vfio_pci_regops", "examples/vfio-region"),
    ] {
        let explained = json(&[name, "--driver", folder]);
        let members = array(&explained["members"]);
        assert!(members.len() >= 4, "{members:?}");
        for member in members {
            let written: Vec<Option<String>> = array(&member["entries"])
                .iter()
                .map(|entry| entry["bounds"].as_str())
                .map(|bounds| bounds.map(|bounds| format!("#[kernel({bounds})]")))
                .collect();
            let advised: Vec<Option<String>> = array(&member["advice"]["entries"])
                .iter()
                .map(|entry| entry["attribute"].as_str().map(str::to_owned))
                .collect();
            assert_eq!(advised, written, "{}", member["name"]);
        }
    }
}
