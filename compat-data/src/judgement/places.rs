// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Members that are the same and lie elsewhere.

use std::fmt;

use crate::c::Member;
use crate::history::Layout;
use crate::places::Places;

/// Something of a struct that is elsewhere, or of another extent, though the declared members are the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Displacement {
    /// The member; none: the struct itself.
    pub member: Option<String>,
    /// What is recorded, or was before: `offset 24`, `size 104`, `bits 130 to 131`.
    pub recorded: String,
    /// What was observed, or is after.
    pub observed: String,
}

/// What lies elsewhere, of two structs that declare the same members.
pub fn displacements(
    members: &[Member],
    recorded: &Places,
    observed: &Places,
) -> Vec<Displacement> {
    let mut found = Vec::new();
    let mut hold = |member: Option<&Member>, recorded: String, observed: String| {
        if recorded != observed {
            found.push(Displacement {
                member: member.map(|member| member.name.clone()),
                recorded,
                observed,
            });
        }
    };
    let size = |places: &Places| format!("size {}", places.size);
    hold(None, size(recorded), size(observed));
    let alignment = |places: &Places| format!("alignment {}", places.alignment);
    hold(None, alignment(recorded), alignment(observed));
    for (at, member) in members.iter().enumerate() {
        let place = |places: &Places| {
            let offset = places.offsets.get(at).copied().unwrap_or_default();
            match places.bits.get(&member.name) {
                Some(bits) => format!("bit {}, {} wide", bits.offset, bits.width),
                None => format!("offset {offset}"),
            }
        };
        hold(Some(member), place(recorded), place(observed));
    }
    hold(
        None,
        form(recorded.plain).to_owned(),
        form(observed.plain).to_owned(),
    );
    found
}

/// What is known to lie elsewhere where no places are recorded: what is no plain list is none of a plain layout's.
pub(super) fn unplain(recorded: &Layout, observed: &Places) -> Vec<Displacement> {
    match recorded.is_plain() && !observed.plain {
        true => vec![Displacement {
            member: None,
            recorded: form(true).to_owned(),
            observed: form(false).to_owned(),
        }],
        false => Vec::new(),
    }
}

fn form(plain: bool) -> &'static str {
    match plain {
        true => "a plain list of members",
        false => "bit-fields, unnamed structs or unions, or members that an attribute moves",
    }
}

/// `attach: offset 8 -> offset 16`
impl fmt::Display for Displacement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let member = self.member.as_deref().unwrap_or("the struct");
        write!(f, "{member}: {} -> {}", self.recorded, self.observed)
    }
}
