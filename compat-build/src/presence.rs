// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Whether a kernel has a struct.

use serde::Serialize;

use crate::place::{Place, State};

/// Whether the target has a struct.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Presence {
    /// It has.
    Present,
    /// It is known to have none.
    Absent,
    /// The type information at hand has none of it. It lives in a module, as the record or the driver says, and that
    /// module's is not at hand.
    InModule,
    /// The type information at hand has none of it: it may live in a module, be configured out, or have another name.
    /// Or there is no type information, and no record that says.
    Unknown,
}

/// Whether every module that was looked for was found and read.
pub(crate) fn all_read(modules: &[Place]) -> bool {
    unread(modules).is_empty()
}

/// Why a struct that the kernel's type information does not have is not found: it lives in modules whose own is not at
/// hand, or nobody knows where it is. `description` is of the kernel's.
pub(crate) fn nowhere(name: &str, description: &str, modules: &[Place]) -> String {
    let missing = unread(modules);
    let looked = in_words(modules);
    match (missing.is_empty(), modules.is_empty()) {
        (true, true) => format!(
            "the type information of the target kernel ({description}) has no `struct {name}`: there it lives in a \
             module, or is configured out, or has another name"
        ),
        (true, false) => format!(
            "the type information of the target kernel ({description}) has no `struct {name}`, and neither has {}: it \
             lives in another module, or is configured out, or has another name ({looked})",
            labels(modules).join(" or ")
        ),
        (false, _) => format!(
            "`struct {name}` lives in {}, whose type information is not at hand ({looked}); have that very kernel's \
             modules installed, or load the module where that kernel runs, or name the module's `.ko` with \
             KERNEL_COMPAT_BTF beside KDIR",
            missing.join(" or in ")
        ),
    }
}

/// What came of each place.
pub(crate) fn in_words(places: &[Place]) -> String {
    let words: Vec<String> = places.iter().map(ToString::to_string).collect();
    words.join("; ")
}

fn unread(modules: &[Place]) -> Vec<&str> {
    let was_read = |label: &&str| {
        let mut places = modules.iter();
        places.any(|place| place.name == **label && place.state == State::Read)
    };
    let labels = labels(modules);
    labels
        .into_iter()
        .filter(|label| !was_read(label))
        .collect()
}

fn labels(modules: &[Place]) -> Vec<&str> {
    let mut labels: Vec<&str> = Vec::new();
    for place in modules {
        if !labels.contains(&place.name.as_str()) {
            labels.push(&place.name);
        }
    }
    labels
}
