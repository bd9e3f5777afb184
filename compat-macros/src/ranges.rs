// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Sets of layouts, and the releases that have them.

use compat_data::history::{History, Layout};
use compat_data::observation::OBSERVED;
use compat_data::release::{Release, ReleaseRange};

/// The mainline releases of a layout; for one that only a distribution has, the release that its name begins with.
pub(crate) fn releases(layout: &Layout) -> ReleaseRange {
    layout.mainline.unwrap_or_else(|| {
        let version = layout.name.split('-').next().unwrap_or_default();
        let release = version.parse().ok();
        ReleaseRange {
            first: release,
            last: release,
        }
    })
}

/// The kernels that have these layouts, for people: `4.4..=4.18, 5.3..`.
pub(crate) fn describe(history: &History, layouts: &[&Layout]) -> String {
    let has = |layout: &Layout| layouts.iter().any(|other| other.name == layout.name);
    let newest = history.newest();
    let mut runs: Vec<(Release, Release)> = Vec::new();
    for (layout, range) in history.mainline_layouts() {
        let (Some(first), Some(last)) = (range.first, range.last) else {
            continue;
        };
        if !has(layout) {
            continue;
        }
        match runs.last_mut() {
            Some(run) if run.1.next() == Some(first) => run.1 = last,
            _ => runs.push((first, last)),
        }
    }
    let mainline = runs.iter().map(|&(first, last)| {
        let last = (Some(last) != newest).then_some(last);
        let first = Some(first);
        ReleaseRange { first, last }.to_string()
    });
    let others = history
        .layouts
        .iter()
        .filter(|layout| layout.mainline.is_none() && has(layout))
        .map(|layout| match layout.name.as_str() {
            OBSERVED => "the target kernel".to_owned(),
            name => name.to_owned(),
        });
    mainline.chain(others).collect::<Vec<_>>().join(", ")
}

/// What `#[kernel(…)]` must say for just these layouts: `since = "5.3", until = "6.15"`. None: they are all, or not in a row.
pub(crate) fn bounds(history: &History, layouts: &[&Layout]) -> Option<String> {
    let has = |layout: &Layout| layouts.iter().any(|other| other.name == layout.name);
    let all: Vec<(&Layout, ReleaseRange)> = history.mainline_layouts().collect();
    let first = all.iter().position(|(layout, _)| has(layout))?;
    let last = all.iter().rposition(|(layout, _)| has(layout))?;
    if all[first..=last].iter().any(|(layout, _)| !has(layout)) {
        return None;
    }
    let since = all[first].1.first.filter(|_| first > 0);
    let until = all[last].1.last.filter(|_| last + 1 < all.len());
    let words: Vec<String> = [("since", since), ("until", until)]
        .into_iter()
        .filter_map(|(word, release)| Some(format!("{word} = \"{}\"", release?)))
        .collect();
    (!words.is_empty()).then(|| words.join(", "))
}
