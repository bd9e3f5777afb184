// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! What gcc makes of a struct's declaration: BTF, and offsets to hold against it.

#![allow(
    dead_code,
    reason = "not every test that shares this file needs all of it"
)]

use std::fs;
use std::path::Path;
use std::process::Command;

/// Tags and typedefs of the kernel that the declarations name.
pub const PRELUDE: &str = "\
typedef _Bool bool;
typedef unsigned char u8;
typedef unsigned long long u64;
typedef unsigned long size_t;
typedef struct { u8 b[16]; } uuid_t;
enum dma_data_direction { DMA_BIDIRECTIONAL, DMA_TO_DEVICE, DMA_FROM_DEVICE, DMA_NONE };
struct dma_buf; struct dma_buf_attachment; struct device; struct sg_table; struct vm_area_struct; struct dma_buf_map;
struct iosys_map;
";

/// Writes an object file with the BTF of declarations, of which one is `struct dma_buf_ops`.
pub fn object(path: &Path, declarations: &str) {
    let source = path.with_extension("c");
    let text = format!("{PRELUDE}{declarations}struct dma_buf_ops ops; long l;\n");
    fs::write(&source, text).unwrap();
    let arguments = ["-gbtf", "-c", "-o"].map(Path::new);
    gcc(&[&arguments[..], &[path, source.as_path()]].concat());
}

/// The offset of each member, and the size at the end, as gcc has them for each of the structs, in their order: of a
/// struct its members' declarations, and the names of those that are asked for.
pub fn offsets(folder: &Path, structs: &[(String, Vec<String>)]) -> Vec<Vec<u64>> {
    let mut text = format!("{PRELUDE}int printf(const char *, ...);\nint main(void) {{\n");
    for (members, names) in structs {
        text.push_str(&format!("{{ struct s {{ {members} }};\n"));
        for name in names {
            text.push_str(&format!(
                "printf(\"%lu \", __builtin_offsetof(struct s, {name}));\n"
            ));
        }
        text.push_str("printf(\"%lu\\n\", sizeof(struct s)); }\n");
    }
    let (source, program) = (folder.join("offsets.c"), folder.join("offsets"));
    fs::write(&source, text + "}\n").unwrap();
    gcc(&[Path::new("-o"), &program, &source]);
    let output = Command::new(&program).output().unwrap();
    let output = String::from_utf8(output.stdout).unwrap();
    let numbers = |line: &str| {
        line.split(' ')
            .map(|number| number.parse().unwrap())
            .collect()
    };
    output.lines().map(numbers).collect()
}

fn gcc(arguments: &[&Path]) {
    let output = Command::new("gcc")
        .args(arguments)
        .output()
        .expect("gcc, which makes the BTF, is not installed");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
}
