// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Kernels, one after the other, on which an operation is one and the same function to Rust.

use compat_data::c::Member;
use compat_data::coverage::Covered;
use compat_data::history::{History, Layout};
use compat_data::operation::Operation;
use compat_data::ranges::releases;
use compat_data::rust::{self, Names};

/// The layouts, by release, in which the operation is one and the same to Rust.
#[derive(Clone, Debug)]
pub(super) struct Span<'a> {
    /// Each with the member that it is there; never none.
    places: Vec<(&'a Layout, &'a Member)>,
    /// The member in the newest of them.
    pub member: &'a Member,
    key: String,
}

impl<'a> Span<'a> {
    /// The layouts.
    pub fn layouts(&self) -> impl Iterator<Item = &'a Layout> {
        self.places.iter().map(|(layout, _)| *layout)
    }

    /// Whether the layout is one of them.
    pub fn has(&self, layout: &Layout) -> bool {
        self.member_in(layout).is_some()
    }

    /// The member in that layout.
    pub fn member_in(&self, layout: &Layout) -> Option<&'a Member> {
        let mut places = self.places.iter();
        places
            .find(|(known, _)| known.name == layout.name)
            .map(|(_, member)| *member)
    }
}

/// The operation's spans over these layouts, the oldest first.
pub(super) fn spans<'a>(
    history: &History,
    covered: &[Covered<'a>],
    operation: &Operation<'a>,
) -> Vec<Span<'a>> {
    let mut places: Vec<(&Layout, &Member)> = covered
        .iter()
        .filter_map(|covered| Some((covered.layout, operation.member(covered.layout)?)))
        .collect();
    places.sort_by_key(|(layout, _)| (releases(layout).first, releases(layout).last));
    let mut spans: Vec<Span<'_>> = Vec::new();
    for (layout, member) in places {
        let key = rust::member(member, &Names::Canonical(history));
        // What can't be spelled is told apart all the same.
        let key = key.unwrap_or_else(|_| member.to_string());
        match spans.last_mut().filter(|span| span.key == key) {
            Some(span) => {
                span.places.push((layout, member));
                span.member = member;
            }
            None => spans.push(Span {
                places: vec![(layout, member)],
                member,
                key,
            }),
        }
    }
    spans
}
