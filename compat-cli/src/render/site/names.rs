// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! What the search knows: every struct, and every name that a member of it goes by.

use super::subject::Subject;
use crate::render::html::tips::in_script;

/// The names as a script: for each struct its tag, its header and its members' names, each once.
pub(super) fn script(subjects: &[Subject<'_>]) -> String {
    let structs = subjects.iter().map(|subject| {
        let header = subject.header().map_or("", |header| &header.path);
        let members = subject.grid.names();
        let members = members.keys().map(|name| in_script(name));
        format!(
            "[{},{},[{}]]",
            in_script(subject.name()),
            in_script(header),
            members.collect::<Vec<_>>().join(",")
        )
    });
    format!(
        "const STRUCTS = [\n{}\n];\n",
        structs.collect::<Vec<_>>().join(",\n")
    )
}
