// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Sets of layouts, and the releases that have them.

use crate::history::{History, Layout};
use crate::kernel::{Architecture, Kernel};
use crate::observation::OBSERVED;
use crate::release::{Release, ReleaseRange};

/// The mainline releases of a layout; for one that only a distribution has, the release that its name begins with.
pub fn releases(layout: &Layout) -> ReleaseRange {
    layout.mainline.unwrap_or_else(|| {
        let kernel = Kernel::from_release_string(&layout.name, Architecture::Amd64);
        let release = kernel.ok().map(|kernel| kernel.release);
        ReleaseRange {
            first: release,
            last: release,
        }
    })
}

/// The kernels that have these layouts, for people: `4.4..=4.18, 5.3..`.
pub fn describe(history: &History, layouts: &[&Layout]) -> String {
    let has = |layout: &Layout| layouts.iter().any(|other| other.name == layout.name);
    let mainline =
        Release::mainline().filter(|&release| history.mainline_layout(release).is_some_and(has));
    let others = history
        .layouts
        .iter()
        .filter(|layout| layout.mainline.is_none() && has(layout))
        .map(|layout| match layout.name.as_str() {
            OBSERVED => "the target kernel".to_owned(),
            name => name.to_owned(),
        });
    let words: Vec<String> = runs(mainline.collect()).into_iter().chain(others).collect();
    words.join(", ")
}

/// Mainline releases as ranges, each as long as can be: `4.4..=4.18`, `5.3..`.
pub fn runs(mut releases: Vec<Release>) -> Vec<String> {
    releases.sort_unstable();
    let mut runs: Vec<ReleaseRange> = Vec::new();
    for release in releases {
        match runs.last_mut() {
            Some(run) if run.last.and_then(Release::next) == Some(release) => {
                run.last = Some(release)
            }
            _ => runs.push(ReleaseRange::new(release, release)),
        }
    }
    let is_newest = |run: &ReleaseRange| run.last.is_some_and(|last| last.next().is_none());
    let open = |run: ReleaseRange| match is_newest(&run) {
        true => ReleaseRange { last: None, ..run },
        false => run,
    };
    runs.into_iter().map(|run| open(run).to_string()).collect()
}
