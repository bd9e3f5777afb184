// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The struct as a whole: its layouts, and the kernels of which they are not known or not what their number says.

use std::collections::BTreeSet;

use compat_data::c::TypeKind;
use compat_data::core_types::is_core_type;
use compat_data::kernel::Kernel;
use compat_data::ranges::runs;
use compat_data::release::Release;
use compat_data::resolve::Refusal;

use super::explanation::{HeaderOn, LayoutOn, ModuleOn, OtherKernel, Overview, Uncertain};
use super::scope::Scope;
use crate::render::json::CommitJson;

/// What holds of the struct between the two releases.
pub(super) fn overview(scope: &Scope<'_>) -> Overview {
    let history = scope.history();
    let mut doubts = Doubts::default();
    for release in scope.interval.releases() {
        if let Err(refusal) = history.resolve(&Kernel::mainline(release)) {
            doubts.add(release, refusal);
        }
    }
    let layouts = scope.layouts().into_iter().map(|layout| LayoutOn {
        name: layout.name.clone(),
        kernels: scope.describe(&[layout]),
    });
    let unknown = scope
        .snapshots
        .iter()
        .filter(|kernel| kernel.layout.is_none());
    let headers = history.headers.iter();
    let modules = history.modules.iter();
    Overview {
        has_mainline_facts: scope.has_facts(),
        layouts: layouts.collect(),
        absent: runs(doubts.absent),
        uncertain: doubts
            .uncertain
            .into_iter()
            .map(Between::explained)
            .collect(),
        not_recorded: runs(doubts.not_recorded),
        unknown: unknown
            .map(|snapshot| snapshot.kernel.to_string())
            .collect(),
        others: others(scope),
        headers: headers
            .filter(|header| scope.interval.meets(header.releases))
            .map(|header| HeaderOn {
                releases: header.releases.to_string(),
                path: header.path.clone(),
                private: header.private,
            })
            .collect(),
        modules: modules
            .filter(|module| scope.interval.meets(module.releases))
            .map(|module| ModuleOn {
                releases: module.releases.to_string(),
                name: module.name.clone(),
                commit: module.commit.as_ref().map(CommitJson::of),
            })
            .collect(),
        types_to_declare: types_to_declare(scope),
    }
}

/// Releases without a layout, by the reason.
#[derive(Default)]
struct Doubts {
    absent: Vec<Release>,
    not_recorded: Vec<Release>,
    uncertain: Vec<Between>,
}

/// Releases between two kernels that differ.
struct Between {
    releases: Vec<Release>,
    before: String,
    after: String,
}

impl Doubts {
    fn add(&mut self, release: Release, refusal: Refusal) {
        match refusal {
            Refusal::Absent { .. } => self.absent.push(release),
            Refusal::NotRecorded { .. } => self.not_recorded.push(release),
            Refusal::Uncertain { before, after, .. } => {
                let mut known = self.uncertain.iter_mut();
                match known.find(|known| known.before == before && known.after == after) {
                    Some(known) => known.releases.push(release),
                    None => self.uncertain.push(Between {
                        releases: vec![release],
                        before,
                        after,
                    }),
                }
            }
            // The kernels that were read have it in their own list.
            Refusal::Unknown { .. } => {}
        }
    }
}

impl Between {
    fn explained(self) -> Uncertain {
        Uncertain {
            releases: runs(self.releases),
            before: self.before,
            after: self.after,
        }
    }
}

/// The kernels with another layout than the release has that they go by.
fn others(scope: &Scope<'_>) -> Vec<OtherKernel> {
    let history = scope.history();
    let of_release = |release: Release| {
        let resolution = history.resolve(&Kernel::mainline(release)).ok();
        resolution.map(|resolution| resolution.layout)
    };
    let other = |name: String, release: Release, layout: &str, note: Option<&String>| {
        let own = of_release(release);
        OtherKernel {
            name,
            release: release.to_string(),
            layout: layout.to_owned(),
            layout_of_release: own.map(|own| own.name.clone()),
            note: note.cloned(),
        }
    };
    let vendors = history
        .vendors
        .iter()
        .filter(|vendor| scope.interval.range().contains(vendor.release))
        // Of a number that is none of mainline's, nothing is said.
        .filter(|vendor| {
            let own = of_release(vendor.release);
            own.is_none_or(|own| own.name != vendor.layout)
        })
        .map(|vendor| {
            let note = vendor.note.as_ref();
            other(vendor.name.clone(), vendor.release, &vendor.layout, note)
        });
    let read = scope.snapshots.iter().filter_map(|snapshot| {
        let (kernel, layout) = (&snapshot.kernel, snapshot.layout.as_deref()?);
        let is_another = of_release(kernel.release)?.name != layout;
        let note = snapshot.differs.as_ref();
        is_another.then(|| other(kernel.to_string(), kernel.release, layout, note))
    });
    read.chain(vendors).collect()
}

/// The types in the members' declarations that neither `compat_core::types` has nor Rust itself.
fn types_to_declare(scope: &Scope<'_>) -> Vec<String> {
    let mut names = BTreeSet::new();
    for member in scope.layouts().iter().flat_map(|layout| &layout.members) {
        member.ty.visit(&mut |ty| {
            if let TypeKind::Tag(_, name) | TypeKind::Typedef(name) = &ty.kind {
                if !is_core_type(name) && !RUSTS_OWN.contains(&name.as_str()) {
                    names.insert(name.clone());
                }
            }
        });
    }
    names.into_iter().collect()
}

/// Typedefs of the kernel that Rust has under the same name.
const RUSTS_OWN: [&str; 4] = ["u8", "u16", "u32", "u64"];
