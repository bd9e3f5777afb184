// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The kernels that people name, and what a history says of them.

use compat_data::history::{History, Layout, SnapshotKernel};
use compat_data::kernel::Kernel;
use compat_data::resolve::Resolution;

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

/// Of a layout that is more than the list of its members.
pub(crate) fn not_plain(name: &str, layout: &Layout) -> Error {
    Error::new(format_args!(
        "layout {} of `struct {name}` has bit-fields, unnamed structs or unions, or members that an attribute moves: \
         a plain list of its members is another struct",
        layout.name
    ))
}
