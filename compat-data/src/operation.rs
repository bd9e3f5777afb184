// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Which members of a struct's layouts are one operation, under whatever names.

use crate::c::Member;
use crate::history::{ChangeKind, History, Layout};

/// One operation of a table: its member in each layout that has it.
///
/// Only a recorded rename makes two names one operation. A name that a rename set free and that a later member took is
/// another operation. A member that went and came back under its name is the same one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Operation<'a> {
    /// The layouts that have it, in the history's order, with the member that it is there.
    pub members: Vec<(&'a Layout, &'a Member)>,
}

impl<'a> Operation<'a> {
    /// The member that it is in that layout.
    pub fn member(&self, layout: &Layout) -> Option<&'a Member> {
        self.members
            .iter()
            .find(|(known, _)| known.name == layout.name)
            .map(|(_, member)| *member)
    }

    /// Whether it goes by that name in some layout.
    pub fn has_name(&self, name: &str) -> bool {
        self.members.iter().any(|(_, member)| member.name == name)
    }

    fn last_name(&self) -> Option<&'a str> {
        self.members.last().map(|(_, member)| member.name.as_str())
    }

    fn is_in(&self, layout: &Layout) -> bool {
        self.member(layout).is_some()
    }
}

impl History {
    /// Every operation that some layout has, by its first appearance.
    pub fn operations(&self) -> Vec<Operation<'_>> {
        let mut operations: Vec<Operation<'_>> = Vec::new();
        let mut before: Option<&Layout> = None;
        for (layout, _) in self.mainline_layouts() {
            let found: Vec<Option<usize>> = layout
                .members
                .iter()
                .map(|member| in_mainline(&operations, before, layout, member))
                .collect();
            add(&mut operations, layout, &found);
            before = Some(layout);
        }
        let others = self.layouts.iter();
        for layout in others.filter(|layout| layout.mainline.is_none()) {
            let found: Vec<Option<usize>> = layout
                .members
                .iter()
                .map(|member| elsewhere(&operations, member))
                .collect();
            add(&mut operations, layout, &found);
        }
        operations
    }
}

/// Adds a layout's members to the operations that were found for them, or as new ones.
fn add<'a>(operations: &mut Vec<Operation<'a>>, layout: &'a Layout, found: &[Option<usize>]) {
    for (member, at) in layout.members.iter().zip(found) {
        let free = at.filter(|&at| !operations[at].is_in(layout));
        let at = free.unwrap_or_else(|| {
            operations.push(Operation::default());
            operations.len() - 1
        });
        operations[at].members.push((layout, member));
    }
}

fn in_mainline(
    operations: &[Operation<'_>],
    before: Option<&Layout>,
    layout: &Layout,
    member: &Member,
) -> Option<usize> {
    let named_before = |name: &str| {
        operations.iter().position(|operation| {
            before
                .and_then(|before| operation.member(before))
                .map(|member| member.name.as_str())
                == Some(name)
        })
    };
    let mut renames = layout
        .changes
        .iter()
        .filter_map(|change| match &change.kind {
            ChangeKind::Renamed { from } => Some((from.as_str(), change.member.as_deref()?)),
            _ => None,
        });
    if let Some((from, _)) = renames.clone().find(|(_, to)| *to == member.name) {
        return named_before(from);
    }
    let set_free = renames.any(|(from, _)| from == member.name);
    let same = named_before(&member.name).filter(|_| !set_free);
    // A member that was gone for a while.
    same.or_else(|| {
        operations.iter().rposition(|operation| {
            let is_gone = before.is_none_or(|before| !operation.is_in(before));
            is_gone && operation.last_name() == Some(&member.name)
        })
    })
}

/// In a layout of no mainline release a name means what mainline's layouts mean by it; where they mean several things, the
/// one of the same type, if only one is.
fn elsewhere(operations: &[Operation<'_>], member: &Member) -> Option<usize> {
    let named: Vec<usize> = (0..operations.len())
        .filter(|&at| operations[at].has_name(&member.name))
        .collect();
    let same_type: Vec<usize> = named
        .iter()
        .copied()
        .filter(|&at| {
            operations[at]
                .members
                .iter()
                .any(|(_, known)| *known == member)
        })
        .collect();
    match (named.as_slice(), same_type.as_slice()) {
        ([one], _) | (_, [one]) => Some(*one),
        _ => None,
    }
}
