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

/// Whether there is an embedded history of that struct. Reads none.
pub fn is_embedded(name: &str) -> bool {
    find(name).is_some()
}

/// The history of one struct, and no other is read; none: no history of it is embedded.
pub fn history(name: &str) -> Option<Result<&'static History, &'static LoadError>> {
    find(name).map(Embedded::history)
}

/// All embedded histories, sorted by struct.
///
/// # Errors
/// The first history that contradicts itself, which the tests of this library exclude.
pub fn histories() -> Result<Vec<&'static History>, &'static LoadError> {
    EMBEDDED.iter().map(Embedded::history).collect()
}

/// The names are sorted.
fn find(name: &str) -> Option<&'static Embedded> {
    let at = EMBEDDED.binary_search_by(|embedded| embedded.name.cmp(name));
    EMBEDDED.get(at.ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_sorted_and_each_is_found() {
        assert!(EMBEDDED.is_sorted_by(|one, other| one.name < other.name));
        assert!(names().all(is_embedded));
        assert!(!is_embedded("dma_buf"));
    }
}
