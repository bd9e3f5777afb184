// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! From which release to which.

use compat_data::history::History;
use compat_data::release::{Release, ReleaseRange};
use compat_syntax::bounds::is_mainline;

use crate::error::{Error, Errors};
use crate::kernels::{named, newest};

/// Two releases and all between.
#[derive(Clone, Copy, Debug)]
pub(super) struct Interval {
    pub first: Release,
    pub last: Release,
}

impl Interval {
    /// The interval that `--from` and `--to` name; where one is left out, from the oldest or to the newest recorded release
    /// that has the struct.
    ///
    /// # Errors
    /// When one is no kernel, or of a release that is not known, or when there is nothing between them.
    pub fn read(history: &History, from: Option<&str>, to: Option<&str>) -> Result<Self, Errors> {
        let release = |option: &str, name: Option<&str>| match name {
            Some(name) => release(history, option, name).map(Some),
            None => Ok(None),
        };
        let (from, to) = (release("--from", from)?, release("--to", to)?);
        let recorded = recorded(history)?;
        let first = from.unwrap_or(recorded.first);
        let last = to.unwrap_or(recorded.last);
        if first < last {
            return Ok(Self { first, last });
        }
        let name = &history.name;
        let range = format!(
            "`struct {name}` is recorded from {} to {}",
            recorded.first, recorded.last
        );
        let error = match (from, to) {
            (Some(_), Some(_)) if first == last => Error::new(format_args!(
                "`--from` and `--to` are both {first}, and from a release to itself nothing changes"
            ))
            .help(format_args!(
                "`kernel-compat show {name} --kernel {first}` shows how it is there"
            ))
            .help(format_args!(
                "`kernel-compat diff {name} A B` compares two kernels of one release"
            )),
            (Some(_), Some(_)) => {
                Error::new(format_args!("`--from {first}` is newer than `--to {last}`")).help(
                    format_args!("name the older one first: `--from {last} --to {first}`"),
                )
            }
            (Some(_), None) => {
                Error::new(format_args!("there is nothing after {first} to explain"))
                    .note(range)
                    .help("name an older release with `--from`, or leave it out")
            }
            (None, Some(_)) => {
                Error::new(format_args!("there is nothing before {last} to explain"))
                    .note(range)
                    .help("name a newer release with `--to`, or leave it out")
            }
            (None, None) => Error::new(format_args!("{range}, and one release has no changes"))
                .help(format_args!(
                    "`kernel-compat show {name}` shows how it is there"
                )),
        };
        Err(error.into())
    }

    /// The same as a range.
    pub fn range(self) -> ReleaseRange {
        ReleaseRange::new(self.first, self.last)
    }

    /// Whether it has one of the range's releases.
    pub fn meets(self, range: ReleaseRange) -> bool {
        range.first.is_none_or(|first| first <= self.last)
            && range.last.is_none_or(|last| self.first <= last)
    }

    /// Its mainline releases.
    pub fn releases(self) -> impl Iterator<Item = Release> {
        Release::mainline().filter(move |&release| self.range().contains(release))
    }
}

fn release(history: &History, option: &str, name: &str) -> Result<Release, Errors> {
    let release = named(name)?.release;
    let is_vendors = history
        .vendors
        .iter()
        .any(|vendor| vendor.release == release);
    match is_mainline(release) {
        Err(message) if !is_vendors => {
            Err(Error::new(format_args!("`{option} {name}`: {message}")).into())
        }
        _ => Ok(release),
    }
}

/// From the oldest recorded release that has the struct to the newest: mainline's, else those of the kernels that were read.
fn recorded(history: &History) -> Result<Interval, Errors> {
    let mainline = || {
        let first = history.mainline_layouts().next()?.1.first?;
        let last = history.newest()?;
        Some(Interval { first, last })
    };
    let read = || {
        let present = history.snapshots().filter(|kernel| kernel.layout.is_some());
        let releases: Vec<Release> = present.map(|snapshot| snapshot.kernel.release).collect();
        Some(Interval {
            first: *releases.iter().min()?,
            last: *releases.iter().max()?,
        })
    };
    match mainline().or_else(read) {
        Some(interval) => Ok(interval),
        // It says so in its own words.
        None => newest(history).map(|kernel| Interval {
            first: kernel.release,
            last: kernel.release,
        }),
    }
}
