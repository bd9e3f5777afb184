// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Where a driver is written: all of it or nothing, and over nothing.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;

use crate::support::{Outcome, command, contents, kernel_compat_in, text};

const ARGUMENTS: [&str; 4] = ["new", "driver", "--ops", "dma_buf_ops"];

fn new_in(folder: &Path, more: &[&str]) -> Outcome {
    kernel_compat_in(folder, &[&ARGUMENTS, more].concat())
}

#[test]
fn the_folder_is_named_after_the_driver_and_what_was_written_is_listed() {
    let parent = tempfile::tempdir().unwrap();
    let said = new_in(parent.path(), &[]).success();
    assert!(said.contains("\n    driver/src/lib.rs\n"), "{said}");
    assert!(said.contains("\n    cd driver\n"), "{said}");
    let listed = said
        .lines()
        .filter_map(|line| line.strip_prefix("    driver/"));
    let mut count = 0;
    for file in listed {
        assert!(parent.path().join("driver").join(file).is_file(), "{file}");
        count += 1;
    }
    assert!(count > 10, "{said}");
    let names: Vec<String> = contents(parent.path())
        .into_iter()
        .map(|(name, _)| name)
        .collect();
    assert_eq!(names, ["driver"]);
}

#[test]
fn nothing_is_overwritten() {
    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path().join("driver");
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join("notes"), "mine").unwrap();
    symlink("driver", parent.path().join("link")).unwrap();
    symlink("nowhere", parent.path().join("broken")).unwrap();
    fs::write(parent.path().join("file"), "mine").unwrap();
    let before = contents(parent.path());
    for (path, what) in [
        ("driver", "not empty: nothing is overwritten"),
        ("link", "not empty: nothing is overwritten"),
        ("file", "it is there already, and is no folder"),
        ("broken", "broken"),
        ("there/is/none", "there is no such folder to write into"),
    ] {
        let said = new_in(parent.path(), &["--path", path]).trouble();
        assert!(said.contains(what), "{path}: {said}");
    }
    assert_eq!(contents(parent.path()), before);
    assert_eq!(
        contents(&folder),
        [("notes".to_owned(), Some("mine".to_owned()))]
    );
}

#[test]
fn an_empty_folder_is_filled_unless_somebody_is_in_it() {
    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path().join("empty");
    fs::create_dir(&folder).unwrap();
    let said = new_in(&folder, &["--path", "."]).trouble();
    assert!(
        said.contains("run the command from another folder"),
        "{said}"
    );
    assert!(contents(&folder).is_empty());
    symlink("empty", parent.path().join("link")).unwrap();
    new_in(parent.path(), &["--path", "link"]).success();
    assert!(folder.join("Cargo.toml").is_file());
    assert_eq!(contents(parent.path()).len(), 2);
}

/// The largest file that a process may write stands for a full disk.
#[test]
fn a_full_disk_leaves_nothing_behind() {
    let parent = tempfile::tempdir().unwrap();
    let limited = Command::new("sh")
        .current_dir(parent.path())
        .args(["-c", "trap '' XFSZ; ulimit -f 1; exec \"$0\" \"$@\""])
        .arg(env!("CARGO_BIN_EXE_kernel-compat"))
        .args(ARGUMENTS)
        .output();
    let said = Outcome::of(limited.unwrap()).trouble();
    assert!(said.contains("README.md"), "{said}");
    assert!(contents(parent.path()).is_empty());
}

#[test]
fn a_path_need_not_be_text_and_one_with_blanks_is_quoted() {
    let parent = tempfile::tempdir().unwrap();
    let path = parent.path().join(OsStr::from_bytes(b"driver-\xff"));
    let mut new = command();
    new.args(ARGUMENTS).arg("--path").arg(&path);
    Outcome::of(new.output().unwrap()).success();
    assert!(path.join("src/lib.rs").is_file());
    let said = new_in(parent.path(), &["--path", "my driver"]).success();
    assert!(said.contains("cd 'my driver'\n"), "{said}");
}

#[test]
fn libraries_come_from_a_checkout_or_a_repository() {
    let parent = tempfile::tempdir().unwrap();
    let checkout = parent.path().join("a \"checkout\"");
    for library in ["compat-core", "compat-build"] {
        fs::create_dir_all(checkout.join(library)).unwrap();
        fs::write(checkout.join(library).join("Cargo.toml"), "").unwrap();
    }
    let manifest = |path: &str, more: &[&str]| {
        new_in(parent.path(), &[&["--path", path], more].concat()).success();
        fs::read_to_string(parent.path().join(path).join("Cargo.toml")).unwrap()
    };
    let own = manifest("own", &["--libraries", "a \"checkout\""]);
    let place = parent.path().canonicalize().unwrap();
    let expected = format!(
        "compat-core = {{ path = \"{}/a \\\"checkout\\\"/compat-core\" }}",
        text(&place)
    );
    assert!(own.contains(&expected), "{own}");
    let git = ["--git", "https://example.org/kernel-compat.git"];
    let plain = manifest("plain", &git);
    assert!(
        plain.contains("compat-build = { git = \"https://example.org/kernel-compat.git\" }"),
        "{plain}"
    );
    let tagged = manifest("tagged", &[&git[..], &["--tag", "v1"]].concat());
    assert!(
        tagged.contains("kernel-compat.git\", tag = \"v1\" }"),
        "{tagged}"
    );
}

#[test]
fn libraries_that_are_none_are_refused() {
    let parent = tempfile::tempdir().unwrap();
    let said = new_in(parent.path(), &["--libraries", "."]).trouble();
    assert!(
        said.contains("it is no checkout of kernel-compat"),
        "{said}"
    );
    let said = new_in(parent.path(), &["--tag", "v1"]).trouble();
    assert!(said.contains("--git <URL>"), "{said}");
    let said = new_in(parent.path(), &["--git", "a\nb"]).trouble();
    assert!(said.contains("control characters"), "{said}");
    let odd = parent.path().join(OsStr::from_bytes(b"checkout-\xff"));
    for library in ["compat-core", "compat-build"] {
        fs::create_dir_all(odd.join(library)).unwrap();
        fs::write(odd.join(library).join("Cargo.toml"), "").unwrap();
    }
    let mut new = command();
    new.current_dir(parent.path()).args(ARGUMENTS);
    let said = Outcome::of(new.arg("--libraries").arg(&odd).output().unwrap()).trouble();
    assert!(said.contains("Cargo.toml can't name it"), "{said}");
    assert!(!parent.path().join("driver").exists());
}
