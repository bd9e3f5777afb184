// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The recorded layout that a target's own is most like, by which bounds and demands are judged there: the number of a
//! kernel with backports says nothing.

use std::cmp::Reverse;

use compat_data::history::Layout;

use crate::binding::signatures::key;
use crate::binding::subject::Subject;

/// The mainline layout that shares the most members with the target's unrecorded one; of several the one with the fewest
/// others, then the one that the target's number names, then the newest. None: no layout is recorded.
pub(crate) fn most_alike(subject: &Subject) -> Option<&Layout> {
    let history = &subject.history;
    let observed = subject.observed()?;
    let shared = |layout: &Layout| {
        let members = layout.members.iter().filter(|member| {
            let own = observed.member(&member.name);
            own.is_some_and(|own| key(own, history) == key(member, history))
        });
        members.count()
    };
    history
        .mainline_layouts()
        .enumerate()
        .max_by_key(|(at, (layout, releases))| {
            let shared = shared(layout);
            let others = Reverse(layout.members.len() - shared);
            let is_named = subject
                .release
                .is_some_and(|release| releases.contains(release));
            (shared, others, is_named, *at)
        })
        .map(|(_, (layout, _))| layout)
}
