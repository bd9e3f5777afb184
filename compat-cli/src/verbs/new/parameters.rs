// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Names for a function's parameters, which no record has: after their types.

use compat_data::c::{Function, Integer, Type, TypeKind};

use super::types::is_integer;

/// A name for each parameter: `_buf`, `_attachment`, `_size`, `_size2`.
pub(super) fn names(function: &Function) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for parameter in &function.parameters {
        let word = word(parameter);
        let numbered = (2..).map(|number| format!("_{word}{number}"));
        let mut candidates = std::iter::once(format!("_{word}")).chain(numbered);
        names.extend(candidates.find(|name| !names.contains(name)));
    }
    names
}

/// What a parameter of that type is, in a word.
fn word(ty: &Type) -> String {
    match &ty.kind {
        TypeKind::Pointer(to) | TypeKind::Array(to, _) => match &to.kind {
            TypeKind::Void => "data".to_owned(),
            TypeKind::Integer(Integer::Char | Integer::UnsignedChar) => "buffer".to_owned(),
            TypeKind::Typedef(name) if name == "loff_t" => "position".to_owned(),
            _ => word(to),
        },
        TypeKind::Function(_) => "callback".to_owned(),
        TypeKind::Bool => "flag".to_owned(),
        TypeKind::Typedef(name) => match name.as_str() {
            "size_t" | "ssize_t" => "size".to_owned(),
            "loff_t" => "offset".to_owned(),
            name if is_integer(name) => "value".to_owned(),
            name => last_word(name),
        },
        TypeKind::Tag(_, tag) => match tag.as_str() {
            "vm_area_struct" => "area".to_owned(),
            tag => last_word(tag),
        },
        TypeKind::Void | TypeKind::Integer(_) | TypeKind::Anonymous(_) => "value".to_owned(),
    }
}

/// `attachment` of `dma_buf_attachment`; endings that only say that it is a type don't count.
fn last_word(name: &str) -> String {
    let mut words = name.split('_').filter(|word| !word.is_empty());
    let told = words.rfind(|word| !["t", "struct"].contains(word));
    told.unwrap_or("value").to_ascii_lowercase()
}
