// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Structs of which only single kernels were read: what is advised for them is what the macro takes.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use compat_data::history::History;
use compat_data::import::{Origin, import_report};
use compat_data::{record, report};
use compat_syntax::binding::bind::bind;
use compat_syntax::binding::coverage::Coverage;
use compat_syntax::binding::subject::Subject;
use compat_syntax::driver::uses;
use compat_syntax::errors::Errors;
use compat_syntax::parse::{Target, entries};
use serde_json::Value;

use super::{array, text};
use crate::explain::advice::block;
use crate::support::{kernel_compat_in, shared};

/// The reports, which not every machine has.
fn reports() -> Option<Vec<PathBuf>> {
    let files = fs::read_dir(shared("corpus")?).expect("readable");
    let mut files: Vec<PathBuf> = files.map(|file| file.expect("readable").path()).collect();
    files.sort();
    Some(files)
}

fn history(file: &Path) -> History {
    let content = fs::read_to_string(file).expect("text");
    let report = report::parse(&content).unwrap_or_else(|error| panic!("{error}"));
    let mut history = History::new(&report.name);
    let origin = Origin {
        name: "report.txt".to_owned(),
        sha256: "0".repeat(64),
        distribution: None,
    };
    import_report(&mut history, origin, report).unwrap_or_else(|error| panic!("{error}"));
    history
}

/// What the macro says against the advised block.
pub fn judged(history: History, explained: &Value) -> Vec<String> {
    let source = block(explained, false);
    let errors = Errors::default();
    let uses = uses(&source, &errors).unwrap_or_else(|error| panic!("{error}:\n{source}"));
    let subject = Subject::recorded(history);
    for found in &uses {
        if let Target::Filling(block) = &found.target {
            let written = entries(block, &errors);
            let coverage = Coverage::of(&subject, found.arguments.kernels.as_ref(), &errors);
            bind(&subject, &coverage, &written, &errors);
        }
    }
    let errors = errors.into_errors();
    errors
        .iter()
        .map(|error| format!("{error}\n{source}"))
        .collect()
}

#[test]
fn the_macro_takes_what_is_advised_for_structs_of_single_kernels() {
    let Some(reports) = reports() else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let mut outcomes: BTreeMap<&str, usize> = BTreeMap::new();
    for file in reports {
        let history = history(&file);
        let path = folder.path().join(format!("{}.toml", history.name));
        fs::write(&path, record::print(&history)).expect("written");
        let arguments = [
            "--histories",
            ".",
            "explain",
            &history.name,
            "--format",
            "json",
        ];
        let outcome = kernel_compat_in(folder.path(), &arguments);
        if outcome.code != 0 {
            // On one release, or on none.
            let says_why = ["one release has no changes", "no kernel is recorded"];
            assert!(
                says_why.iter().any(|why| outcome.stderr.contains(why)),
                "{}: {}",
                history.name,
                outcome.stderr
            );
            *outcomes.entry("refused").or_default() += 1;
            continue;
        }
        let explained: Value = serde_json::from_str(&outcome.stdout).expect("JSON");
        for member in array(&explained["members"]) {
            let advice = &member["advice"];
            let is_advised = !array(&advice["entries"]).is_empty();
            // What can't be written is said to be so.
            assert!(
                is_advised || !array(&advice["sentences"]).is_empty(),
                "{member}"
            );
            let kind = match is_advised {
                true => "advised",
                false => match text(&advice["sentences"][0]).starts_with("Rust can't") {
                    true => "not in Rust",
                    false => "by hand",
                },
            };
            *outcomes.entry(kind).or_default() += 1;
        }
        let problems = judged(history, &explained);
        assert_eq!(problems, Vec::<String>::new());
    }
    println!("{outcomes:?}");
    assert!(outcomes["advised"] > outcomes.values().sum::<usize>() / 2);
}
