// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The recorded changes that make a difference between two mainline layouts.

use super::Difference;
use crate::history::{Change, ChangeKind, History, Layout};
use crate::release::Release;

impl History {
    /// The recorded changes behind a difference between two layouts, each with the release that it landed in, in order. None
    /// are recorded for layouts of no mainline release. From the newer layout to the older one they are the same ones, undone.
    pub fn facts<'a>(
        &'a self,
        from: &Layout,
        to: &Layout,
        difference: &Difference<'_>,
    ) -> Vec<(Release, &'a Change)> {
        let mainline: Vec<&Layout> = self.mainline_layouts().map(|(layout, _)| layout).collect();
        let at = |wanted: &Layout| {
            mainline
                .iter()
                .position(|layout| layout.name == wanted.name)
        };
        let (Some(first), Some(last)) = (at(from), at(to)) else {
            return Vec::new();
        };
        let backwards = first > last;
        let (first, last) = (first.min(last), first.max(last));
        let names = self.names_of(from, to, difference);
        let between = mainline.iter().take(last + 1).skip(first + 1);
        let changes = between.flat_map(|layout| {
            let release = layout.mainline.and_then(|range| range.first);
            let changes = layout.changes.iter();
            changes.filter_map(move |change| Some((release?, change)))
        });
        changes
            .filter(|(_, change)| {
                let member = change.member.as_deref();
                member.is_some_and(|member| names.contains(&member))
                    && makes(difference, &change.kind, backwards)
            })
            .collect()
    }

    /// All names of the operation that differs.
    fn names_of<'a>(
        &'a self,
        from: &Layout,
        to: &Layout,
        difference: &Difference<'_>,
    ) -> Vec<&'a str> {
        let (member, layout) = match difference {
            Difference::Removed(member) => (member.name.as_str(), from),
            _ => (difference.member(), to),
        };
        let operations = self.operations();
        let operation = operations.iter().find(|operation| {
            let named = operation.member(layout);
            named.is_some_and(|known| known.name == member)
        });
        let members = operation.map(|operation| operation.members.as_slice());
        members
            .unwrap_or_default()
            .iter()
            .map(|(_, member)| member.name.as_str())
            .collect()
    }
}

/// Whether a change of that kind makes such a difference.
fn makes(difference: &Difference<'_>, kind: &ChangeKind, backwards: bool) -> bool {
    match (difference, kind) {
        (Difference::Added(_), ChangeKind::Added)
        | (Difference::Removed(_), ChangeKind::Removed) => !backwards,
        (Difference::Added(_), ChangeKind::Removed)
        | (Difference::Removed(_), ChangeKind::Added) => backwards,
        (Difference::Renamed(_), ChangeKind::Renamed { .. })
        | (Difference::Moved(_), ChangeKind::Moved)
        | (Difference::Signature(..), ChangeKind::Signature)
        | (Difference::Signature(..) | Difference::TagRenamed(..), ChangeKind::TagRenamed { .. }) => {
            true
        }
        _ => false,
    }
}
