// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The kernels that people name, and what a history says of them.

use compat_data::history::{History, Layout, SnapshotKernel};
use compat_data::kernel::Kernel;
use compat_data::places::Places;
use compat_data::resolve::{Evidence, Resolution};

use crate::error::{Error, Errors};

/// The kernel of that name.
///
/// # Errors
/// When it is none.
pub(crate) fn named(name: &str) -> Result<Kernel, Errors> {
    name.parse().map_err(|error| with_help(&error).into())
}

/// The struct's layout on the kernel.
///
/// # Errors
/// The refusal, with the ways out.
pub(crate) fn resolve<'a>(history: &'a History, kernel: &Kernel) -> Result<Resolution<'a>, Errors> {
    history
        .resolve(kernel)
        .map_err(|refusal| with_help(&refusal).into())
}

/// An error of compat-data, which has its help behind a semicolon.
fn with_help(error: &dyn std::fmt::Display) -> Error {
    let text = error.to_string();
    match text.split_once("; ") {
        Some((what, help)) => Error::new(what).help(help),
        None => Error::new(text),
    }
}

/// The newest kernel whose layout is known: mainline's, else the last one of the sources.
///
/// # Errors
/// When no kernel is known to have the struct.
pub(crate) fn newest(history: &History) -> Result<Kernel, Errors> {
    if let Some(release) = history.newest() {
        return Ok(Kernel::mainline(release));
    }
    let mut present: Vec<&SnapshotKernel> = history
        .snapshots()
        .filter(|snapshot| snapshot.layout.is_some())
        .map(|snapshot| &snapshot.kernel)
        .collect();
    present.sort_by(|one, other| one.report_order(other));
    let generic = present.iter().rfind(|kernel| kernel.is_generic());
    match generic.or(present.last()) {
        Some(kernel) => named(&kernel.to_string()),
        None => Err(Error::new(format_args!(
            "no kernel is recorded to have `struct {}`",
            history.name
        ))
        .into()),
    }
}

/// Where the members lie on the kernel, by the record of that very kernel, else by C's rules.
pub(crate) fn places(resolution: &Resolution<'_>, kernel: &Kernel) -> Option<Places> {
    places_of(resolution.layout, recorded_as(&resolution.evidence), kernel)
}

fn places_of(
    layout: &Layout,
    recorded: Option<&SnapshotKernel>,
    kernel: &Kernel,
) -> Option<Places> {
    match recorded.and_then(|recorded| layout.places_on(recorded)) {
        Some(places) => Some(places.clone()),
        None if layout.is_plain() => Places::computed(&layout.members, kernel.architecture),
        None => None,
    }
}

/// The kernel of the record that speaks.
fn recorded_as(evidence: &Evidence) -> Option<&SnapshotKernel> {
    match evidence {
        Evidence::Snapshot { kernel, .. } => Some(kernel),
        Evidence::Mainline { .. } | Evidence::Between { .. } | Evidence::Vendor { .. } => None,
    }
}
