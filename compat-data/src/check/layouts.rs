// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Layouts by themselves: their names, their members, and that some kernel has them.

use std::collections::BTreeSet;

use crate::history::{History, Layout};
use crate::observation::{NOT_OBSERVED, OBSERVED, RANDOMISED};
use crate::resolve::RefusalKind;

pub(super) fn layouts(history: &History, problems: &mut Vec<String>) {
    for (at, layout) in history.layouts.iter().enumerate() {
        let name = &layout.name;
        name_of_a_layout(name, problems);
        for earlier in &history.layouts[..at] {
            if earlier.name == *name {
                problems.push(format!("layout `{name}` stands twice"));
            } else if earlier.members == layout.members {
                problems.push(format!(
                    "layouts `{}` and `{name}` have the same members: each distinct layout stands once",
                    earlier.name
                ));
            }
        }
        members(layout, problems);
        let used = layout.mainline.is_some()
            || history
                .snapshots()
                .any(|snapshot| snapshot.layout.as_ref() == Some(name))
            || history.vendors.iter().any(|vendor| vendor.layout == *name);
        if !used {
            problems.push(format!(
                "layout `{name}` is of no kernel: give it `mainline`, or a kernel of a source or vendor"
            ));
        }
    }
}

/// A name stands in cfgs, beside the words for what is not a recorded layout.
fn name_of_a_layout(name: &str, problems: &mut Vec<String>) {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b".-+_".contains(&byte);
    if name.is_empty() || !name.bytes().all(plain) {
        problems.push(format!("`{name}` does not do as the name of a layout"));
    }
    let reserved = RefusalKind::ALL
        .into_iter()
        .map(RefusalKind::name)
        .chain([OBSERVED, RANDOMISED, NOT_OBSERVED])
        .any(|word| word == name);
    if reserved {
        problems.push(format!(
            "`{name}` does not do as the name of a layout: in cfgs it is the word for a struct whose layout is not recorded"
        ));
    }
}

fn members(layout: &Layout, problems: &mut Vec<String>) {
    let name = &layout.name;
    if let (true, Some(range)) = (layout.members.is_empty(), layout.mainline) {
        problems.push(format!(
            "layout `{name}` is mainline's of {range}, but has no members"
        ));
    }
    let mut seen = BTreeSet::new();
    for member in &layout.members {
        if !seen.insert(&member.name) {
            problems.push(format!(
                "layout `{name}` has two members named `{}`",
                member.name
            ));
        }
    }
}
