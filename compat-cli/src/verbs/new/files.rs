// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The crate's files.

use compat_data::history::History;
use compat_data::record;

use super::c;
use super::libraries::Libraries;
use super::name::Name;
use super::rust::{self, Source};
use super::sketch::Sketch;
use super::types::OwnTypes;
use crate::folder::File;

/// What all examples' builds share, and those of new drivers with them: as they stand.
const MAKE: [(&str, &str); 3] = [
    (
        "make/driver.mk",
        include_str!("../../../../examples/common/driver.mk"),
    ),
    (
        "make/rust.kbuild",
        include_str!("../../../../examples/common/rust.kbuild"),
    ),
    (
        "make/rust.mk",
        include_str!("../../../../examples/common/rust.mk"),
    ),
];

/// A driver, as far as its files need it.
pub(super) struct Driver<'a> {
    pub name: &'a Name,
    pub history: &'a History,
    /// Whether the driver brings the history, since no other build knows it.
    pub brings_history: bool,
    pub sketch: &'a Sketch<'a>,
    pub source: &'a Source,
    pub types: &'a OwnTypes,
    pub libraries: &'a Libraries,
}

/// All files, in the order in which a reader would take them.
pub(super) fn files(driver: &Driver<'_>) -> Vec<File> {
    let module = &driver.name.module;
    let main = format!("kernel/{module}_main.c");
    let templates = [
        ("README.md", include_str!("templates/README.md.in")),
        ("Cargo.toml", include_str!("templates/Cargo.toml.in")),
        ("build.rs", include_str!("templates/build.rs.in")),
        ("src/lib.rs", include_str!("templates/lib.rs.in")),
        (&main, include_str!("templates/main.c.in")),
        ("Kbuild", include_str!("templates/Kbuild.in")),
        ("Makefile", include_str!("templates/Makefile.in")),
        ("dkms.conf", include_str!("templates/dkms.conf.in")),
        (".gitignore", include_str!("templates/gitignore.in")),
    ];
    let words = words(driver);
    let filled = templates.iter().map(|(path, template)| File {
        path: (*path).to_owned(),
        text: fill(template, &words),
    });
    let mut files: Vec<File> = filled.collect();
    if !driver.types.is_empty() {
        files.push(File {
            path: "src/types.rs".to_owned(),
            text: fill(include_str!("templates/types.rs.in"), &words),
        });
    }
    if driver.brings_history {
        files.push(File {
            path: own_history(driver.history),
            text: record::print(driver.history),
        });
    }
    files.extend(MAKE.iter().map(|(path, text)| File {
        path: (*path).to_owned(),
        text: (*text).to_owned(),
    }));
    files
}

/// Where a driver has a history of its own.
fn own_history(history: &History) -> String {
    format!("{}/{}.toml", compat_data::library::FOLDER, history.name)
}

/// What stands for the words in the templates.
fn words(driver: &Driver<'_>) -> Vec<(&'static str, String)> {
    let Name { package, module } = driver.name;
    let (history, sketch) = (driver.history, driver.sketch);
    let declared = c::declared(history, sketch, module);
    vec![
        ("PACKAGE", package.clone()),
        ("MODULE", module.clone()),
        ("STRUCT", history.name.clone()),
        ("KERNELS", sketch.kernels.to_string()),
        ("TARGET", sketch.newest.clone()),
        ("IMPORTS", driver.source.imports.clone()),
        ("STATIC", rust::table_static(history).to_owned()),
        ("EXTERN", c::table_extern(history).to_owned()),
        ("TABLE", table(history, sketch, driver.source)),
        ("TYPES", rust::types(driver.types)),
        ("CORE", driver.libraries.dependency("compat-core")),
        ("BUILD", driver.libraries.dependency("compat-build")),
        ("INCLUDE", declared.include),
        ("CHECK", declared.check),
        ("DEMANDS", c::demands(history, sketch)),
        ("OWN_FILES", own_files(driver)),
    ]
}

/// The README's lines about files that only some drivers have.
fn own_files(driver: &Driver<'_>) -> String {
    let mut lines = String::new();
    if !driver.types.is_empty() {
        lines +=
            "| `src/types.rs` | types of the kernel that the table's members point to, opaque |\n";
    }
    if driver.brings_history {
        let path = own_history(driver.history);
        lines += &format!(
            "| `{path}` | what is known of the struct, kernel by kernel: the build reads it |\n"
        );
    }
    lines
}

/// The part of src/lib.rs that declares and fills the table.
pub(super) fn table(history: &History, sketch: &Sketch<'_>, source: &Source) -> String {
    let words = [
        ("STRUCT", history.name.clone()),
        ("KERNELS", sketch.kernels.to_string()),
        ("BLOCK", source.block.clone()),
    ];
    fill(include_str!("templates/table.rs.in"), &words)
}

/// The template with its `@WORDS@` replaced.
fn fill(template: &str, words: &[(&str, String)]) -> String {
    let filled = words.iter();
    filled.fold(template.to_owned(), |text, (word, value)| {
        text.replace(&format!("@{word}@"), value)
    })
}
