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

/// The declaration for people, in the reports' spelling, with the members' places before them where they are known.
pub(crate) fn with_places(name: &str, members: &[Member], places: Option<&Places>) -> String {
    let Some(places) = places else {
        return as_reported(name, members);
    };
    let comments: Vec<String> = members
        .iter()
        .zip(&places.offsets)
        .map(|(member, offset)| match places.bits.get(&member.name) {
            Some(bits) => format!("/* {offset:4}, bit {}, {} wide */", bits.offset, bits.width),
            None => format!("/* {offset:4} */"),
        })
        .collect();
    let width = comments.iter().map(String::len).max().unwrap_or(0);
    let lines = members.iter().zip(&comments).map(|(member, comment)| {
        let comment = styled(FAINT, format_args!("{comment:width$}"));
        format!("{comment} {};", member.in_report())
    });
    let extent = format!("/* size {}, alignment {} */", places.size, places.alignment);
    declaration(name, lines) + &styled(FAINT, extent) + "\n"
}

fn declaration(name: &str, lines: impl Iterator<Item = String>) -> String {
    let mut out = format!("struct {name} {{\n");
    for line in lines {
        let _ = writeln!(out, "    {line}");
    }
    out.push_str("};\n");
    out
}
