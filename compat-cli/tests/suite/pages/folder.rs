// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Where the site goes: all of it or nothing, and over nothing but another site.

use std::fs;
use std::path::Path;

use crate::support::{Outcome, contents, kernel_compat_in, text};

/// Writes a site of two structs: that of all embedded ones takes its time.
fn pages_in(folder: &Path, output: &str) -> Outcome {
    let histories = tempfile::tempdir().unwrap();
    let recorded = Path::new(env!("CARGO_MANIFEST_DIR")).join("../compat-data/histories");
    for name in ["dma_buf_ops.toml", "vfio_pci_regops.toml"] {
        fs::copy(recorded.join(name), histories.path().join(name)).unwrap();
    }
    let arguments = [
        "--histories",
        text(histories.path()),
        "pages",
        "--output",
        output,
    ];
    kernel_compat_in(folder, &arguments)
}

#[test]
fn the_same_histories_make_the_same_site_which_takes_the_place_of_another() {
    let parent = tempfile::tempdir().unwrap();
    pages_in(parent.path(), "one").success();
    let site = parent.path().join("one");
    let first = contents(&site);
    // What an earlier run wrote of a struct that has no history any more.
    fs::copy(site.join("dma_buf_ops.html"), site.join("gone_ops.html")).unwrap();
    fs::write(site.join("names.js"), "/* Made by kernel-compat. */\n").unwrap();
    pages_in(parent.path(), "one").success();
    assert_eq!(contents(&site), first);
    // An empty folder will do.
    fs::create_dir(parent.path().join("two")).unwrap();
    pages_in(parent.path(), "two").success();
    assert_eq!(contents(&parent.path().join("two")), first);
    assert_eq!(fs::read_dir(parent.path()).unwrap().count(), 2);
}

#[test]
fn what_the_command_did_not_write_is_left_alone() {
    let parent = tempfile::tempdir().unwrap();
    pages_in(parent.path(), "site").success();
    let site = parent.path().join("site");
    let mine = site.join("notes.html");
    for (file, text) in [
        ("notes.html", "<!DOCTYPE html>\n<title>mine</title>\n"),
        ("site.js", "mine();\n"),
        ("CNAME", "example.org\n"),
    ] {
        let path = site.join(file);
        let before = fs::read(&path).ok();
        fs::write(&path, text).unwrap();
        let left = contents(&site);
        let error = pages_in(parent.path(), "site").trouble();
        assert!(error.contains("nothing is overwritten"), "{error}");
        assert!(error.contains(&format!("it holds `{file}`")), "{error}");
        assert!(error.contains("`--output DIR`"), "{error}");
        assert_eq!(contents(&site), left);
        match before {
            Some(before) => fs::write(&path, before).unwrap(),
            None => fs::remove_file(&path).unwrap(),
        }
    }
    assert!(!mine.exists());
    fs::create_dir(site.join("more")).unwrap();
    pages_in(parent.path(), "site").trouble();
    assert_eq!(fs::read_dir(parent.path()).unwrap().count(), 1);
}

#[test]
fn a_place_that_can_not_be_written_is_refused() {
    let parent = tempfile::tempdir().unwrap();
    fs::write(parent.path().join("file"), "mine").unwrap();
    for (output, reason) in [
        ("file", "it is there already, and is no folder"),
        ("there/is/none", "there is no such folder to write into"),
        (".", "nothing is overwritten"),
    ] {
        let error = pages_in(parent.path(), output).trouble();
        assert!(error.contains(reason), "{error}");
    }
    let inside = parent.path().join("site");
    pages_in(parent.path(), "site").success();
    let error = pages_in(&inside, ".").trouble();
    assert!(
        error.contains("run the command from another folder"),
        "{error}"
    );
    assert_eq!(fs::read_dir(parent.path()).unwrap().count(), 2);
}

#[test]
fn a_history_that_can_not_be_read_leaves_all_as_it_was() {
    let parent = tempfile::tempdir().unwrap();
    let histories = parent.path().join("histories");
    fs::create_dir(&histories).unwrap();
    let pages = || {
        kernel_compat_in(
            parent.path(),
            &["--histories", "histories", "pages", "-o", "site"],
        )
    };
    let error = pages().trouble();
    assert!(
        error.contains("there is no history to make a page of"),
        "{error}"
    );
    for name in ["index", "Index"] {
        let path = histories.join(format!("{name}.toml"));
        let text = format!(
            "struct = \"{name}\"\n\n[[layout]]\nname = \"4.4\"\nmainline = \"4.4..=7.3\"\nmembers = '''\nint one;\n'''\n"
        );
        fs::write(&path, text).unwrap();
        let error = pages().trouble();
        assert!(error.contains("which is another page's name"), "{error}");
        fs::remove_file(&path).unwrap();
    }
    fs::write(histories.join("one_ops.toml"), "struct = 1\n").unwrap();
    fs::write(histories.join("two_ops.toml"), "struct = 2\n").unwrap();
    let error = pages().trouble();
    assert!(
        error.contains("one_ops.toml") && error.contains("two_ops.toml"),
        "{error}"
    );
    assert_eq!(fs::read_dir(parent.path()).unwrap().count(), 1);
}
