// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The names and the order of layouts that no mainline release has: those of the oldest kernel that has each.

use std::collections::BTreeMap;

use crate::history::{History, Layout, SnapshotKernel};

/// What a layout may be called after its oldest kernel, the best name first: after the release where that is a plain kernel for
/// x86-64, `6.12`; else after release, architecture and flavour, `6.12-arm64`; else after the very build.
pub(super) fn names(oldest: &SnapshotKernel) -> Vec<String> {
    let record = SnapshotKernel {
        build: None,
        ..oldest.clone()
    };
    let short = match oldest.is_generic() {
        true => oldest.release.to_string(),
        false => record.to_string(),
    };
    vec![short, oldest.to_string()]
}

/// Names each layout that no mainline release has after the oldest kernel that has it, and puts them in that order behind
/// mainline's, whatever the order in which the kernels were taken.
pub(super) fn arrange(history: &mut History) {
    let oldest = |layout: &Layout| -> Option<SnapshotKernel> {
        let of_it = history
            .snapshots()
            .filter(|snapshot| snapshot.layout.as_ref() == Some(&layout.name));
        let kernels = of_it.map(|snapshot| &snapshot.kernel);
        kernels
            .min_by(|one, other| one.report_order(other))
            .cloned()
    };
    let mut kept = Vec::new();
    let mut named = Vec::new();
    for layout in &history.layouts {
        match oldest(layout).filter(|_| layout.mainline.is_none()) {
            Some(oldest) => named.push((oldest, layout.clone())),
            None => kept.push(layout.clone()),
        }
    }
    named.sort_by(|(one, _), (other, _)| one.report_order(other));
    let mut renamed = BTreeMap::new();
    for (oldest, mut layout) in named {
        let taken = |name: &String| kept.iter().any(|layout: &Layout| layout.name == *name);
        let name = names(&oldest).into_iter().find(|name| !taken(name));
        // A build is in one layout only, so that its name is free unless a person took it.
        if let Some(name) = name {
            renamed.insert(std::mem::replace(&mut layout.name, name.clone()), name);
        }
        layout.places.sort_by(|one, other| {
            let first = |kernels: &[SnapshotKernel]| kernels.first().cloned();
            match (first(&one.kernels), first(&other.kernels)) {
                (Some(one), Some(other)) => one.report_order(&other),
                (one, other) => one.is_some().cmp(&other.is_some()),
            }
        });
        kept.push(layout);
    }
    history.layouts = kept;
    let new_name = |name: &mut String| {
        if let Some(new) = renamed.get(name) {
            name.clone_from(new);
        }
    };
    for source in &mut history.sources {
        let layouts = source.kernels.iter_mut();
        layouts
            .filter_map(|snapshot| snapshot.layout.as_mut())
            .for_each(new_name);
    }
    for vendor in &mut history.vendors {
        new_name(&mut vendor.layout);
    }
}

/// Takes out the layouts that no kernel has.
pub(super) fn drop_unused(history: &mut History) {
    let mut layouts = std::mem::take(&mut history.layouts);
    layouts.retain(|layout| {
        layout.mainline.is_some()
            || history
                .snapshots()
                .any(|snapshot| snapshot.layout.as_ref() == Some(&layout.name))
            || history
                .vendors
                .iter()
                .any(|vendor| vendor.layout == layout.name)
    });
    history.layouts = layouts;
}
