// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! What an adapter costs: nothing. The machine code of the table's functions is that of functions written by hand for one
//! kernel, and nothing else is in the object: no function for another kernel, none of this library.

#[path = "../compiler/mod.rs"]
#[allow(dead_code, reason = "the UI tests use the rest")]
mod compiler;

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use compiler::Compiler;

/// A layout, whether its kernels pass `attach` a device, and the functions that its table has.
const KERNELS: [(&str, bool, &[&str]); 3] = [
    (
        "4.4",
        true,
        &[
            "attach_4_4",
            "detach",
            "map_atomic",
            "map",
            "map_dma_buf",
            "mmap",
            "release",
            "unmap_dma_buf",
        ],
    ),
    (
        "5.3",
        false,
        &[
            "attach_4_19",
            "detach",
            "map",
            "map_dma_buf",
            "mmap",
            "release",
            "unmap_dma_buf",
        ],
    ),
    (
        "6.16",
        false,
        &[
            "attach_4_19",
            "detach",
            "map_dma_buf",
            "mmap",
            "release",
            "unmap_dma_buf",
        ],
    ),
];

#[test]
fn adapters_are_what_one_writes_by_hand() {
    let compiler = Compiler::new();
    for (layout, device_passed, functions) in KERNELS {
        for optimisation in ["2", "s"] {
            let generated = object(&compiler, "generated", optimisation, &|command| {
                command
                    .arg(format!("--cfg=dma_buf_ops=\"{layout}\""))
                    .env("KERNEL_COMPAT_LAYOUT_dma_buf_ops", layout);
            });
            let handwritten = object(&compiler, "handwritten", optimisation, &|command| {
                if device_passed {
                    command.arg("--cfg=device_passed");
                }
            });
            assert_eq!(handwritten.len(), 4);
            for (name, expected) in &handwritten {
                let is_it = |other: &str| {
                    other == name || other.strip_prefix(name.as_str()).is_some_and(is_suffix)
                };
                let (_, code) = generated
                    .iter()
                    .find(|(other, _)| is_it(other))
                    .unwrap_or_else(|| panic!("{layout}: no `{name}`"));
                assert!(!expected.is_empty());
                assert_eq!(
                    code, expected,
                    "{layout}, -Copt-level={optimisation}: `{name}`"
                );
            }
            let names: Vec<&String> = generated.keys().collect();
            // Functions with the same code may be one.
            assert!(
                names.iter().all(|name| functions.contains(&name.as_str())),
                "{layout}: {names:?}"
            );
        }
    }
}

/// `_4_19`, as adapters for a part of the kernels have it.
fn is_suffix(text: &str) -> bool {
    text.starts_with('_') && text[1..].split('_').all(|part| part.parse::<u32>().is_ok())
}

/// Compiles a file, and reads each function's instructions by the last part of its name.
fn object(
    compiler: &Compiler,
    name: &str,
    optimisation: &str,
    configure: &dyn Fn(&mut Command),
) -> BTreeMap<String, Vec<String>> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("code.o");
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/zero_cost/{name}.rs"));
    let mut command = compiler.rustc();
    command
        .args(["--crate-type=lib", "-Cpanic=abort", "-Ccodegen-units=1"])
        .arg(format!("-Copt-level={optimisation}"))
        .arg(format!("--emit=obj={}", path.display()))
        .args([Path::new("--crate-name"), Path::new(name)])
        .arg(source);
    configure(&mut command);
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    let symbols = run(Command::new("nm").arg("--demangle").arg(&path));
    assert!(!symbols.contains("compat_core"), "{symbols}");
    let code = run(Command::new("objdump")
        .args(["-dr", "--demangle", "--no-show-raw-insn"])
        .arg(&path));
    functions(&code)
}

fn functions(code: &str) -> BTreeMap<String, Vec<String>> {
    let mut functions: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut current = None;
    let is_code = |line: &&str| !line.starts_with("Disassembly");
    for line in code.lines().filter(is_code) {
        if let Some((_, symbol)) = line
            .strip_suffix(">:")
            .and_then(|line| line.split_once('<'))
        {
            let name = symbol.rsplit("::").next().unwrap_or(symbol).to_owned();
            functions.entry(name.clone()).or_default();
            current = Some(name);
        } else if let (Some(name), Some((_, instruction))) = (&current, line.split_once(':')) {
            // The place of a jump is named after its function.
            let instruction = instruction.split('<').next().unwrap_or_default();
            let words: Vec<&str> = instruction.split_whitespace().collect();
            functions
                .entry(name.clone())
                .or_default()
                .push(words.join(" "));
        }
    }
    functions
}

fn run(command: &mut Command) -> String {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{command:?}");
    String::from_utf8(output.stdout).unwrap()
}
