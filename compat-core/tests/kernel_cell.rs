// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Where the compiler puts a table that the kernel writes to.

#[allow(dead_code, reason = "the UI tests use the rest")]
mod compiler;

use std::process::Command;

use compiler::Compiler;

/// Under either relocation model: with one of them, constants with addresses lie in `.data.rel.ro`, which is made read-only.
#[test]
fn a_cell_lies_in_writable_memory_and_a_plain_table_does_not() {
    let compiler = Compiler::new();
    for model in ["static", "pic"] {
        let cell = section(
            &compiler,
            "kernel_cell",
            "syscore_ops",
            "5.10",
            "sleep_ops",
            model,
        );
        assert!(is_writable(&cell), "{model}: {cell}");
        let plain = section(
            &compiler,
            "readme",
            "dma_buf_ops",
            "6.16",
            "EXPORTER_OPS",
            model,
        );
        assert!(!is_writable(&plain), "{model}: {plain}");
    }
}

fn is_writable(section: &str) -> bool {
    let is_constant = section.starts_with(".data.rel.ro") || section.starts_with(".rodata");
    assert!(
        is_constant || section.starts_with(".data.") || section.starts_with(".bss."),
        "{section}"
    );
    !is_constant
}

/// The section of the symbol whose name has that in it, in the object of a file of the UI tests.
fn section(
    compiler: &Compiler,
    file: &str,
    table: &str,
    layout: &str,
    symbol: &str,
    model: &str,
) -> String {
    let folder = tempfile::tempdir().unwrap();
    let object = folder.path().join("code.o");
    let output = compiler
        .rustc()
        .args(["--crate-type=lib", "-Cpanic=abort", "-Ccodegen-units=1"])
        .arg(format!("-Crelocation-model={model}"))
        .arg(format!("--cfg={table}=\"{layout}\""))
        .env(format!("KERNEL_COMPAT_LAYOUT_{table}"), layout)
        .arg(format!("--emit=obj={}", object.display()))
        .arg(compiler.sources.join(format!("accepted/{file}.rs")))
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let output = Command::new("objdump")
        .arg("-t")
        .arg(&object)
        .output()
        .unwrap();
    let symbols = String::from_utf8(output.stdout).unwrap();
    let line = symbols
        .lines()
        .find(|line| line.contains(" O ") && line.contains(symbol));
    let line = line.unwrap_or_else(|| panic!("no `{symbol}`: {symbols}"));
    // "0000000000000000 g     O .data.sleep_ops	0000000000000028 sleep_ops"
    let (_, section) = line.split_once(" O ").unwrap();
    section.split_whitespace().next().unwrap().to_owned()
}
