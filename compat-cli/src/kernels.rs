// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The kernels that people name, and what a history says of them.

use compat_data::history::{History, Layout, SnapshotKernel};
use compat_data::kernel::Kernel;
use compat_data::resolve::{Refusal, Resolution};

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
        .map_err(|refusal| refused(history, &refusal).into())
}

fn refused(history: &History, refusal: &Refusal) -> Error {
    let name = &history.name;
    match refusal {
        Refusal::Uncertain {
            kernel,
            before,
            after,
            ..
        } => {
            let members = differing(history, before, after).unwrap_or_default();
            Error::new(format_args!(
                "the layout of `struct {name}` on kernel {kernel} is uncertain: it lies between {before} and {after}, which \
                 differ in {}",
                counted(&members)
            ))
            .help(format_args!(
                "`kernel-compat diff {name} {before} {after}` shows how they differ"
            ))
            .help(
                "name one of these two as the kernel if you know that it has the same layout, or record in which release \
                 each change landed",
            )
        }
        Refusal::NotRecorded { .. } => with_help(refusal).help(format_args!(
            "`kernel-compat matrix {name}` shows the kernels that are recorded"
        )),
        Refusal::Absent { .. } | Refusal::Unknown { .. } => with_help(refusal),
    }
}

/// The members that differ between two kernels that are recorded.
fn differing(history: &History, before: &str, after: &str) -> Option<Vec<String>> {
    let layout = |name: &str| Some(history.resolve(&name.parse().ok()?).ok()?.layout);
    let mut members: Vec<String> = Vec::new();
    for difference in history.diff(layout(before)?, layout(after)?) {
        let member = difference.member();
        if members.iter().all(|known| known != member) {
            members.push(member.to_owned());
        }
    }
    Some(members)
}

/// `2 members: open, release`; of many the first ones.
fn counted(members: &[String]) -> String {
    const SHOWN: usize = 5;
    match members.len() {
        0 => "their members".to_owned(),
        1 => format!("one member: {}", members[0]),
        count if count <= SHOWN => format!("{count} members: {}", members.join(", ")),
        count => format!(
            "{count} members, among them {}",
            members[..SHOWN].join(", ")
        ),
    }
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
