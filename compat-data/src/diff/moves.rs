// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Members that changed their place.

use super::Pair;
use crate::history::Layout;

/// The pairs whose place among the pairs changed: all but a longest run that kept its order.
/// Where several are possible, the members that come first in the older layout stay.
pub(super) fn moved<'a>(pairs: &[Pair<'a>], newer: &Layout) -> Vec<Pair<'a>> {
    let places: Vec<Option<usize>> = pairs
        .iter()
        .map(|pair| {
            newer
                .members
                .iter()
                .position(|member| member.name == pair.after.name)
        })
        .collect();
    // longest[i]: the longest increasing run that begins with pair i.
    let mut longest = vec![1_usize; pairs.len()];
    for at in (0..pairs.len()).rev() {
        for later in at + 1..pairs.len() {
            if places[later] > places[at] {
                longest[at] = longest[at].max(longest[later] + 1);
            }
        }
    }
    let mut wanted = longest.iter().copied().max().unwrap_or(0);
    let mut moved = Vec::new();
    for (at, &pair) in pairs.iter().enumerate() {
        // It stands behind the last one that stayed: otherwise its own run would be longer.
        if longest[at] == wanted {
            wanted -= 1;
        } else {
            moved.push(pair);
        }
    }
    moved
}
