// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Histories that the embedded ones are not like.

use std::fs;

use compat_data::history::History;
use compat_data::record;
use serde_json::Value;
use tempfile::TempDir;

use super::corpus::judged;
use super::{array, section, text};
use crate::support::{Outcome, kernel_compat_in};

/// Single kernels, of which one architecture has a signature of its own.
const SINGLE: &str = r#"
struct = "my_ops"

[[layout]]
name = "4.4"
members = '''
void (*go)(int);
int (*stay)(void);
'''

[[layout]]
name = "5.4"
members = '''
int (*go)(int, long int);
int (*stay)(void);
int (*come)(void);
'''

[[layout]]
name = "5.4-arm64"
members = '''
int (*go)(struct device *);
int (*stay)(void);
'''

[[source]]
name = "my_ops.txt"
sha256 = "aa21139e1e0253ac9934c60962abfc11e09a481c31502d33b4a1591058ba11aa"
[source.kernels]
"4.4-generic" = "4.4"
"4.15-generic" = "4.4"
"5.4-generic" = "5.4"
"5.8-generic" = "unknown"
"5.4-arm64" = "5.4-arm64"
"#;

/// A name that a rename set free, and that another operation took.
const REUSED: &str = r#"
struct = "my_ops"

[[layout]]
name = "5.4"
mainline = "5.4..=6.1"
members = '''
int (*get)(int);
'''

[[layout]]
name = "6.2"
mainline = "6.2..=6.12"
changes = [
    { kind = "renamed", member = "get_old", from = "get" },
    { kind = "added", member = "get" },
]
members = '''
int (*get_old)(int);
int (*get)(long int);
'''
"#;

struct Recorded {
    folder: TempDir,
    history: History,
}

impl Recorded {
    fn new(text: &str) -> Self {
        let history = record::parse("my_ops.toml", text).unwrap_or_else(|error| panic!("{error}"));
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join("my_ops.toml"), text).expect("written");
        Self { folder, history }
    }

    fn explain(&self, arguments: &[&str]) -> Outcome {
        let all = [&["--histories", ".", "explain", "my_ops"], arguments].concat();
        let outcome = kernel_compat_in(self.folder.path(), &all);
        assert_eq!((outcome.code, outcome.stderr.as_str()), (0, ""));
        outcome
    }

    fn json(&self, arguments: &[&str]) -> Value {
        let outcome = self.explain(&[arguments, &["--format", "json"]].concat());
        serde_json::from_str(&outcome.stdout).expect("JSON")
    }

    /// What is advised for each member, which the macro takes.
    fn advised(&self, arguments: &[&str]) -> Vec<(String, Vec<String>)> {
        let explained = self.json(arguments);
        assert_eq!(
            judged(self.history.clone(), &explained),
            Vec::<String>::new()
        );
        let members = array(&explained["members"]).iter();
        members
            .map(|member| {
                let entries = array(&member["advice"]["entries"]).iter();
                let attributes =
                    entries.map(|entry| entry["attribute"].as_str().unwrap_or_default());
                (
                    text(&member["name"]).to_owned(),
                    attributes.map(str::to_owned).collect(),
                )
            })
            .collect()
    }
}

fn of(member: &str, attributes: &[&str]) -> (String, Vec<String>) {
    let attributes = attributes.iter().map(|attribute| (*attribute).to_owned());
    (member.to_owned(), attributes.collect())
}

#[test]
fn single_kernels_leave_what_lies_between_uncertain() {
    let recorded = Recorded::new(SINGLE);
    let outcome = recorded.explain(&["--to", "5.8"]);
    let head = outcome.stdout.split("\n\n").next().expect("a head");
    let head = head.split_whitespace().collect::<Vec<_>>().join(" ");
    for words in [
        "from 4.4 to 5.8 Single kernels were read, and nothing is recorded of the mainline releases between",
        "4.4 on 4.4-generic to 4.15-generic",
        "Uncertain on 4.16 to 5.3 (between 4.15-generic and 5.4-generic)",
        "Unknown on 5.8-generic: their vmlinux has no type information",
        "5.4-arm64: layout 5.4-arm64, not 5.4 as 5.4",
    ] {
        assert!(head.contains(words), "{words:?} is not in: {head}");
    }
    let go = section(&outcome.stdout, "go");
    for words in [
        "From 4.15-generic to 5.4-generic (uncertain on 4.16 to 5.3): signature changed, parameter 2 added: long int, \
         returns: void -> int.",
        "5.4-arm64 differs from 5.4-generic: signature changed",
        // Both are of 5.4.
        "It differs between 4.4-generic to 5.4-generic and 5.4-arm64, and no bounds tell these apart.",
        "`Ops { go: …, ..Ops::EMPTY }`, with `#[cfg(my_ops = \"LAYOUT\")]` for each",
    ] {
        assert!(go.contains(words), "{words:?} is not in: {go}");
    }
    let come = section(&outcome.stdout, "come");
    assert!(
        come.contains("5.4-arm64 lacks it, and 5.4-generic has it."),
        "{come}"
    );
    let advised = recorded.advised(&[]);
    assert_eq!(
        advised,
        [
            of("go", &[]),
            of("stay", &[""]),
            of("come", &["#[kernel(optional)]"])
        ]
    );
    // Up to the older kernel's last one that was read.
    let two = SINGLE
        .replace("5.4-arm64", "5.11-generic")
        .replace("name = \"5.11-generic\"", "name = \"5.11\"");
    let two = Recorded::new(&two.replace(
        "\"5.11-generic\" = \"5.11-generic\"",
        "\"5.11-generic\" = \"5.11\"",
    ));
    let go = ["#[kernel(until = \"5.4\")]", "#[kernel(since = \"5.11\")]"];
    let come = ["#[kernel(since = \"5.4\", until = \"5.4\")]"];
    assert_eq!(
        two.advised(&[]),
        [of("go", &go), of("stay", &[""]), of("come", &come)]
    );
}

#[test]
fn a_name_that_another_operation_took_is_told_apart_by_bounds() {
    let recorded = Recorded::new(REUSED);
    let later = "#[kernel(since = \"6.2\")]";
    assert_eq!(
        recorded.advised(&[]),
        [of("get_old", &[""]), of("get", &[later])]
    );
    // Here all kernels have both, and only bounds say which `get` is meant.
    let narrow = recorded.advised(&["--from", "6.3", "--to", "6.5"]);
    assert_eq!(narrow, [of("get_old", &[""]), of("get", &[later])]);
    let outcome = recorded.explain(&[]);
    let own = section(&outcome.stdout, "get_old");
    assert!(
        own.contains("It is called `get` on 5.4 to 6.1 and `get_old` on 6.2 to 6.12."),
        "{own}"
    );
}
