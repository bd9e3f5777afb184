// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The types that the catalogue's structs name, in Rust: `compat_core::types::catalogue`, and the list by which the
//! macro knows them. What is the same on all kernels that were read goes there; the rest is left to the target's own type
//! information.

mod committed;
mod gather;
mod item;
mod judge;
mod read;
mod source;
mod verdict;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use compat_data::core_types::CORE_TYPES;

use crate::catalogue::files::{self, Files};
use crate::demo::Outcome;
use crate::error::{Error, Result};
use gather::Kernels;
use item::{Item, ItemKind, Left, items};
pub use judge::judge_all;

/// Brings the types up to what all kernels of the catalogue say, which must be in the cache. With `check`, it says whether they are, and writes
/// nothing.
///
/// # Errors
/// Kernels that the cache lacks or that can't be read, two types of C that want one name of Rust, and files that can't be written.
pub fn bring_up(check: bool) -> Result<Outcome> {
    let kernels = read::cached()?;
    if kernels.all.is_empty() {
        return Ok(Outcome::NotRun);
    }
    let (items, left) = items(&kernels).map_err(Error::new)?;
    let after = files(&items);
    let changed = files::changed(&after, &files::present(after.keys())?);
    println!("{}", summary(&kernels, &items, &left));
    println!(
        "{} of the files with types {}",
        changed.len(),
        if check { "would change" } else { "changed" }
    );
    if check {
        return Ok(match changed.is_empty() {
            true => Outcome::Passed,
            false => Outcome::Failed,
        });
    }
    files::write(&changed)?;
    Ok(Outcome::Passed)
}

/// Every file with its text.
fn files(items: &[Item]) -> Files {
    let core = |name: &str| format!("../compat-core/src/types/catalogue/{name}.rs");
    Files::from([
        (core("tags"), source::tags(items)),
        (core("typedefs"), source::typedefs(items)),
        (core("enumerations"), source::enumerations(items)),
        (core("structs"), source::structs(items)),
        (
            "src/core_types/catalogue.rs".to_owned(),
            source::known(items),
        ),
    ])
}

/// Whether the name is in `compat_core::types` already, written by hand.
fn is_by_hand(name: &str) -> bool {
    CORE_TYPES
        .binary_search_by_key(&name, |(known, _)| known)
        .is_ok()
}

/// How many types there are, and what is left to the target.
fn summary(kernels: &Kernels, items: &[Item], left: &[Left]) -> String {
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    let mut enumerators = 0;
    for item in items {
        *kinds.entry(item.kind.words()).or_default() += 1;
        if let ItemKind::Enum {
            enumerators: all, ..
        } = &item.kind
        {
            enumerators += all.len();
        }
    }
    let kinds: Vec<String> = kinds
        .iter()
        .map(|(words, count)| format!("{count} {words}"))
        .collect();
    let mut text = format!(
        "types on {} kernels: {}; {enumerators} enumerators",
        kernels.all.len(),
        kinds.join(", "),
    );
    for Left { name, why } in left {
        text += &format!("\nleft to the target: {name}: {why}");
    }
    text
}
