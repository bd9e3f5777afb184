// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Every table of the catalogue, on recorded evidence alone: it compiles, with the size, the alignment and the offsets that
//! a kernel's own type information gave; or the record does not say all of it, and the declaration says just that.

#[allow(dead_code)]
mod compiler;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use compat_data::c::Member;
use compat_data::core_types::spell_out_functions;
use compat_data::history::{History, Layout};
use compat_data::kernel::Architecture;
use compat_data::places::Places;
use compat_data::rust::is_known;
use compiler::Compiler;

/// One layout of one struct, and where its members lie on a kernel that has it.
struct Table {
    name: String,
    layout: Layout,
    places: Places,
}

#[test]
fn every_table_is_declared_exactly_or_refused() {
    let compiler = Compiler::new();
    let (mut declared, mut assertions) = (0, 0);
    let mut refused: BTreeSet<String> = BTreeSet::new();
    for tables in rounds() {
        let mut text = "#![no_std]\n#![allow(dead_code, non_camel_case_types)]\n".to_owned();
        let mut lines: BTreeMap<u64, &Table> = BTreeMap::new();
        let mut must_be_refused: BTreeSet<&str> = BTreeSet::new();
        for table in &tables {
            let known = |member: &Member| is_known(&member.ty);
            match table.layout.members.iter().all(known) {
                true => {
                    declared += 1;
                    assertions += 2 + table.places.offsets.len();
                }
                false => drop(must_be_refused.insert(&table.name)),
            }
            for line in source(table, must_be_refused.contains(table.name.as_str())).lines() {
                text += line;
                text += "\n";
                lines.insert(text.lines().count() as u64, table);
            }
        }
        let found = errors(&compiler, &tables, &text);
        for (line, message) in &found {
            let Some(table) = lines.get(line) else {
                panic!("{message}");
            };
            let is_refusal = message.contains("can't be declared for the target kernel")
                && message.contains("help: have the target observed");
            assert!(
                is_refusal && must_be_refused.contains(table.name.as_str()),
                "{} {}: {message}",
                table.name,
                table.layout.name
            );
        }
        let with_errors: BTreeSet<&str> = found
            .iter()
            .filter_map(|(line, _)| lines.get(line))
            .map(|table| table.name.as_str())
            .collect();
        assert_eq!(with_errors, must_be_refused);
        refused.extend(must_be_refused.into_iter().map(str::to_owned));
    }
    println!(
        "{declared} tables, {assertions} assertions; refused without an observed target: {refused:?}"
    );
    assert!(declared > 250, "{declared}");
    assert!(refused.len() < 40, "{}", refused.len());
}

/// The nth layouts of all structs, for each n: a struct has one layout at a time.
fn rounds() -> Vec<Vec<Table>> {
    let mut rounds: Vec<Vec<Table>> = Vec::new();
    for history in compat_data::histories().unwrap() {
        let mut history = history.clone();
        spell_out_functions(&mut history);
        for (at, table) in tables(&history).into_iter().enumerate() {
            if at == rounds.len() {
                rounds.push(Vec::new());
            }
            rounds[at].push(table);
        }
    }
    rounds
}

/// The layouts that a kernel of this machine's architecture has, and that are all that their members are.
fn tables(history: &History) -> Vec<Table> {
    let mut tables = Vec::new();
    for layout in history.layouts.iter().filter(|layout| layout.is_plain()) {
        let mut kernels = history.snapshots().filter(|snapshot| {
            snapshot.layout.as_ref() == Some(&layout.name)
                && snapshot.kernel.architecture == Architecture::Amd64
                && snapshot.kernel.build.is_some()
        });
        let places = kernels
            .find_map(|snapshot| layout.places_for(Some(&snapshot.kernel), Architecture::Amd64));
        if let Some(places) = places {
            tables.push(Table {
                name: history.name.clone(),
                layout: layout.clone(),
                places,
            });
        }
    }
    tables
}

/// The declaration on one line, and what must be true of it on the next.
fn source(table: &Table, is_refused: bool) -> String {
    let name = &table.name;
    let mut text = format!("#[compat_core::kernel_ops({name})] pub struct T_{name};\n");
    if is_refused {
        return text;
    }
    write!(
        text,
        "const _: () = {{ use core::mem::{{align_of, offset_of, size_of}}; use T_{name} as T; \
         assert!(size_of::<T>() == {}); assert!(align_of::<T>() == {});",
        table.places.size, table.places.alignment
    )
    .unwrap();
    for (member, offset) in table.layout.members.iter().zip(&table.places.offsets) {
        let field = compat_data::rust::identifier(&member.name);
        write!(text, " assert!(offset_of!(T, {field}) == {offset});").unwrap();
    }
    text + " };\n"
}

/// Each error with its line.
fn errors(compiler: &Compiler, tables: &[Table], text: &str) -> Vec<(u64, String)> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("tables.rs");
    std::fs::write(&file, text).unwrap();
    let mut rustc = compiler.rustc();
    rustc
        .args(["--crate-type=lib", "--emit=metadata", "--error-format=json"])
        .arg("--out-dir")
        .arg(folder.path());
    for Table { name, layout, .. } in tables {
        let layout = &layout.name;
        rustc
            .arg(format!("--cfg={name}=\"{layout}\""))
            .env(format!("KERNEL_COMPAT_LAYOUT_{name}"), layout);
    }
    let output = rustc.arg(&file).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    let mut errors = Vec::new();
    for line in said.lines() {
        let Ok(message) = serde_json::from_str::<serde_json::Value>(line) else {
            continue;
        };
        // The last one counts the others, and has no place.
        if message["level"] == "error" && message["spans"][0].is_object() {
            let at = message["spans"][0]["line_start"].as_u64().unwrap();
            errors.push((at, message["message"].as_str().unwrap().to_owned()));
        }
    }
    assert_eq!(output.status.success(), errors.is_empty(), "{said}");
    errors
}
