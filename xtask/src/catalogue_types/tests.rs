// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! What becomes of types on which kernels agree, and on which they do not.

use std::collections::{BTreeMap, BTreeSet};

use compat_data::catalogue::CatalogueKernel;
use compat_data::kernel::Architecture;
use compat_data::observation::{Observation, record};

use super::gather::Kernels;
use super::item::{Item, items};
use super::read::all_cached;
use super::source;
use crate::catalogue::manifest::Manifest;

/// A struct with a member of an enum and one of a typedef, as a kernel has them.
fn observed(values: &str, typedef: &str, integer: &str) -> Observation {
    let text = format!(
        "struct = \"made_ops\"\nsize = 16\nalignment = 8\nplacement = \"natural\"\npointer_size = 8\n\
         [[member]]\ndeclaration = \"enum made (*get)(made_t, struct device_made *)\"\noffset = 0\nsize = 8\nalignment = 8\n\
         [[definition]]\nname = \"enum made\"\nis = \"enum\"\nsize = 4\nsigned = false\nenumerators = [{values}]\n\
         [[definition]]\nname = \"made_t\"\npointer_to = \"{typedef} *_\"\nis = \"integer\"\n{integer}\n"
    );
    record::parse(&text).unwrap()
}

const LONG: (&str, &str) = ("unsigned long", "size = 8\nsigned = false");
const LONG_LONG: (&str, &str) = ("unsigned long long", "size = 8\nsigned = false");
const INT: (&str, &str) = ("int", "size = 4\nsigned = true");

fn read(kernels: &[(&str, (&str, &str))]) -> (Vec<Item>, Vec<String>) {
    let mut read = Kernels::default();
    for (at, (values, (typedef, integer))) in kernels.iter().enumerate() {
        let observation = observed(values, typedef, integer);
        read.add(&format!("kernel {at}"), &observation, |_| None);
    }
    let (items, left) = items(&read).unwrap();
    let left = left
        .into_iter()
        .map(|left| format!("{}: {}", left.name, left.why));
    (items, left.collect())
}

#[test]
fn what_is_the_same_everywhere_is_there() {
    let values = r#"["MADE_A", "0"], ["MADE_B", "1"]"#;
    let (items, left) = read(&[(values, LONG), (values, LONG)]);
    assert_eq!(left, Vec::<String>::new());
    assert!(
        source::enumerations(&items)
            .contains("made: c_uint {\n        MADE_A = 0,\n        MADE_B = 1,\n    }")
    );
    assert!(source::typedefs(&items).contains("\npub type made_t = c_ulong;"));
    assert!(source::tags(&items).contains("    device_made,\n"));
    assert!(source::known(&items).contains("(\"made_t\", Integer(\"c_ulong\"))"));
}

#[test]
fn an_enumerator_that_moved_is_left_to_the_target() {
    let (items, left) = read(&[
        (r#"["MADE_A", "0"], ["MADE_MAX", "1"]"#, LONG),
        (
            r#"["MADE_A", "0"], ["MADE_B", "1"], ["MADE_MAX", "2"]"#,
            LONG,
        ),
    ]);
    let text = source::enumerations(&items);
    assert!(
        text.contains("MADE_B = 1") && !text.contains("MADE_MAX"),
        "{text}"
    );
    assert!(
        left[0].contains("enum made") && left[0].contains("MADE_MAX"),
        "{left:?}"
    );
}

#[test]
fn what_only_64_bit_kernels_agree_on_is_there_on_those() {
    let values = r#"["MADE_A", "0"]"#;
    let (items, _) = read(&[(values, LONG), (values, LONG_LONG)]);
    let text = source::typedefs(&items);
    assert!(
        text.contains("#[cfg(target_pointer_width = \"64\")]\npub type made_t = c_ulonglong;"),
        "{text}"
    );
}

#[test]
fn a_typedef_that_differs_is_left_to_the_target() {
    let values = r#"["MADE_A", "0"]"#;
    let (items, left) = read(&[(values, LONG), (values, INT)]);
    assert!(!source::typedefs(&items).contains("made_t"));
    assert!(
        left[0].starts_with("made_t: it is not the same"),
        "{left:?}"
    );
}

#[test]
fn types_are_not_made_of_some_kernels_alone() {
    let manifest = Manifest::parse(
        "[structs]\n[kernels]\n\"6.1.0-55-amd64\" = \"bookworm\"\n\"6.1.0-56-amd64\" = \"bookworm\"\n",
    )
    .unwrap();
    // The manifest has no 6.1.0-54 any more.
    let recorded = ["6.1.0-54-amd64", "6.1.0-55-amd64", "6.1.0-56-amd64"];
    let recorded = recorded.map(|build| CatalogueKernel {
        build: build.to_owned(),
        architecture: Architecture::Amd64,
        suite: String::new(),
        packages: BTreeMap::new(),
        image: String::new(),
        modules: None,
    });
    let some = BTreeSet::from(["6.1.0-55-amd64"]);
    let said = all_cached(&recorded, &manifest, &some)
        .unwrap_err()
        .to_string();
    assert!(
        said.contains("6.1.0-56-amd64")
            && !said.contains("6.1.0-54")
            && said.contains("cargo xtask catalogue"),
        "{said}"
    );
    let all = BTreeSet::from(["6.1.0-55-amd64", "6.1.0-56-amd64"]);
    assert!(all_cached(&recorded, &manifest, &all).is_ok());
}
