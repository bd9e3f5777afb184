// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! What a report says changed. It goes by the members' names: it knows no renames and no order.

use super::{COMPARED_RELEASE, Group, Status};
use crate::c::{Dialect, Member, parse_members};
use crate::history::SnapshotKernel;

/// What a report says of two kernels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// The kernels compared.
    pub pair: (SnapshotKernel, SnapshotKernel),
    /// What changed; nothing: they are the same.
    pub changes: Vec<Change>,
}

/// One change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// A member that only the second has.
    Added(Member),
    /// A member that only the first has.
    Removed(Member),
    /// A member of another type.
    Retyped(Member, Member),
}

/// The pairs that a report compares: neighbouring releases, x86-64 with each other architecture and the generic
/// flavour with each other one, where both have the struct.
pub(super) fn pairs(statuses: &[Status]) -> Vec<(SnapshotKernel, SnapshotKernel)> {
    let present = |status: &Status| status.members.is_some();
    let of_group = |group: Group| {
        statuses
            .iter()
            .filter(move |status| Group::of(&status.kernel) == group)
    };
    let regular: Vec<&Status> = of_group(Group::Regular).collect();
    let neighbours = regular
        .windows(2)
        .filter(|pair| pair.iter().all(|status| present(status)))
        .map(|pair| (pair[0].kernel.clone(), pair[1].kernel.clone()));
    let plain = SnapshotKernel::generic(COMPARED_RELEASE);
    let plain_present = regular
        .iter()
        .any(|status| status.kernel == plain && present(status));
    let others = of_group(Group::Architecture)
        .chain(of_group(Group::Flavour))
        .filter(|status| plain_present && present(status))
        .map(|status| (plain.clone(), status.kernel.clone()));
    neighbours.chain(others).collect()
}

/// What the declarations themselves say of each pair.
pub(super) fn verdicts(statuses: &[Status]) -> Vec<Verdict> {
    pairs(statuses)
        .into_iter()
        .map(|pair| Verdict {
            changes: changes(members(statuses, &pair.0), members(statuses, &pair.1)),
            pair,
        })
        .collect()
}

/// The members that the report declares for the kernel.
pub(super) fn members<'a>(statuses: &'a [Status], kernel: &SnapshotKernel) -> &'a [Member] {
    statuses
        .iter()
        .find(|status| status.kernel == *kernel)
        .and_then(|status| status.members.as_deref())
        .unwrap_or_default()
}

fn changes(before: &[Member], after: &[Member]) -> Vec<Change> {
    // So it is for most kernels, and it is the quicker question.
    if before == after {
        return Vec::new();
    }
    fn find<'a>(members: &'a [Member], name: &str) -> Option<&'a Member> {
        members.iter().find(|member| member.name == name)
    }
    let added = after
        .iter()
        .filter(|member| find(before, &member.name).is_none())
        .map(|member| Change::Added(member.clone()));
    let removed = before
        .iter()
        .filter(|member| find(after, &member.name).is_none())
        .map(|member| Change::Removed(member.clone()));
    let retyped = before.iter().filter_map(|member| {
        let now = find(after, &member.name)?;
        (now.ty != member.ty).then(|| Change::Retyped(member.clone(), now.clone()))
    });
    added.chain(removed).chain(retyped).collect()
}

/// Reads one declaration as a change's line gives it, without the semicolon.
pub(super) fn member(text: &str) -> Result<Member, String> {
    let mut members =
        parse_members(&format!("{text};"), Dialect::Report).map_err(|error| error.to_string())?;
    match (members.pop(), members.is_empty()) {
        (Some(member), true) => Ok(member),
        _ => Err(format!("`{text}` is not one declaration")),
    }
}
