// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The layouts that a driver must fit: those of the kernels in its range, and the target's.

use compat_data::coverage as data;
use compat_data::history::{History, Layout};
use compat_data::observation::OBSERVED;
use compat_data::release::{Release, ReleaseRange};

use crate::binding::alike::most_alike;
use crate::binding::subject::Subject;
use crate::errors::Errors;
use crate::kernels::Kernels;
use compat_data::ranges::runs;

/// The layouts of all kernels that the driver is for.
pub struct Coverage<'a> {
    /// The struct's history.
    pub history: &'a History,
    covered: Vec<Covered<'a>>,
    /// The recorded layout that the target's unrecorded one is most like.
    alike: Option<&'a Layout>,
}

/// A layout and who has it.
struct Covered<'a> {
    by: data::Covered<'a>,
    is_target: bool,
}

impl<'a> Coverage<'a> {
    /// The layouts of the mainline releases and of the distributions' kernels in the range, whatever their architecture and
    /// flavour, and the target's. Without a range, all.
    pub fn of(subject: &'a Subject, kernels: Option<&Kernels>, errors: &Errors) -> Self {
        let history = &subject.history;
        let covered = history
            .layouts
            .iter()
            .map(|layout| Covered::of(subject, layout, kernels))
            .filter(|covered| kernels.is_none() || covered.is_target || covered.is_in_range())
            .collect();
        let coverage = Self {
            history,
            covered,
            alike: most_alike(subject),
        };
        if let Some(kernels) = kernels {
            kernels.check(history, errors);
            if !coverage.covered.iter().any(Covered::is_in_range) {
                coverage.check_any(subject, kernels, errors);
            }
        }
        coverage
    }

    /// The layouts, in the history's order.
    pub fn layouts(&self) -> impl Iterator<Item = &'a Layout> {
        self.covered.iter().map(|covered| covered.by.layout)
    }

    /// The layouts that some record has.
    pub fn recorded(&self) -> impl Iterator<Item = &'a Layout> {
        self.layouts().filter(|layout| layout.name != OBSERVED)
    }

    /// Whether the driver is for a kernel with that layout.
    pub fn has(&self, layout: &Layout) -> bool {
        self.layouts().any(|covered| covered.name == layout.name)
    }

    /// The mainline releases in the range that have the layout.
    pub fn releases(&self, layout: &Layout) -> &[Release] {
        let mut covered = self.covered.iter();
        covered
            .find(|covered| covered.by.layout.name == layout.name)
            .map_or(&[], |covered| &covered.by.releases)
    }

    /// The recorded layout that speaks for one: itself, or for the target's unrecorded one that which it is most like.
    pub fn alike(&self, layout: &'a Layout) -> Option<&'a Layout> {
        match layout.name == OBSERVED {
            true => self.alike,
            false => Some(layout),
        }
    }

    /// The kernels in the range that have these layouts, for people: `4.4..=4.18, RHEL 8.4`. A distribution's are named
    /// only where no mainline release in the range has the layout.
    pub fn describe(&self, layouts: &[&Layout]) -> String {
        let of_these = || {
            let is_one = |covered: &&Covered<'_>| {
                layouts
                    .iter()
                    .any(|layout| layout.name == covered.by.layout.name)
            };
            self.covered.iter().filter(is_one)
        };
        let mainline = of_these().flat_map(|covered| covered.by.releases.iter().copied());
        let others = of_these()
            .filter(|covered| covered.by.releases.is_empty())
            .flat_map(|covered| {
                let target = covered.is_target.then(|| "the target kernel".to_owned());
                covered.by.others.iter().cloned().chain(target)
            });
        let mut words = runs(mainline.collect());
        for other in others {
            if !words.contains(&other) {
                words.push(other);
            }
        }
        words.join(", ")
    }

    /// What `#[kernel(…)]` must say to serve just these of the layouts: `since = "5.3", until = "6.15"`. Layouts that the driver
    /// need not fit may be among them or not. None: it need say nothing, or can't.
    pub fn bounds(&self, layouts: &[&Layout]) -> Option<String> {
        let has = |layout: &Layout| layouts.iter().any(|other| other.name == layout.name);
        let all: Vec<(&Layout, ReleaseRange)> = self.history.mainline_layouts().collect();
        let is_out = |(layout, _): &(&Layout, ReleaseRange)| self.has(layout) && !has(layout);
        let first = all.iter().position(|(layout, _)| has(layout))?;
        let last = all.iter().rposition(|(layout, _)| has(layout))?;
        if all[first..=last].iter().any(is_out) {
            return None;
        }
        let since = all[first]
            .1
            .first
            .filter(|_| all[..first].iter().any(is_out));
        let until = all[last].1.last.filter(|_| all[last..].iter().any(is_out));
        let words: Vec<String> = [("since", since), ("until", until)]
            .into_iter()
            .filter_map(|(word, release)| Some(format!("{word} = \"{}\"", release?)))
            .collect();
        (!words.is_empty()).then(|| words.join(", "))
    }

    /// A range in which the struct is on no kernel that is known.
    fn check_any(&self, subject: &Subject, kernels: &Kernels, errors: &Errors) {
        let all =
            Release::mainline().filter(|&release| self.history.mainline_layout(release).is_some());
        if subject
            .history
            .layouts
            .iter()
            .all(|layout| layout.name == OBSERVED)
        {
            return;
        }
        errors.at(
            &kernels.literal,
            format!(
                "no kernel that is known in this range has `struct {}`; it is recorded on {}",
                self.history.name,
                runs(all.collect()).join(", ")
            ),
        );
    }
}

impl<'a> Covered<'a> {
    fn of(subject: &Subject, layout: &'a Layout, kernels: Option<&Kernels>) -> Self {
        let kernels = kernels.map(|kernels| &kernels.ranges);
        Self {
            by: data::Covered::of(&subject.history, layout, kernels),
            is_target: subject.is_target(layout),
        }
    }

    /// Whether a kernel in the range has it, be it the target or not.
    fn is_in_range(&self) -> bool {
        self.by.is_in_range()
    }
}
