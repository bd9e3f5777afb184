// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! What differs between two layouts.

mod facts;
mod moves;
mod print;
mod signature;

use crate::c::{Member, Type};
use crate::history::{ChangeKind, Layout};
use moves::moved;
use signature::signature_changes;

/// The recorded facts that tell a rename from a removal and an addition.
#[derive(Clone, Debug, Default)]
pub struct Renames<'a> {
    /// Members: (name before, name after).
    pub members: Vec<(&'a str, &'a str)>,
    /// Tags: (tag before, tag after).
    pub tags: Vec<(&'a str, &'a str)>,
}

impl<'a> Renames<'a> {
    /// The renames among the changes recorded in these layouts.
    pub fn recorded_in(layouts: impl IntoIterator<Item = &'a Layout>) -> Self {
        let mut renames = Self::default();
        for change in layouts.into_iter().flat_map(|layout| &layout.changes) {
            match (&change.kind, &change.member) {
                (ChangeKind::Renamed { from }, Some(member)) => {
                    renames.members.push((from, member));
                }
                (ChangeKind::TagRenamed { from, to }, _) => {
                    let rename = (from.as_str(), to.as_str());
                    if !renames.tags.contains(&rename) {
                        renames.tags.push(rename);
                    }
                }
                _ => {}
            }
        }
        renames
    }

    /// The same from the newer layout to the older one.
    pub fn undone(self) -> Self {
        let undone = |renames: Vec<(&'a str, &'a str)>| {
            let renames = renames.into_iter().rev();
            renames.map(|(before, after)| (after, before)).collect()
        };
        Self {
            members: undone(self.members),
            tags: undone(self.tags),
        }
    }
}

/// One difference between two layouts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Difference<'a> {
    /// Only the newer one has the member.
    Added(&'a Member),
    /// Only the older one has it.
    Removed(&'a Member),
    /// It has another name, by recorded fact.
    Renamed(Pair<'a>),
    /// It stands elsewhere among those that both have.
    Moved(Pair<'a>),
    /// Its type is another one.
    Signature(Pair<'a>, Vec<SignatureChange<'a>>),
    /// Tags in its type have another name, by recorded fact: (tag before, tag after).
    TagRenamed(Pair<'a>, Vec<(&'a str, &'a str)>),
}

/// One member in both layouts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pair<'a> {
    /// In the older one.
    pub before: &'a Member,
    /// In the newer one.
    pub after: &'a Member,
}

/// One difference between two types of a member. Parameters count from 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SignatureChange<'a> {
    /// The newer function takes one more.
    ParameterAdded(usize, &'a Type),
    /// The older function takes one more.
    ParameterRemoved(usize, &'a Type),
    /// A parameter has another type; the place is the newer function's.
    ParameterRetyped(usize, &'a Type, &'a Type),
    /// Another return type.
    Result(&'a Type, &'a Type),
    /// `...` came or went, or a function became one that never returns.
    Form,
    /// Not a function pointer on both sides, and another type.
    Retyped(&'a Type, &'a Type),
}

impl Difference<'_> {
    /// The member's name: in the newer layout, unless it was removed.
    pub fn member(&self) -> &str {
        match self {
            Self::Added(member) | Self::Removed(member) => &member.name,
            Self::Renamed(pair)
            | Self::Moved(pair)
            | Self::Signature(pair, _)
            | Self::TagRenamed(pair, _) => &pair.after.name,
        }
    }

    /// The kinds of recorded change that it is; several where several tags were renamed.
    pub fn kinds(&self) -> Vec<ChangeKind> {
        match self {
            Self::Added(_) => vec![ChangeKind::Added],
            Self::Removed(_) => vec![ChangeKind::Removed],
            Self::Renamed(pair) => vec![ChangeKind::Renamed {
                from: pair.before.name.clone(),
            }],
            Self::Moved(_) => vec![ChangeKind::Moved],
            Self::Signature(..) => vec![ChangeKind::Signature],
            Self::TagRenamed(_, tags) => tags
                .iter()
                .map(|(from, to)| ChangeKind::TagRenamed {
                    from: (*from).to_owned(),
                    to: (*to).to_owned(),
                })
                .collect(),
        }
    }
}

/// All differences, in the order: added, removed, renamed, moved, then types, each in the order of members.
pub fn diff<'a>(
    older: &'a Layout,
    newer: &'a Layout,
    renames: &Renames<'a>,
) -> Vec<Difference<'a>> {
    let name_after = |member: &'a Member| -> &'a str {
        // The recorded fact comes first: an old name may serve another operation later.
        renames
            .members
            .iter()
            .find(|(before, after)| {
                *before == member.name
                    && older.member(after).is_none()
                    && newer.member(after).is_some()
            })
            .map_or(&member.name, |(_, after)| after)
    };
    let pairs: Vec<Pair<'a>> = older
        .members
        .iter()
        .filter_map(|before| {
            let after = newer.member(name_after(before))?;
            Some(Pair { before, after })
        })
        .collect();
    let paired_after = |member: &Member| pairs.iter().any(|pair| pair.after.name == member.name);
    let added = newer.members.iter().filter(|member| !paired_after(member));
    let removed = older
        .members
        .iter()
        .filter(|member| newer.member(name_after(member)).is_none());
    let mut differences: Vec<Difference<'a>> = added.map(Difference::Added).collect();
    differences.extend(removed.map(Difference::Removed));
    differences.extend(
        pairs
            .iter()
            .filter(|pair| pair.before.name != pair.after.name)
            .map(|&pair| Difference::Renamed(pair)),
    );
    differences.extend(moved(&pairs, newer).into_iter().map(Difference::Moved));
    for &pair in &pairs {
        type_differences(pair, &renames.tags, &mut differences);
    }
    differences
}

fn type_differences<'a>(
    pair: Pair<'a>,
    tags: &[(&'a str, &'a str)],
    differences: &mut Vec<Difference<'a>>,
) {
    if pair.before.ty == pair.after.ty {
        return;
    }
    let mut renamed = pair.before.ty.clone();
    let mut used = Vec::new();
    for &(from, to) in tags {
        let next = renamed.with_tag_renamed(from, to);
        if next != renamed {
            used.push((from, to));
            renamed = next;
        }
    }
    if renamed != pair.after.ty {
        differences.push(Difference::Signature(
            pair,
            signature_changes(&pair.before.ty, &pair.after.ty, tags),
        ));
        // A tag that the newer type no longer has was not renamed in it.
        used.retain(|(_, to)| pair.after.ty.with_tag_renamed(to, "") != pair.after.ty);
    }
    if !used.is_empty() {
        differences.push(Difference::TagRenamed(pair, used));
    }
}
