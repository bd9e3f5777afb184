// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! JSON for scripts. Its keys are documented in docs/COMMAND.md, and a change of their meaning changes `format`.

use compat_data::c::Member;
use compat_data::history::{Commit, Layout};
use compat_data::places::Places;
use serde::Serialize;

use crate::error::{Error, Errors};

/// The version of the format.
pub(crate) const FORMAT: u32 = 1;

/// A commit of the mainline kernel.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct CommitJson {
    pub id: String,
    /// Whether the id itself was seen.
    pub confirmed: bool,
}

impl CommitJson {
    pub fn of(commit: &Commit) -> Self {
        Self {
            id: commit.id.clone(),
            confirmed: commit.confirmed,
        }
    }
}

/// A layout with its members.
#[derive(Debug, Serialize)]
pub(crate) struct LayoutJson {
    pub name: String,
    /// The mainline releases that have it: `5.3..=5.4`.
    pub mainline: Option<String>,
    pub size: Option<u64>,
    pub alignment: Option<u64>,
    pub members: Vec<MemberJson>,
}

/// A member's declaration.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct DeclarationJson {
    pub name: String,
    /// The declaration as C writes it.
    pub c: String,
    /// The declaration as reports spell it.
    pub reported: String,
}

impl DeclarationJson {
    pub fn of(member: &Member) -> Self {
        Self {
            name: member.name.clone(),
            c: member.to_string(),
            reported: member.in_report(),
        }
    }
}

/// A member with its place.
#[derive(Debug, Serialize)]
pub(crate) struct MemberJson {
    #[serde(flatten)]
    pub declaration: DeclarationJson,
    /// In bytes.
    pub offset: Option<u64>,
    /// Of a bit-field, in bits.
    pub bit_offset: Option<u64>,
    pub bit_width: Option<u64>,
}

impl LayoutJson {
    pub fn of(layout: &Layout, places: Option<&Places>) -> Self {
        let members = layout.members.iter().enumerate().map(|(at, member)| {
            let bits = places.and_then(|places| places.bits.get(&member.name));
            MemberJson {
                declaration: DeclarationJson::of(member),
                offset: places.and_then(|places| places.offsets.get(at).copied()),
                bit_offset: bits.map(|bits| bits.offset),
                bit_width: bits.map(|bits| bits.width),
            }
        });
        Self {
            name: layout.name.clone(),
            mainline: layout.mainline.map(|range| range.to_string()),
            size: places.map(|places| places.size),
            alignment: places.map(|places| places.alignment),
            members: members.collect(),
        }
    }
}

/// The value as text, with a line break at its end.
///
/// # Errors
/// When it can't be written as JSON.
pub(crate) fn text(value: &impl Serialize) -> Result<String, Errors> {
    let text = serde_json::to_string_pretty(value);
    text.map(|text| text + "\n")
        .map_err(|error| Error::new(format_args!("this can't be written as JSON: {error}")).into())
}
