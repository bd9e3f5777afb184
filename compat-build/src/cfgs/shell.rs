// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The variables that the macro reads, as a shell reads them: `set -a; . FILE; set +a`.

use std::path::Path;

use super::{Fact, facts};
use crate::selection::Selection;

/// The variables of a selection, each as an assignment. Where the driver has histories of its own there is the folder of
/// its package, too, which cargo would name.
pub fn assignments(selection: &Selection) -> Vec<String> {
    let facts = facts(selection);
    let variables = facts.iter().filter_map(|fact| match fact {
        Fact::Variable { name, value } => Some(assignment(name, value)),
        Fact::Cfg { .. } | Fact::Values { .. } => None,
    });
    let histories = selection.histories.as_deref().and_then(Path::parent);
    let package = histories
        .map(|package| assignment("CARGO_MANIFEST_DIR", &package.to_string_lossy()))
        .into_iter();
    variables.chain(package).collect()
}

/// `NAME='value'`: what stands between the quotes counts as it is; a quote ends them, stands escaped, and begins anew.
pub fn assignment(name: &str, value: &str) -> String {
    format!("{name}='{}'", value.replace('\'', r"'\''"))
}
