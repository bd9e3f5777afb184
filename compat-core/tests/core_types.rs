// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! `compat_core::types` has the types that the macro and the histories think it has.

use std::collections::BTreeSet;
use std::path::Path;

use compat_data::c::{Type, TypeKind};
use compat_data::core_types::{
    CATALOGUE, CORE_TYPES, CoreType, core_type, is_core_type, is_primitive,
};

#[test]
fn the_list_is_what_is_there() {
    let there = names_in(&["enumeration.rs", "scalar.rs", "tag.rs"]);
    let there: Vec<&str> = there.iter().map(String::as_str).collect();
    assert_eq!(there, CORE_TYPES.map(|(name, _)| name));
}

#[test]
fn the_list_of_the_catalogue_is_what_is_there() {
    let there = names_in(&[
        "catalogue/enumerations.rs",
        "catalogue/structs.rs",
        "catalogue/tags.rs",
        "catalogue/typedefs.rs",
    ]);
    let there: Vec<&str> = there.iter().map(String::as_str).collect();
    let listed: Vec<&str> = CATALOGUE.iter().map(|(name, _)| *name).collect();
    assert_eq!(there, listed);
    assert!(listed.len() > 500, "{}", listed.len());
    assert!(!listed.iter().any(|name| is_primitive(name)));
}

#[test]
fn other_names_are_of_types_that_are_there() {
    for (name, core) in CATALOGUE {
        if let CoreType::Alias(of) = core {
            assert!(
                core_type(of).is_some_and(|of| !matches!(of, CoreType::Alias(_))),
                "{name}"
            );
        }
    }
}

/// The names of the types that the files have, sorted.
fn names_in(files: &[&str]) -> BTreeSet<String> {
    let mut there: BTreeSet<String> = BTreeSet::new();
    for file in files {
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
            let enumeration = line.strip_suffix('{').or(line.strip_suffix("{}"));
            let enumeration = enumeration.filter(|line| !line.contains('('));
            if let Some(definition) = definition {
                let end =
                    definition.find(|letter: char| !(letter.is_alphanumeric() || letter == '_'));
                there.insert(definition[..end.unwrap()].to_owned());
            } else if let Some((name, _)) = enumeration.and_then(|line| line.split_once(": c_")) {
                there.insert(name.to_owned());
            } else if is_list && !line.starts_with("//") {
                let names = line
                    .split(',')
                    .map(str::trim)
                    .filter(|name| !name.is_empty() && !name.contains('{'));
                there.extend(names.map(str::to_owned));
            }
        }
    }
    // What is in macros.
    there.retain(|name| !name.starts_with('$') && !name.is_empty());
    // What types are made of.
    there.remove("Opaque");
    there.remove("Enumeration");
    there
}

#[test]
fn every_type_of_the_histories_is_there() {
    let mut types = 0;
    for name in ["dma_buf_ops", "vfio_pci_regops"] {
        let history = compat_data::history(name).unwrap().unwrap();
        for member in history.layouts.iter().flat_map(|layout| &layout.members) {
            member.ty.visit(&mut |ty: &Type| {
                if let TypeKind::Typedef(name) | TypeKind::Tag(_, name) = &ty.kind {
                    assert!(
                        is_core_type(name) || is_primitive(name),
                        "{}: {name}",
                        history.name
                    );
                    types += 1;
                }
            });
        }
    }
    assert!(types > 100, "{types}");
}
