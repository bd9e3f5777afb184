// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! A layout as a declaration in Rust.

use compat_data::c::Member;
use compat_data::rust::{KEYWORDS, Names, Unrepresentable, identifier, member as spell};

/// The struct that `#[kernel_ops]` declares for the layout, with plain names of types.
///
/// # Errors
/// The member that has no exact counterpart in Rust, and why.
pub(crate) fn declaration(
    name: &str,
    members: &[Member],
) -> Result<String, (String, Unrepresentable)> {
    let mut out = format!("#[repr(C)]\npub struct {name} {{\n");
    for member in members {
        let ty = spell(member, &Names::Plain).map_err(|error| (member.name.clone(), error))?;
        out.push_str(&format!("    pub {}: {ty},\n", identifier(&member.name)));
    }
    out.push_str("}\n");
    Ok(out)
}

/// Whether the word is a keyword of Rust.
pub(crate) fn is_keyword(word: &str) -> bool {
    KEYWORDS.contains(&word) || OTHER_KEYWORDS.contains(&word)
}

/// Those that are keywords of C as well, and those that can't be raw.
const OTHER_KEYWORDS: [&str; 16] = [
    "Self", "break", "const", "continue", "crate", "else", "enum", "extern", "for", "if", "return",
    "self", "static", "struct", "super", "while",
];
