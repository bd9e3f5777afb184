// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The histories that this library carries, read when first asked for.

#[macro_use]
mod names;

use std::sync::OnceLock;

use crate::history::History;
use crate::record::{LoadError, parse};

struct Embedded {
    name: &'static str,
    text: &'static str,
    history: OnceLock<Result<History, LoadError>>,
}

macro_rules! embedded {
    ($($name:literal),* $(,)?) => {
        static EMBEDDED: [Embedded; [$($name),*].len()] = [$(Embedded {
            name: $name,
            text: include_str!(concat!("../histories/", $name, ".toml")),
            history: OnceLock::new(),
        }),*];
    };
}

with_names!(embedded);

impl Embedded {
    fn history(&'static self) -> Result<&'static History, &'static LoadError> {
        self.history
            .get_or_init(|| parse(&format!("{}.toml", self.name), self.text))
            .as_ref()
    }
}

/// The names of all structs with an embedded history, sorted.
pub fn names() -> impl Iterator<Item = &'static str> {
    EMBEDDED.iter().map(|embedded| embedded.name)
}

/// The history of one struct; none: no history of it is embedded.
pub fn history(name: &str) -> Option<Result<&'static History, &'static LoadError>> {
    EMBEDDED
        .iter()
        .find(|embedded| embedded.name == name)
        .map(Embedded::history)
}

/// All embedded histories, sorted by struct.
///
/// # Errors
/// The first history that contradicts itself, which the tests of this library exclude.
pub fn histories() -> Result<Vec<&'static History>, &'static LoadError> {
    EMBEDDED.iter().map(Embedded::history).collect()
}
