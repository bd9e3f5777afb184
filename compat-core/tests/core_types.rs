// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! `compat_core::types` has the types that the macro and the histories think it has.

use std::collections::BTreeSet;
use std::path::Path;

use compat_data::c::{Type, TypeKind};
use compat_data::core_types::{CORE_TYPES, is_core_type};

#[test]
fn the_list_is_what_is_there() {
    let mut there: BTreeSet<String> = BTreeSet::new();
    for file in ["enumeration.rs", "scalar.rs", "tag.rs"] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("src/types")
            .join(file);
        let text = std::fs::read_to_string(path).unwrap();
        let mut is_list = false;
        for line in text.lines() {
            let line = line.trim();
            is_list = match line {
                "opaque! {" | "pub use core::ffi::{" => true,
                "}" | "};" => false,
                _ => is_list,
            };
            let definition = ["pub struct ", "pub type "]
                .iter()
                .find_map(|start| line.strip_prefix(start));
            if let Some(definition) = definition {
                let end =
                    definition.find(|letter: char| !(letter.is_alphanumeric() || letter == '_'));
                there.insert(definition[..end.unwrap()].to_owned());
            } else if is_list && !line.starts_with("//") {
                let names = line
                    .split(',')
                    .map(str::trim)
                    .filter(|name| !name.is_empty() && !name.contains('{'));
                there.extend(names.map(str::to_owned));
            }
        }
    }
    there.retain(|name| name != "$name" && !name.is_empty());
    let there: Vec<&str> = there.iter().map(String::as_str).collect();
    assert_eq!(there, CORE_TYPES);
}

#[test]
fn every_type_of_the_histories_is_there() {
    let mut types = 0;
    for name in ["dma_buf_ops", "vfio_pci_regops"] {
        let history = compat_data::history(name).unwrap().unwrap();
        for member in history.layouts.iter().flat_map(|layout| &layout.members) {
            member.ty.visit(&mut |ty: &Type| {
                if let TypeKind::Typedef(name) | TypeKind::Tag(_, name) = &ty.kind {
                    assert!(is_core_type(name), "{}: {name}", history.name);
                    types += 1;
                }
            });
        }
    }
    assert!(types > 100, "{types}");
}
