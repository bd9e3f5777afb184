// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The types that the catalogue's structs name, in Rust: `compat_core::types::catalogue`, and the list by which the
//! macro knows them. What is the same on all kernels that were read goes there; the rest is left to the target's own type
//! information.

mod gather;
mod item;
mod source;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use compat_data::core_types::CORE_TYPES;

use crate::error::{Error, Result};
use crate::workspace;
pub use gather::Kernels;
use item::{Item, ItemKind, Left, items};

/// What was written.
#[derive(Debug)]
pub struct Written {
    /// How many types there are of each kind, by the words for it.
    pub kinds: BTreeMap<&'static str, usize>,
    /// How many enumerators.
    pub enumerators: usize,
    /// What is left to the target's own type information: the name, and why.
    pub left: Vec<Left>,
}

/// Writes the types of all that was read. Each file is written whole or not at all; one that would stay as it is, is
/// left alone.
///
/// # Errors
/// Where two types of C want one name of Rust, and where a file can't be written.
pub fn write(kernels: &Kernels) -> Result<Written> {
    let (items, left) = items(kernels).map_err(Error::new)?;
    let core = workspace::root().join("compat-core/src/types/catalogue");
    let known = workspace::root().join("compat-data/src/core_types/catalogue.rs");
    put(&core.join("tags.rs"), &source::tags(&items))?;
    put(&core.join("typedefs.rs"), &source::typedefs(&items))?;
    put(&core.join("enumerations.rs"), &source::enumerations(&items))?;
    put(&core.join("structs.rs"), &source::structs(&items))?;
    put(&known, &source::known(&items))?;
    let mut written = Written {
        kinds: BTreeMap::new(),
        enumerators: 0,
        left,
    };
    for item in &items {
        *written.kinds.entry(item.kind.words()).or_default() += 1;
        if let ItemKind::Enum { enumerators, .. } = &item.kind {
            written.enumerators += enumerators.len();
        }
    }
    Ok(written)
}

/// Whether the name is in `compat_core::types` already, written by hand.
fn is_by_hand(name: &str) -> bool {
    CORE_TYPES
        .binary_search_by_key(&name, |(known, _)| known)
        .is_ok()
}

fn put(path: &Path, text: &str) -> Result<()> {
    let at = |error: &std::io::Error| Error::at(path, error);
    if fs::read_to_string(path).is_ok_and(|there| there == text) {
        return Ok(());
    }
    let draft = path.with_extension("draft");
    fs::write(&draft, text).map_err(|error| at(&error))?;
    fs::rename(&draft, path).map_err(|error| at(&error))
}

impl std::fmt::Display for Written {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let kinds: Vec<String> = self
            .kinds
            .iter()
            .map(|(words, count)| format!("{count} {words}"))
            .collect();
        writeln!(
            f,
            "types: {}, with {} enumerators",
            kinds.join(", "),
            self.enumerators
        )?;
        for Left { name, why } in &self.left {
            writeln!(f, "left to the target: `{name}`: {why}")?;
        }
        Ok(())
    }
}
