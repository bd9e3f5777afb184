// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Names for parameters: the records have none, so they come from the types.

use compat_data::c::{Integer, Type, TypeKind};
use compat_data::rust::identifier;

/// A name for each parameter, no two alike.
pub(super) fn parameter_names<'a>(types: impl IntoIterator<Item = &'a Type>) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for ty in types {
        let wanted = name(ty);
        let numbered = (2..).map(|number| format!("{wanted}{number}"));
        let mut candidates = std::iter::once(wanted.clone()).chain(numbered);
        let free = candidates.find(|candidate| !names.contains(candidate));
        names.push(free.unwrap_or(wanted));
    }
    names.iter().map(|name| identifier(name)).collect()
}

/// What the type is called in words: the last of its tag's, `attachment` for `struct dma_buf_attachment *`.
fn name(ty: &Type) -> String {
    match &ty.kind {
        TypeKind::Pointer(to) => match &to.kind {
            TypeKind::Void => "address".to_owned(),
            TypeKind::Bool => "flag".to_owned(),
            TypeKind::Integer(Integer::Char) => "text".to_owned(),
            TypeKind::Integer(_) => "values".to_owned(),
            TypeKind::Function(_) => "callback".to_owned(),
            _ => name(to),
        },
        TypeKind::Array(element, _) => name(element),
        TypeKind::Function(_) => "callback".to_owned(),
        TypeKind::Bool => "flag".to_owned(),
        TypeKind::Typedef(typedef) => match typedef.as_str() {
            "size_t" | "ssize_t" => "size".to_owned(),
            "loff_t" => "offset".to_owned(),
            other => last_word(other),
        },
        TypeKind::Tag(_, tag) => last_word(tag),
        TypeKind::Void | TypeKind::Integer(_) | TypeKind::Anonymous(_) => "value".to_owned(),
    }
}

fn last_word(name: &str) -> String {
    let noise = ["", "struct", "t"];
    let word = name.rsplit('_').find(|word| !noise.contains(word));
    match word.map(str::to_lowercase) {
        // Rust has no raw form of these.
        Some(word) if ["self", "super", "crate"].contains(&word.as_str()) => "argument".to_owned(),
        // `u8`, `be32`: a number of some width.
        Some(word)
            if word
                .trim_start_matches(|c: char| c.is_ascii_alphabetic())
                .parse::<u8>()
                .is_ok() =>
        {
            "value".to_owned()
        }
        Some(word) if word.starts_with(|first: char| first.is_ascii_alphabetic()) => word,
        _ => "argument".to_owned(),
    }
}
