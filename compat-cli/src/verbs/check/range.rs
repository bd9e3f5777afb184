// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The kernels of a range of releases, as they are recorded: what is known of mainline against what was read of each.

use std::fs;
use std::path::PathBuf;

use compat_data::history::{History, Snapshot};
use compat_data::kernel::{Architecture, Kernel};
use compat_data::ranges::runs;
use compat_data::release::{Release, ReleaseRange};

use super::outcome::{Outcome, State};
use super::tree;
use crate::context::Context;
use crate::error::Errors;
use crate::render::difference::explained;

/// Where depmod(8) and `make modules_install` put what belongs to each kernel, its build tree among it.
const INSTALLED: &str = "/lib/modules";

/// Holds them against each other, and what build trees of such kernels say that are installed here.
pub(super) fn check(
    range: ReleaseRange,
    names: &[String],
    context: &Context<'_>,
) -> Result<Vec<Outcome>, Errors> {
    let mut outcomes = Vec::new();
    for name in names {
        outcomes.extend(of_record(&*context.histories.get(name)?, range));
    }
    for tree in installed(range) {
        outcomes.extend(tree::check(&tree, names, context)?);
    }
    Ok(outcomes)
}

/// The installed build trees of kernels of these releases, sorted.
fn installed(range: ReleaseRange) -> Vec<PathBuf> {
    let entries = fs::read_dir(INSTALLED).into_iter().flatten().flatten();
    let mut trees: Vec<PathBuf> = entries
        .filter(|entry| {
            let name = entry.file_name();
            let kernel = Kernel::from_release_string(&name.to_string_lossy(), Architecture::Amd64);
            kernel.is_ok_and(|kernel| range.contains(kernel.release))
        })
        .map(|entry| entry.path().join("build"))
        .filter(|tree| tree.is_dir())
        .collect();
    trees.sort();
    trees
}

fn of_record(history: &History, range: ReleaseRange) -> Vec<Outcome> {
    let mut outcomes: Vec<Outcome> = history
        .snapshots()
        .filter(|snapshot| range.contains(snapshot.kernel.release))
        .map(|snapshot| of_snapshot(history, snapshot))
        .collect();
    outcomes.extend(unread(history, range));
    outcomes
}

/// A kernel that was read, against what is known of its mainline release.
fn of_snapshot(history: &History, snapshot: &Snapshot) -> Outcome {
    let kernel = snapshot.kernel.to_string();
    let release = snapshot.kernel.release;
    let outcome = |state, said| Outcome::new(&kernel, &history.name, state, said);
    let read = snapshot
        .layout
        .as_deref()
        .and_then(|name| history.layout(name));
    let Some(read) = read else {
        return outcome(
            State::Untold,
            "its vmlinux has no type information of it: there it lives in a module, or is configured out".to_owned(),
        );
    };
    match history.mainline_layout(release) {
        None => outcome(
            State::NotObserved,
            format!(
                "layout {}, read from that kernel; mainline {release} is not recorded",
                read.name
            ),
        ),
        Some(mainline) if mainline.name == read.name => outcome(
            State::Equal,
            format!("layout {}, mainline's of {release}", read.name),
        ),
        Some(mainline) => {
            let why = snapshot
                .differs
                .as_deref()
                .unwrap_or("no reason is recorded");
            outcome(
                State::Different,
                format!("mainline {release} has layout {}: {why}", mainline.name),
            )
            .with_differences(&explained(history, mainline, read))
        }
    }
}

/// The releases of which no kernel was read: what is recorded of them, or why nothing is.
fn unread(history: &History, range: ReleaseRange) -> Vec<Outcome> {
    let was_read = |release: Release| {
        let mut snapshots = history.snapshots();
        snapshots.any(|snapshot| snapshot.kernel.release == release)
    };
    let releases =
        Release::mainline().filter(|&release| range.contains(release) && !was_read(release));
    let mut outcomes: Vec<(State, String, Vec<Release>)> = Vec::new();
    for release in releases {
        let (state, said) = match history.resolve(&Kernel::mainline(release)) {
            Ok(resolution) => (
                State::NotObserved,
                format!("layout {}", resolution.layout.name),
            ),
            Err(refusal) => {
                let name = release.to_string();
                // One sentence for all releases of which the same holds.
                let said = refusal
                    .to_string()
                    .replace(&format!("kernel {name} "), "these kernels ");
                (
                    State::Untold,
                    said.replace(&format!("kernel {name}:"), "these kernels:"),
                )
            }
        };
        match outcomes.last_mut() {
            Some((last, words, releases)) if *last == state && *words == said => {
                releases.push(release)
            }
            _ => outcomes.push((state, said, vec![release])),
        }
    }
    let outcome = |(state, said, releases): (State, String, Vec<Release>)| {
        Outcome::new(&runs(releases).join(", "), &history.name, state, said)
    };
    outcomes.into_iter().map(outcome).collect()
}
