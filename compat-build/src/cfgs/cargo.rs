// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! What the build script prints for cargo.

use super::{Fact, facts, warnings};
use crate::environment::VARIABLES;
use crate::error::Error;
use crate::selection::Selection;

/// Cargo's directives for a selection, each on a line.
pub fn lines(selection: &Selection) -> String {
    let mut lines = Lines::default();
    inputs(selection, &mut lines);
    for fact in facts(selection) {
        let directive = match fact {
            Fact::Cfg { .. } => "rustc-cfg",
            Fact::Values { .. } => "rustc-check-cfg",
            Fact::Variable { .. } => "rustc-env",
        };
        lines.add(directive, fact.to_string());
    }
    for warning in warnings(selection) {
        lines.add("warning", warning);
    }
    lines.text
}

/// Cargo's directives for an error, each on a line.
pub fn error_lines(error: &Error) -> String {
    let mut lines = Lines::default();
    for line in error.to_string().lines() {
        lines.add("error", line);
    }
    lines.text
}

/// All that was read, or would have been, had it been set.
fn inputs(selection: &Selection, lines: &mut Lines) {
    for variable in VARIABLES {
        lines.add("rerun-if-env-changed", variable);
    }
    let files = selection
        .target
        .tree()
        .into_iter()
        .flat_map(|tree| &tree.files);
    // The fragment is no input: named as one, it is written again after somebody has deleted it.
    let fragment = selection.fragment.iter().map(|fragment| &fragment.path);
    let histories = selection.histories.iter();
    let read = selection.sources.iter().chain(histories);
    let found = selection.type_information.iter().chain(read);
    for path in files.chain(found).chain(fragment) {
        lines.add("rerun-if-changed", path.display().to_string());
    }
}

#[derive(Default)]
struct Lines {
    text: String,
}

impl Lines {
    fn add(&mut self, directive: &str, value: impl AsRef<str>) {
        // Names of files and structs come from elsewhere: whatever breaks a line there must not break one here.
        let value = value.as_ref().replace(['\n', '\r'], " ");
        self.text.push_str(&format!("cargo::{directive}={value}\n"));
    }
}
