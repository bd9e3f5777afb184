// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Where members lie, against the members and the kernels that there are.

use std::collections::BTreeSet;

use crate::history::{History, Layout, RecordedPlaces};

pub(super) fn places(history: &History, problems: &mut Vec<String>) {
    for layout in &history.layouts {
        let mut seen = BTreeSet::new();
        for recorded in &layout.places {
            extent(layout, recorded, problems);
            let name = &layout.name;
            if recorded.kernels.is_empty() {
                problems.push(format!("layout `{name}`: its places are of no kernel"));
            }
            for kernel in &recorded.kernels {
                let has = history.snapshots().any(|snapshot| {
                    snapshot.kernel == *kernel && snapshot.layout.as_ref() == Some(name)
                });
                if !has {
                    problems.push(format!(
                        "layout `{name}`: it has places for kernel `{kernel}`, of which no source says that it has this layout"
                    ));
                }
                if !seen.insert(kernel) {
                    problems.push(format!(
                        "layout `{name}`: kernel `{kernel}` has two lists of places"
                    ));
                }
            }
        }
    }
}

fn extent(layout: &Layout, recorded: &RecordedPlaces, problems: &mut Vec<String>) {
    let name = &layout.name;
    let places = &recorded.places;
    let (members, offsets) = (layout.members.len(), places.offsets.len());
    if members != offsets {
        problems.push(format!(
            "layout `{name}` has {members} members and places for {offsets}"
        ));
    }
    if !places.alignment.is_power_of_two() || places.size % places.alignment.max(1) != 0 {
        problems.push(format!(
            "layout `{name}`: no struct has a size of {} and an alignment of {}",
            places.size, places.alignment
        ));
    }
    if let Some(offset) = places.offsets.iter().find(|&&offset| offset > places.size) {
        problems.push(format!(
            "layout `{name}`: a member at {offset} lies outside a struct of {} bytes",
            places.size
        ));
    }
    let unknown = places
        .bits
        .keys()
        .find(|member| layout.member(member).is_none());
    if let Some(member) = unknown {
        problems.push(format!(
            "layout `{name}`: there is no member `{member}`, which it gives bits"
        ));
    }
    if places.plain && !places.bits.is_empty() {
        problems.push(format!(
            "layout `{name}`: it has bit-fields, so it is not `plain`"
        ));
    }
}
