// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! gcc's verdict on a table and a layout.

use std::fmt::Write as _;
use std::io::Write as _;
use std::process::{Command, Stdio};

use compat_data::assertions::{declaration, tags};
use compat_data::c::{TagKind, TypeKind};
use compat_data::history::Layout;

use crate::c_type::c_types;
use crate::table::RustTable;

/// Typedefs of the kernel (include/linux/types.h) for x86-64, and the tags that are one type by recorded fact.
const PRELUDE: &str = "\
#include <stddef.h>
#include <stdbool.h>
typedef long ssize_t;
typedef long long loff_t;
#define dma_buf_map iosys_map
#define vfio_pci_device vfio_pci_core_device
";

/// Whether gcc, given the C declaration of the layout, agrees with all that rustc says of the table.
pub fn judge(table: &RustTable, layout: &Layout) -> Result<(), String> {
    let name = &table.name;
    let mut text = format!("{PRELUDE}{}{}", tags(layout), declaration(layout, name));
    let mut assert = |condition: String, what: String| {
        writeln!(text, "_Static_assert({condition}, \"{what}\");").unwrap();
    };
    assert(
        format!("sizeof(struct {name}) == {}", table.size),
        "size".to_owned(),
    );
    assert(
        format!("_Alignof(struct {name}) == {}", table.alignment),
        "alignment".to_owned(),
    );
    let enums = enums(layout);
    for member in &table.members {
        let (field, offset) = (&member.name, member.offset);
        assert(
            format!("offsetof(struct {name}, {field}) == {offset}"),
            format!("offset of {field}"),
        );
        let any: Vec<String> = c_types(&member.ty, &enums)
            .iter()
            .map(|ty| {
                format!(
                    "__builtin_types_compatible_p(__typeof__(((struct {name} *)0)->{field}), {ty})"
                )
            })
            .collect();
        assert(
            any.join(" || "),
            format!("type of {field}: {}", member.ty.replace('"', "'")),
        );
    }
    // As many members as fields: one too few or too many is a warning, made an error below.
    let zeros = vec!["0"; table.members.len()].join(", ");
    writeln!(text, "const struct {name} all = {{ {zeros} }};").unwrap();
    compile(&text)
}

fn enums(layout: &Layout) -> Vec<String> {
    let mut enums = Vec::new();
    for member in &layout.members {
        member.ty.visit(&mut |ty| {
            if let TypeKind::Tag(TagKind::Enum, tag) = &ty.kind {
                enums.push(tag.clone());
            }
        });
    }
    enums
}

fn compile(text: &str) -> Result<(), String> {
    let mut gcc = Command::new("gcc")
        .args([
            "-std=gnu11",
            "-fsyntax-only",
            "-Werror",
            "-Wextra",
            "-x",
            "c",
            "-",
        ])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the judge, gcc, is not installed");
    gcc.stdin
        .take()
        .unwrap()
        .write_all(text.as_bytes())
        .unwrap();
    let output = gcc.wait_with_output().unwrap();
    match output.status.success() {
        true => Ok(()),
        false => Err(String::from_utf8_lossy(&output.stderr).into_owned()),
    }
}
