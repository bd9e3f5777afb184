// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! `kernel-compat explain`.

mod advice;
mod corpus;
mod driver;
mod facts;
mod histories;
mod refusals;

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::support::{Outcome, kernel_compat_in};

/// The section of one member in the text, without line breaks.
fn section(text: &str, member: &str) -> String {
    let sections = text.split("\n\n");
    let mut own = sections.filter(|section| section.lines().next() == Some(member));
    let section = own
        .next()
        .unwrap_or_else(|| panic!("no section of {member}:\n{text}"));
    section.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The top of the checkout, where the examples are.
fn checkout() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn explain(arguments: &[&str]) -> Outcome {
    kernel_compat_in(&checkout(), &[&["explain"], arguments].concat())
}

fn json(arguments: &[&str]) -> Value {
    let outcome = explain(&[arguments, &["--format", "json"]].concat());
    assert_eq!(outcome.stderr, "");
    serde_json::from_str(&outcome.stdout).expect("JSON")
}

fn array(value: &Value) -> &Vec<Value> {
    value.as_array().expect("a list")
}

fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}
