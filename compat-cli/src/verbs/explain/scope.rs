// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The kernels between two releases, as the macro sees them: which layouts they have, and what to call them.

use compat_data::c::Member;
use compat_data::coverage::Kernels as Ranges;
use compat_data::history::{History, Layout, Snapshot};
use compat_data::operation::Operation;
use compat_data::ranges::releases;
use compat_data::release::Release;
use compat_syntax::binding::coverage::Coverage;
use compat_syntax::binding::subject::Subject;
use compat_syntax::errors::Errors as Gathered;
use compat_syntax::kernels::Kernels;
use proc_macro2::Span;
use syn::LitStr;

use super::interval::Interval;
use crate::error::{Error, Errors};

/// The kernels between two releases.
pub(super) struct Scope<'a> {
    pub interval: Interval,
    /// Their layouts.
    pub coverage: Coverage<'a>,
    /// Those of all kernels that are recorded.
    all: Coverage<'a>,
    /// The struct's operations, on whatever kernels.
    pub operations: Vec<Operation<'a>>,
    /// Those that were read, in the order of the reports.
    pub snapshots: Vec<&'a Snapshot>,
}

/// A layout, and the member that an operation is there.
pub(super) type Place<'a> = (&'a Layout, &'a Member);

impl<'a> Scope<'a> {
    /// All of the struct that is between the two releases.
    ///
    /// # Errors
    /// When no kernel there has it.
    pub fn of(subject: &'a Subject, interval: Interval) -> Result<Self, Errors> {
        let errors = Gathered::default();
        let coverage = Coverage::of(subject, Some(&kernels(interval)), &errors);
        let errors = errors.into_errors();
        if !errors.is_empty() {
            return Err(Errors::new(errors.iter().map(Error::new).collect()));
        }
        let history = &subject.history;
        let mut snapshots: Vec<&Snapshot> = history
            .snapshots()
            .filter(|snapshot| interval.range().contains(snapshot.kernel.release))
            .collect();
        snapshots.sort_by(|one, other| one.kernel.report_order(&other.kernel));
        Ok(Self {
            interval,
            coverage,
            all: Coverage::of(subject, None, &Gathered::default()),
            operations: history.operations(),
            snapshots,
        })
    }

    /// The struct's history.
    pub fn history(&self) -> &'a History {
        self.coverage.history
    }

    /// Whether mainline's facts are recorded; else only single kernels were read.
    pub fn has_facts(&self) -> bool {
        let history = self.history();
        history.mainline_layouts().next().is_some() || !history.absent.is_empty()
    }

    /// The layouts, oldest first.
    pub fn layouts(&self) -> Vec<&'a Layout> {
        let mut layouts: Vec<&Layout> = self.coverage.layouts().collect();
        layouts.sort_by_key(|layout| {
            let read = |snapshot: &&Snapshot| snapshot.layout.as_ref() == Some(&layout.name);
            (
                releases(layout).first,
                layout.mainline.is_none(),
                self.snapshots.iter().position(read),
            )
        });
        layouts
    }

    /// The layouts here that have the operation, with the member that it is there.
    pub fn places(&self, operation: &Operation<'a>) -> Vec<Place<'a>> {
        let layouts = self.layouts().into_iter();
        layouts
            .filter_map(|layout| Some((layout, operation.member(layout)?)))
            .collect()
    }

    /// Those that have not.
    pub fn without(&self, operation: &Operation<'a>) -> Vec<&'a Layout> {
        let mut layouts = self.layouts();
        layouts.retain(|layout| operation.member(layout).is_none());
        layouts
    }

    /// The kernels here that have these layouts, for people.
    pub fn describe(&self, layouts: &[&Layout]) -> String {
        match self.has_facts() {
            true => self.coverage.describe(layouts),
            false => self.describe_read(layouts),
        }
    }

    /// The same, of kernels that were read: plain ones for x86-64 from one to another; those beside them by their names, or
    /// all of a release together.
    fn describe_read(&self, layouts: &[&Layout]) -> String {
        let has = |snapshot: &&Snapshot| {
            let mut names = layouts.iter().map(|layout| &layout.name);
            names.any(|name| snapshot.layout.as_ref() == Some(name))
        };
        let (plain, others): (Vec<&Snapshot>, Vec<&Snapshot>) = self
            .snapshots
            .iter()
            .partition(|snapshot| snapshot.kernel.is_generic());
        let runs = plain.split(|snapshot| !has(snapshot));
        let runs = runs.filter_map(|run| match run {
            [] => None,
            [one] => Some(one.kernel.to_string()),
            [first, .., last] => Some(format!("{} to {}", first.kernel, last.kernel)),
        });
        let mut words: Vec<String> = runs.collect();
        let mut told: Vec<Release> = Vec::new();
        for other in others.iter().filter(|other| has(other)) {
            let release = other.kernel.release;
            let mut of_it = others
                .iter()
                .filter(|other| other.kernel.release == release);
            let is_one_of_many = of_it.clone().count() > 2;
            match of_it.all(has) && is_one_of_many {
                false => words.push(other.kernel.to_string()),
                true if told.contains(&release) => {}
                true => {
                    told.push(release);
                    words.push(format!("all other architectures and flavours of {release}"));
                }
            }
        }
        words.join(", ")
    }

    /// What `#[kernel(…)]` must say to serve just these of the layouts here; none: it need say nothing, or can't.
    pub fn bounds(&self, layouts: &[&Layout]) -> Option<String> {
        match self.has_facts() {
            true => self.coverage.bounds(layouts),
            false => {
                let Named {
                    first,
                    last,
                    before,
                    after,
                } = self.named(layouts)?;
                let is_one = |layout: &String| layouts.iter().any(|other| other.name == *layout);
                let read = self.snapshots.iter().filter(|kernel| {
                    let layout = kernel.layout.as_ref();
                    layout.is_some_and(is_one)
                });
                // The last kernel that was read says more than the name of its layout.
                let last = read.map(|kernel| kernel.kernel.release).max().max(last);
                let is_clear = after.is_none_or(|after| last < Some(after));
                let until = last.filter(|_| after.is_some());
                is_clear
                    .then(|| said(first.filter(|_| before), until))
                    .flatten()
            }
        }
    }

    /// The same by the names of the layouts alone, where only single kernels were read and one with a layout of an older
    /// name is among newer ones that differ.
    pub fn bounds_by_name(&self, layouts: &[&Layout]) -> Option<String> {
        let Named {
            first,
            last,
            before,
            after,
        } = self.named(layouts).filter(|_| !self.has_facts())?;
        said(first.filter(|_| before), last.filter(|_| after.is_some()))
    }

    /// Where only single kernels were read, a layout counts as one of the release that it is named after. None: others lie
    /// among these.
    fn named(&self, layouts: &[&Layout]) -> Option<Named> {
        let release = |layout: &&Layout| releases(layout).first;
        let (first, last) = (
            layouts.iter().filter_map(release).min(),
            layouts.iter().filter_map(release).max(),
        );
        let is_one = |layout: &&Layout| layouts.iter().any(|other| other.name == layout.name);
        let others = self.layouts();
        let others: Vec<Option<Release>> = others
            .iter()
            .filter(|layout| !is_one(layout))
            .map(release)
            .collect();
        let is_among = |other: &Option<Release>| first <= *other && *other <= last;
        (!others.iter().any(is_among)).then(|| Named {
            first,
            last,
            before: others.iter().any(|other| *other < first),
            after: others
                .into_iter()
                .filter(|other| *other > last)
                .flatten()
                .min(),
        })
    }

    /// What it must say to serve just these of all layouts.
    pub fn bounds_of_all(&self, layouts: &[&Layout]) -> Option<String> {
        self.all.bounds(layouts)
    }
}

/// Layouts by the releases that they are named after.
struct Named {
    first: Option<Release>,
    last: Option<Release>,
    /// Whether others are older.
    before: bool,
    /// The oldest of those that are newer.
    after: Option<Release>,
}

fn said(since: Option<Release>, until: Option<Release>) -> Option<String> {
    let words: Vec<String> = [("since", since), ("until", until)]
        .into_iter()
        .filter_map(|(word, release)| Some(format!("{word} = \"{}\"", release?)))
        .collect();
    (!words.is_empty()).then(|| words.join(", "))
}

/// The interval as an author writes it: `kernels = "5.4..=6.12"`.
pub(super) fn kernels(interval: Interval) -> Kernels {
    let range = interval.range();
    Kernels {
        ranges: Ranges::from(range),
        literal: LitStr::new(&range.to_string(), Span::call_site()),
    }
}
