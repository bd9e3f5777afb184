// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! One sequence of members in which every layout's own sequence is found.

use compat_data::c::Member;
use compat_data::history::Layout;

/// A member at one place, and the layouts that have it there.
pub(super) struct Slot<'a> {
    pub member: &'a Member,
    pub layouts: Vec<&'a Layout>,
}

/// The slots of all layouts. A layout's members are the slots that list it, in order: a member that moved has two.
pub(super) fn slots(layouts: &[Layout]) -> Vec<Slot<'_>> {
    let mut slots: Vec<Slot<'_>> = Vec::new();
    for layout in layouts {
        merge(&mut slots, layout);
    }
    slots
}

/// Adds a layout's members: to slots that have them already as far as order allows, else as new ones.
fn merge<'a>(slots: &mut Vec<Slot<'a>>, layout: &'a Layout) {
    let members = &layout.members;
    // common[i][j]: how many of members[j..] can be found in order in slots[i..].
    let mut common = vec![vec![0_usize; members.len() + 1]; slots.len() + 1];
    for (i, slot) in slots.iter().enumerate().rev() {
        for (j, member) in members.iter().enumerate().rev() {
            common[i][j] = match slot.member == member {
                true => common[i + 1][j + 1] + 1,
                false => common[i + 1][j].max(common[i][j + 1]),
            };
        }
    }
    let mut merged = Vec::with_capacity(slots.len() + members.len());
    let mut j = 0;
    for (i, mut slot) in std::mem::take(slots).into_iter().enumerate() {
        while j < members.len() && slot.member != &members[j] && common[i][j + 1] > common[i + 1][j]
        {
            merged.push(new_slot(&members[j], layout));
            j += 1;
        }
        if j < members.len() && slot.member == &members[j] {
            slot.layouts.push(layout);
            j += 1;
        }
        merged.push(slot);
    }
    merged.extend(members[j..].iter().map(|member| new_slot(member, layout)));
    *slots = merged;
}

fn new_slot<'a>(member: &'a Member, layout: &'a Layout) -> Slot<'a> {
    Slot {
        member,
        layouts: vec![layout],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_layout_finds_its_members_in_order() {
        for history in compat_data::histories().unwrap() {
            let slots = slots(&history.layouts);
            for layout in &history.layouts {
                let found: Vec<&Member> = slots
                    .iter()
                    .filter(|slot| slot.layouts.iter().any(|other| other.name == layout.name))
                    .map(|slot| slot.member)
                    .collect();
                let own: Vec<&Member> = layout.members.iter().collect();
                assert_eq!(found, own, "{} {}", history.name, layout.name);
            }
        }
    }
}
