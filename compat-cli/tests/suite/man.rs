// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! `man`: pages that groff takes without a warning.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::support::{contents, kernel_compat, text};

/// What groff makes of the page; none: it is not installed.
fn rendered(page: &Path) -> Option<String> {
    let groff = Command::new("groff")
        .args(["-man", "-ww", "-Tutf8", "-P-cbu"])
        .arg(page)
        .output();
    match groff {
        Ok(output) => {
            let warnings = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success() && warnings.is_empty(), "{warnings}");
            Some(String::from_utf8_lossy(&output.stdout).into_owned())
        }
        Err(error) => {
            println!("SKIPPED: groff can't be run: {error}");
            None
        }
    }
}

#[test]
fn the_commands_page_names_every_verb_and_the_exit_codes() {
    let folder = tempfile::tempdir().unwrap();
    let page = folder.path().join("page.1");
    fs::write(&page, kernel_compat(&["man"]).success()).unwrap();
    if let Some(page) = rendered(&page) {
        let verbs = verbs();
        assert!(verbs.len() > 3, "{verbs:?}");
        for verb in verbs {
            // Names are hyphenated as the line wants it.
            assert!(page.contains(&format!("{verb}(1)")), "{verb}: {page}");
        }
        assert!(page.contains("EXIT STATUS"), "{page}");
    }
}

#[test]
fn a_page_for_each_verb_with_its_example() {
    let folder = tempfile::tempdir().unwrap();
    let pages = folder.path().join("share/man1");
    let said = kernel_compat(&["man", "--output", text(&pages)]).success();
    let mut names: Vec<String> = verbs()
        .iter()
        .map(|verb| format!("kernel-compat-{verb}.1"))
        .collect();
    names.push("kernel-compat.1".to_owned());
    names.sort();
    let written: Vec<String> = contents(&pages).into_iter().map(|(name, _)| name).collect();
    assert_eq!(written, names);
    assert_eq!(said.lines().count(), names.len());
    for name in names.iter().filter(|name| *name != "kernel-compat.1") {
        if let Some(page) = rendered(&pages.join(name)) {
            assert!(page.contains("EXAMPLE"), "{page}");
        }
    }
}

#[test]
fn a_folder_that_can_not_be_written_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "").unwrap();
    let said = kernel_compat(&["man", "--output", text(&file)]).trouble();
    assert!(said.contains(text(&file)), "{said}");
}

/// The verbs that the help lists, but for `help` itself.
fn verbs() -> Vec<String> {
    let help = kernel_compat(&["--help"]).success();
    let list = help.lines().skip_while(|line| *line != "Commands:").skip(1);
    list.take_while(|line| !line.is_empty())
        .filter(|line| !line.starts_with("   "))
        .filter_map(|line| line.split_whitespace().next())
        .filter(|verb| *verb != "help")
        .map(str::to_owned)
        .collect()
}
