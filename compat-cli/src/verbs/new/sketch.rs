// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Which members a driver's impl block has entries for, and on which kernels each serves.

use compat_data::c::Member;
use compat_data::coverage::{Covered, Kernels, covered};
use compat_data::history::{History, Layout};
use compat_data::operation::Operation;
use compat_data::ranges::{describe, releases, runs};
use compat_data::release::Release;

use super::bounds::{Bounds, bounds};
use super::demands::{contradictions, is_required, with_companions};
use super::spans::spans;
use crate::error::{Error, Errors};

/// The impl block, as plain data.
#[derive(Clone, Debug)]
pub(super) struct Sketch<'a> {
    /// The kernels that it is for.
    pub kernels: Kernels,
    /// The layouts that these have.
    pub covered: Vec<Covered<'a>>,
    /// The newest of them, by the name that `KERNEL_COMPAT_TARGET` takes.
    pub newest: String,
    /// What it has, in the order of the newest layout; what only older ones have comes last.
    pub entries: Vec<Entry<'a>>,
    /// Members of the newest layout that Rust can't define.
    pub left_out: Vec<&'a Member>,
}

/// One function or constant of the block.
#[derive(Clone, Debug)]
pub(super) struct Entry<'a> {
    /// The member that it fills, as the newest of its kernels has it.
    pub member: &'a Member,
    /// On which kernels it serves.
    pub bounds: Bounds,
    /// Whether some of its kernels refuse a table without it.
    pub is_required: bool,
}

/// The sketch for the widest range of kernels, open to the newest, that needs no bounds.
///
/// # Errors
/// What is in the way even on the newest layout.
pub(super) fn widest(history: &History) -> Result<Sketch<'_>, Errors> {
    let mainline = history
        .mainline_layouts()
        .filter_map(|(_, releases)| releases.first);
    let present = history
        .snapshots()
        .filter(|snapshot| snapshot.layout.is_some())
        .map(|snapshot| snapshot.kernel.release);
    let mut starts: Vec<Release> = mainline.chain(present).collect();
    starts.sort_unstable();
    starts.dedup();
    let mut sketches = starts
        .iter()
        .rev()
        .map(|&start| sketch(history, Kernels::since(start)));
    let Some(newest) = sketches.next() else {
        return Err(Error::new(format_args!(
            "no kernel is recorded to have `struct {}`",
            history.name
        ))
        .into());
    };
    let mut widest = newest?;
    if widest.is_unbounded() {
        let wider = sketches.map_while(Result::ok);
        if let Some(last) = wider.take_while(Sketch::is_unbounded).last() {
            widest = last;
        }
    }
    Ok(widest)
}

/// The sketch for these kernels.
///
/// # Errors
/// All that is in the way.
pub(super) fn sketch(history: &History, kernels: Kernels) -> Result<Sketch<'_>, Errors> {
    let covered = covered(history, &kernels);
    let Some((newest, name)) = newest(history, &covered, &kernels) else {
        return Err(no_kernel(history, &kernels).into());
    };
    let operations = history.operations();
    let of_newest = newest.members.iter().filter_map(|member| {
        let mut operations = operations.iter();
        operations.find(|operation| operation.member(newest) == Some(member))
    });
    let mut wanted: Vec<&Operation<'_>> = of_newest.collect();
    for operation in &operations {
        let is_new = !wanted.contains(&operation);
        if is_new && is_required(history, &covered, |layout| operation.member(layout)) {
            wanted.push(operation);
        }
    }
    with_companions(history, &covered, &operations, &mut wanted);
    let mut errors = contradictions(history, &covered, &wanted);
    let (mut entries, mut left_out) = (Vec::new(), Vec::new());
    for operation in wanted {
        for span in spans(history, &covered, operation) {
            let function = span.member.ty.as_function_pointer();
            let is_required = is_required(history, &covered, |layout| span.member_in(layout));
            if function.is_some_and(|function| function.variadic) && !is_required {
                left_out.push(span.member);
                continue;
            }
            match bounds(history, &covered, operation, &span) {
                Ok(bounds) => entries.push(Entry {
                    member: span.member,
                    bounds,
                    is_required,
                }),
                Err(more) => errors.extend(more.iter().cloned()),
            }
        }
    }
    match errors.is_empty() {
        true => Ok(Sketch {
            kernels,
            covered,
            newest: name,
            entries,
            left_out,
        }),
        false => Err(Errors::new(errors)),
    }
}

impl Sketch<'_> {
    /// Whether every entry serves all of the kernels.
    fn is_unbounded(&self) -> bool {
        let mut entries = self.entries.iter();
        entries.all(|entry| entry.bounds == Bounds::default())
    }
}

/// The layout and the name of the newest of the kernels: mainline's before a distribution's.
fn newest<'a>(
    history: &History,
    covered: &[Covered<'a>],
    kernels: &Kernels,
) -> Option<(&'a Layout, String)> {
    let mainline = covered.iter().filter_map(|covered| {
        let release = *covered.releases.last()?;
        Some(((release, true, true), covered.layout, release.to_string()))
    });
    let snapshots = history.snapshots().filter_map(|snapshot| {
        let kernel = &snapshot.kernel;
        let name = snapshot.layout.as_ref()?;
        let layout = covered
            .iter()
            .find(|covered| covered.layout.name == *name)?;
        let rank = (kernel.release, false, kernel.is_generic());
        let is_in = kernels.contains(kernel.release);
        is_in.then(|| (rank, layout.layout, kernel.to_string()))
    });
    // Of vendors' kernels alone the layout says which is newer.
    let vendors = covered.iter().filter_map(|covered| {
        let release = releases(covered.layout).last?;
        let name = covered.layout.name.clone();
        Some(((release, false, false), covered.layout, name))
    });
    let named = mainline.chain(snapshots).max_by_key(|(rank, ..)| *rank);
    let newest = named.or_else(|| vendors.max_by_key(|(rank, ..)| *rank));
    newest.map(|(_, layout, name)| (layout, name))
}

/// A range that names no kernel with the struct, or releases that nobody made.
fn no_kernel(history: &History, kernels: &Kernels) -> Error {
    let layouts: Vec<&Layout> = history.layouts.iter().collect();
    let error = Error::new(format_args!(
        "no kernel that is known in `{kernels}` has `struct {}`",
        history.name
    ));
    error.note(format_args!(
        "it is recorded on {}",
        describe(history, &layouts)
    ))
}

/// Releases that are named and that nobody made.
///
/// # Errors
/// Which.
pub(super) fn check_made(history: &History, kernels: &Kernels) -> Result<(), Errors> {
    let unmade: Vec<String> = kernels
        .never_made(history)
        .iter()
        .map(ToString::to_string)
        .collect();
    match unmade.is_empty() {
        true => Ok(()),
        false => Err(Error::new(format_args!(
            "`{kernels}` names no mainline release that is known: {}",
            unmade.join(", ")
        ))
        .note(format_args!(
            "they go {}",
            runs(Release::mainline().collect()).join(", ")
        ))
        .into()),
    }
}
