// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The committed histories as files.

use std::fs;
use std::path::Path;

use compat_data::record;

use crate::common::{committed, history, parsed};

#[test]
fn the_committed_form_is_the_printed_form() {
    for name in compat_data::names() {
        let text = committed(name);
        let read = parsed(&text);
        assert_eq!(record::print(&read), text, "{name}");
        assert_eq!(read, *history(name));
    }
}

#[test]
fn every_committed_history_is_embedded() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("histories");
    let mut files: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    files.sort();
    let embedded: Vec<String> = compat_data::names()
        .map(|name| format!("{name}.toml"))
        .collect();
    assert_eq!(files, embedded);
    let names: Vec<&str> = compat_data::histories()
        .unwrap()
        .iter()
        .map(|history| history.name.as_str())
        .collect();
    assert_eq!(names, compat_data::names().collect::<Vec<_>>());
    assert!(compat_data::history("no_such_ops").is_none());
}

/// FACTS: 6.15 itself was not read.
#[test]
fn what_was_not_read_is_noted() {
    let history = parsed(&record::print(history("dma_buf_ops")));
    let [change] = history.layout("6.16").unwrap().changes.as_slice() else {
        panic!("one change");
    };
    let note = change.note.as_deref().unwrap();
    for part in ["6.14", "6.16.3", "not in 6.15 itself"] {
        assert!(note.contains(part), "{note}");
    }
}
