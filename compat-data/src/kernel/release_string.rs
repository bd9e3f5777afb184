// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Release strings, as `uname -r` prints them: `5.4.0-26-generic`.

use super::distribution::{self, debian_featureset, follower, trailing_architecture};
use super::shape::leading_number;
use super::{Architecture, Kernel, Lineage, ParseKernelError};
use crate::release::{Release, number};

/// The parts of a release string.
pub(super) struct ReleaseString<'a> {
    /// The upstream release.
    pub release: Release,
    /// Whether a third number follows: that of a stable update, or 0.
    pub has_update: bool,
    /// What follows the upstream version: `-26-generic`.
    pub suffix: &'a str,
}

impl<'a> ReleaseString<'a> {
    pub(super) fn parse(text: &'a str) -> Option<Self> {
        let (major, rest) = leading_number(text)?;
        let (minor, rest) = leading_number(rest.strip_prefix('.')?)?;
        let update = rest.strip_prefix('.').and_then(leading_number::<u32>);
        Some(Self {
            release: Release::new(major, minor),
            has_update: update.is_some(),
            suffix: update.map_or(rest, |(_, rest)| rest),
        })
    }
}

impl Kernel {
    /// Reads a kernel's release string, what `uname -r` prints there: `5.4.0-26-generic`,
    /// `6.12.117+deb12-amd64`, `4.18.0-348.el8.x86_64`, `5.10.1`.
    ///
    /// Only the shapes of mainline's own and of some distributions' release strings are known to follow mainline. Any
    /// other kernel is of the lineage [`Lineage::Vendor`].
    ///
    /// # Errors
    /// When the text does not begin with an upstream version.
    pub fn from_release_string(
        text: &str,
        architecture: Architecture,
    ) -> Result<Self, ParseKernelError> {
        let parts = ReleaseString::parse(text).ok_or_else(|| {
            ParseKernelError::new(
                text,
                "a kernel's release string, such as `5.4.0-26-generic` or `6.12.117+deb12-amd64`",
            )
        })?;
        let suffix = parts.suffix;
        let words = || {
            suffix
                .split(['-', '.', '+'])
                .filter(|word| !word.is_empty())
        };
        let (lineage, flavour) = match follower(suffix) {
            Some(follower) => (Lineage::Mainline, follower.flavour),
            None => {
                let (tag, minor) = words()
                    .find_map(backporter)
                    .unwrap_or((whole_suffix(suffix), None));
                let vendor = Lineage::Vendor {
                    tag: tag.to_owned(),
                    minor,
                    build: words().next().and_then(number),
                };
                (vendor, None)
            }
        };
        Ok(Self {
            name: text.to_owned(),
            release: parts.release,
            architecture,
            flavour: flavour.map(str::to_owned),
            lineage,
        })
    }
}

/// The tag and minor release of a vendor who is known to backport, from a word of a release string: `el8` with 4 for
/// `el8_4`, `android` for `android13`.
fn backporter(word: &str) -> Option<(&str, Option<u32>)> {
    if word.starts_with("android") {
        return Some(("android", None));
    }
    // `el8uek` is another vendor's again: a tag of its own, of which nothing is recorded.
    let (tag, minor) = word.split_once('_').unwrap_or((word, ""));
    tag.strip_prefix("el")?
        .starts_with(|first: char| first.is_ascii_digit())
        .then(|| (tag, number(minor)))
}

/// Whether the text is the release string of one build: an update's number with a suffix, or a suffix with `+`.
pub(super) fn is_build(text: &str) -> bool {
    ReleaseString::parse(text).is_some_and(|parts| match parts.has_update {
        true => !parts.suffix.is_empty(),
        false => parts.suffix.starts_with('+'),
    })
}

/// Whether the release string ends with a word for an architecture.
pub(super) fn says_architecture(text: &str) -> bool {
    ReleaseString::parse(text).is_some_and(|parts| trailing_architecture(parts.suffix).is_some())
}

/// The featureset that the release string of a Debian kernel names, `cloud` or `rt`, or Ubuntu's flavour; none: it is a
/// plain kernel, or somebody else's.
pub(crate) fn featureset(text: &str) -> Option<&'static str> {
    let parts = ReleaseString::parse(text)?;
    let follower = follower(parts.suffix)?;
    follower.flavour.or(debian_featureset(parts.suffix))
}

/// The distribution that made a kernel with that release string, of those that follow mainline: `Debian`; none: mainline's own
/// name, or somebody else's.
pub(crate) fn packager(text: &str) -> Option<&'static str> {
    distribution::packager(ReleaseString::parse(text)?.suffix)
}

/// The numbers in a release string, by which builds follow each other: `6.12.9` before `6.12.10`.
pub(crate) fn build_numbers(text: &str) -> Vec<u64> {
    text.split(|c: char| !c.is_ascii_digit())
        .filter_map(|digits| digits.parse().ok())
        .collect()
}

/// Whether the vendor with this tag is known to backport interface changes.
pub(crate) fn backports(tag: &str) -> bool {
    backporter(tag).is_some_and(|(found, _)| found == tag)
}

/// The suffix as a tag: `qgki` for `-qgki`.
fn whole_suffix(suffix: &str) -> &str {
    suffix
        .strip_prefix('-')
        .filter(|tag| !tag.is_empty())
        .unwrap_or(suffix)
}
