// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! A driver's own histories beside the embedded ones.

use std::fs;

use compat_data::library::{FOLDER, Library};

use crate::common::committed;

const OWN: &str = "\
struct = \"my_ops\"

[[layout]]
name = \"5.4\"
mainline = \"5.4..=6.1\"
members = '''
int (*open)(struct device *);
'''
";

/// The library of a driver whose folder has these files.
fn library(files: &[(&str, &str)]) -> Result<Library, String> {
    let package = tempfile::tempdir().unwrap();
    let folder = package.path().join(FOLDER);
    fs::create_dir(&folder).unwrap();
    for (name, text) in files {
        fs::write(folder.join(name), text).unwrap();
    }
    Library::of_driver(package.path()).map_err(|error| {
        let folder = format!("{}/", folder.display());
        error.to_string().replace(&folder, "")
    })
}

#[test]
fn a_drivers_own_history_is_one_of_all() {
    let library = library(&[("my_ops.toml", OWN), ("README.md", "no history")]).unwrap();
    let mut expected: Vec<&str> = compat_data::names().chain(["my_ops"]).collect();
    expected.sort_unstable();
    assert_eq!(library.names(), expected);
    assert!(library.names().iter().all(|name| library.has(name)));
    assert!(!library.has("none"));
    let own = library.history("my_ops").unwrap().unwrap();
    assert_eq!(own.layouts[0].members[0].name, "open");
    assert!(
        library
            .file("my_ops")
            .unwrap()
            .ends_with("kernel-compat/my_ops.toml")
    );
    assert!(library.file("dma_buf_ops").is_none());
    assert!(library.history("dma_buf_ops").unwrap().is_ok());
    assert!(library.history("none").is_none());
}

#[test]
fn a_driver_without_a_folder_has_the_embedded_ones() {
    let package = tempfile::tempdir().unwrap();
    let library = Library::of_driver(package.path()).unwrap();
    assert_eq!(library, Library::default());
    assert!(library.folder().is_none());
    assert_eq!(library.names(), compat_data::names().collect::<Vec<_>>());
}

#[test]
fn every_file_that_is_wrong_is_named() {
    let line = OWN.replace("name = \"5.4\"", "name = 5.4.1");
    let contradiction = OWN.replace("name = \"5.4\"", "name = \"5.3\"");
    let error = library(&[
        ("a.toml", &line),
        ("b.toml", &contradiction),
        ("c.toml", OWN),
        ("dma_buf_ops.toml", &committed("dma_buf_ops")),
        ("my_ops.toml", OWN),
    ])
    .unwrap_err();
    for part in [
        "a.toml: TOML parse error at line 4",
        "b.toml: layout `5.3` is mainline's of 5.4..=6.1",
        "c.toml: it is the history of `struct my_ops`: name the file `my_ops.toml`",
        "dma_buf_ops.toml: `struct dma_buf_ops` has a history already, compat-data's own dma_buf_ops.toml",
    ] {
        assert!(error.contains(part), "{part}: {error}");
    }
    assert!(!error.contains("my_ops.toml: "), "{error}");
}
