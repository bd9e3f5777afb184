// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The kernels in range, with what each demands.

use compat_data::history::{Demand, Layout};
use compat_data::release::Release;

use crate::binding::coverage::Coverage;
use compat_data::ranges::runs;

/// One kernel, or several of one distribution, with a demand.
pub struct Kernel<'a> {
    /// The layout that it has.
    pub layout: &'a Layout,
    /// What it demands of a table.
    pub demand: &'a Demand,
    name: Name,
}

enum Name {
    Mainline(Release),
    /// A distribution's, or the target, in words.
    Other(String),
}

impl Kernel<'_> {
    /// Whether it is one of mainline's, in range.
    pub fn is_mainline(&self) -> bool {
        matches!(self.name, Name::Mainline(_))
    }
}

/// Every mainline release in range that demands something. Of a kernel that is none, a distribution's or the target outside of
/// the range, nothing is recorded but its layout: it is taken to demand what the newest release with that layout does, and
/// a target with a layout of its own what the one that it is most like does.
pub fn demanding<'a>(coverage: &Coverage<'a>) -> Vec<Kernel<'a>> {
    let history = coverage.history;
    let mut kernels: Vec<Kernel<'_>> = Vec::new();
    let mut others: Vec<Kernel<'_>> = Vec::new();
    for layout in coverage.layouts() {
        let releases = coverage.releases(layout);
        for &release in releases {
            if let Some(demand) = history.demand(release) {
                let name = Name::Mainline(release);
                kernels.push(Kernel {
                    layout,
                    demand,
                    name,
                });
            }
        }
        let like = coverage
            .alike(layout)
            .and_then(|layout| layout.mainline?.last);
        let demand = like.and_then(|release| history.demand(release));
        if let Some(demand) = demand.filter(|_| releases.is_empty()) {
            let name = Name::Other(coverage.describe(&[layout]));
            others.push(Kernel {
                layout,
                demand,
                name,
            });
        }
    }
    // Mainline's oldest first, so that the last is the newest.
    others.extend(kernels);
    others
}

/// These kernels, for people.
pub fn describe(kernels: &[&Kernel<'_>]) -> String {
    let mainline = kernels.iter().filter_map(|kernel| match kernel.name {
        Name::Mainline(release) => Some(release),
        Name::Other(_) => None,
    });
    let mut words = runs(mainline.collect());
    for kernel in kernels {
        if let Name::Other(name) = &kernel.name {
            words.push(name.clone());
        }
    }
    words.join(", ")
}
