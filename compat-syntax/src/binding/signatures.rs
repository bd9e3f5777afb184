// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The kernel's signatures, for people and to compare by.

use compat_data::c::{Function, Member};
use compat_data::history::{History, Layout};

use compat_data::rust::{Names, arrow, member, parameters, result};

/// `(*mut dma_buf, c_ulong) -> *mut c_void`.
pub fn signature(function: &Function, names: &Names<'_>) -> String {
    let list = parameters(function, names).unwrap_or_default();
    let result = result(function, names).unwrap_or_default();
    format!("({}){}", list.join(", "), arrow(result))
}

/// A text that two members share if, and only if, they are the same to Rust.
pub fn key(of: &Member, history: &History) -> String {
    let names = Names::Canonical(history);
    match of.ty.as_function_pointer() {
        Some(function) => signature(function, &names),
        None => member(of, &names).unwrap_or_else(|_| of.to_string()),
    }
}

/// Each signature that the kernels use, and on which; two that differ only in a struct's old and new tag are one, in the
/// newer spelling.
pub fn signatures<'a>(
    history: &History,
    functions: &[(&'a Layout, &Function)],
) -> Vec<(String, Vec<&'a Layout>)> {
    let mut groups: Vec<(String, String, Vec<&Layout>)> = Vec::new();
    for (layout, function) in functions {
        let key = signature(function, &Names::Canonical(history));
        let plain = signature(function, &Names::Plain);
        match groups.iter_mut().find(|(known, ..)| *known == key) {
            Some((_, newest, layouts)) => {
                *newest = plain;
                layouts.push(layout);
            }
            None => groups.push((key, plain, vec![layout])),
        }
    }
    groups
        .into_iter()
        .map(|(_, text, layouts)| (text, layouts))
        .collect()
}
