// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! A layout as a declaration in C.

use std::fmt::Write;

use compat_data::c::Member;
use compat_data::places::Places;

use super::style::{FAINT, styled};

/// The declaration as the reports print it, in their spelling.
pub(crate) fn as_reported(name: &str, members: &[Member]) -> String {
    declaration(
        name,
        members
            .iter()
            .map(|member| format!("{};", member.in_report())),
    )
}

/// The declaration as C.
pub(crate) fn as_c(name: &str, members: &[Member]) -> String {
    declaration(name, members.iter().map(|member| format!("{member};")))
}

/// The declaration as C, with the members' places before them where they are known.
pub(crate) fn as_c_with_places(name: &str, members: &[Member], places: Option<&Places>) -> String {
    let Some(places) = places else {
        return as_c(name, members);
    };
    let lines = members.iter().zip(comments(members, places));
    let lines = lines.map(|(member, comment)| format!("{comment} {member};"));
    declaration(name, lines)
}

/// The declaration for people, in the reports' spelling, with the members' places before them where they are known.
pub(crate) fn with_places(name: &str, members: &[Member], places: Option<&Places>) -> String {
    let Some(places) = places else {
        return as_reported(name, members);
    };
    let lines = members.iter().zip(comments(members, places));
    let lines = lines
        .map(|(member, comment)| format!("{} {};", styled(FAINT, comment), member.in_report()));
    let extent = format!("/* size {}, alignment {} */", places.size, places.alignment);
    declaration(name, lines) + &styled(FAINT, extent) + "\n"
}

/// Where each member lies, as comments of one width.
fn comments(members: &[Member], places: &Places) -> Vec<String> {
    let comments: Vec<String> = members
        .iter()
        .zip(&places.offsets)
        .map(|(member, offset)| match places.bits.get(&member.name) {
            Some(bits) => format!("/* {offset:4}, bit {}, {} wide */", bits.offset, bits.width),
            None => format!("/* {offset:4} */"),
        })
        .collect();
    let width = comments.iter().map(String::len).max().unwrap_or(0);
    let comments = comments.iter();
    comments
        .map(|comment| format!("{comment:width$}"))
        .collect()
}

fn declaration(name: &str, lines: impl Iterator<Item = String>) -> String {
    let mut out = format!("struct {name} {{\n");
    for line in lines {
        let _ = writeln!(out, "    {line}");
    }
    out.push_str("};\n");
    out
}
