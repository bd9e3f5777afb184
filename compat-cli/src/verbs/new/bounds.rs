// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! What `#[kernel(…)]` must say of an entry.

use std::fmt;

use compat_data::coverage::Covered;
use compat_data::history::{History, Layout};
use compat_data::operation::Operation;
use compat_data::ranges::{describe, releases};
use compat_data::release::Release;

use super::spans::Span;
use crate::error::{Error, Errors};

/// The bounds of an entry; by default none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Bounds {
    since: Option<Release>,
    until: Option<Release>,
    optional: bool,
}

/// `#[kernel(since = "5.11", optional)]`, or nothing.
impl fmt::Display for Bounds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let since = self.since.map(|release| format!("since = \"{release}\""));
        let until = self.until.map(|release| format!("until = \"{release}\""));
        let optional = self.optional.then(|| "optional".to_owned());
        let words: Vec<String> = since.into_iter().chain(until).chain(optional).collect();
        match words.is_empty() {
            true => Ok(()),
            false => write!(f, "#[kernel({})]", words.join(", ")),
        }
    }
}

/// The bounds within which an entry serves just the layouts of the span, of all that the driver is for.
///
/// # Errors
/// When no bounds do: another kernel of the same releases has another signature.
pub(super) fn bounds(
    history: &History,
    covered: &[Covered<'_>],
    operation: &Operation<'_>,
    span: &Span<'_>,
) -> Result<Bounds, Errors> {
    let first = span.layouts().map(|layout| releases(layout).first).min();
    let last = span.layouts().map(|layout| releases(layout).last).max();
    let (first, last) = (first.flatten(), last.flatten());
    let others = covered.iter().map(|covered| covered.layout);
    let others: Vec<&Layout> = others.filter(|layout| !span.has(layout)).collect();
    let is_before = |layout: &Layout| releases(layout).last < first;
    let is_after = |layout: &Layout| releases(layout).first > last;
    let bounds = Bounds {
        since: first.filter(|_| others.iter().any(|layout| is_before(layout))),
        until: last.filter(|_| others.iter().any(|layout| is_after(layout))),
        optional: others
            .iter()
            .any(|layout| !is_before(layout) && !is_after(layout)),
    };
    let differs = |layout: &&&Layout| {
        !is_before(layout) && !is_after(layout) && operation.member(layout).is_some()
    };
    // A bound within the releases of a layout would part what is one.
    let is_parted = |layout: &&Layout| {
        let range = releases(layout);
        let by_since = |since: Release| range.first < Some(since) && range.last >= Some(since);
        let by_until = |until: Release| range.first <= Some(until) && range.last > Some(until);
        bounds.since.is_some_and(by_since) || bounds.until.is_some_and(by_until)
    };
    let mut layouts = others.iter().filter(differs).copied();
    let in_the_way = layouts
        .next()
        .or_else(|| history.layouts.iter().find(is_parted));
    match in_the_way {
        None => Ok(bounds),
        Some(layout) => Err(Error::new(format_args!(
            "no bounds tell the kernels apart on which `{}` is `{}`",
            span.member.name, span.member
        ))
        .note(format_args!(
            "it is so on {}",
            describe(history, &span.layouts().collect::<Vec<_>>())
        ))
        .note(match operation.member(layout) {
            Some(member) => format!("on {} it is `{member}`", describe(history, &[layout])),
            None => format!("{} has one layout throughout", describe(history, &[layout])),
        })
        .help("choose other kernels: `--kernels RANGES`")
        .into()),
    }
}
