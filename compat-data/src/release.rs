// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Upstream releases and ranges of them.

use std::fmt;
use std::str::FromStr;

/// An upstream (mainline) release: `5.4`. Stable updates (`5.4.17`) belong to their release.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Release {
    /// The first number.
    pub major: u16,
    /// The second number.
    pub minor: u16,
}

/// Each major number with its first and last minor one that are known.
///
/// Which minor number was the last of its major one is a fact of the kernel's history
/// (`VERSION` and `PATCHLEVEL` in the kernel's top Makefile).
const MAINLINE: [(u16, u16, u16); 4] = [(4, 4, 20), (5, 0, 19), (6, 0, 19), (7, 0, 3)];

impl Release {
    /// The release `major.minor`.
    pub const fn new(major: u16, minor: u16) -> Self {
        Self { major, minor }
    }

    /// Every mainline release that this library knows of, oldest first: 4.4 to 7.3.
    pub fn mainline() -> impl DoubleEndedIterator<Item = Self> + Clone {
        MAINLINE.into_iter().flat_map(|(major, first, last)| {
            (first..=last).map(move |minor| Self::new(major, minor))
        })
    }

    /// Whether it is one of those.
    pub fn is_mainline(self) -> bool {
        MAINLINE.iter().any(|&(major, first, last)| {
            self.major == major && (first..=last).contains(&self.minor)
        })
    }

    /// The mainline release just before this one, if both are known.
    pub fn previous(self) -> Option<Self> {
        Self::mainline().rev().find(|&release| release < self)
    }

    /// The mainline release just after this one, if both are known.
    pub fn next(self) -> Option<Self> {
        Self::mainline().find(|&release| release > self)
    }
}

impl fmt::Display for Release {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)
    }
}

impl FromStr for Release {
    type Err = ParseReleaseError;

    fn from_str(text: &str) -> Result<Self, ParseReleaseError> {
        let error = || ParseReleaseError(text.to_owned());
        let (major, minor) = text.split_once('.').ok_or_else(error)?;
        Ok(Self::new(
            number(major).ok_or_else(error)?,
            number(minor).ok_or_else(error)?,
        ))
    }
}

/// A decimal number without sign or leading zeros.
pub(crate) fn number<T: FromStr>(text: &str) -> Option<T> {
    let plain = text.bytes().all(|byte| byte.is_ascii_digit());
    (plain && (text == "0" || !text.starts_with('0')))
        .then(|| text.parse().ok())
        .flatten()
}

/// A text that is not a release.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseReleaseError(String);

impl fmt::Display for ParseReleaseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "`{}` is not a kernel release: write MAJOR.MINOR, such as `5.4`",
            self.0
        )
    }
}

impl std::error::Error for ParseReleaseError {}

/// A range of releases, both ends included: `4.4..=4.5`, `6.16..`, `..=5.5`, `..`, or one release, `5.5`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReleaseRange {
    /// The first release in the range; none: from the beginning.
    pub first: Option<Release>,
    /// The last release in the range; none: without end.
    pub last: Option<Release>,
}

impl ReleaseRange {
    /// The range `first..=last`.
    pub const fn new(first: Release, last: Release) -> Self {
        Self {
            first: Some(first),
            last: Some(last),
        }
    }

    /// Whether the range has the release.
    pub fn contains(&self, release: Release) -> bool {
        self.first.is_none_or(|first| first <= release)
            && self.last.is_none_or(|last| release <= last)
    }
}

impl fmt::Display for ReleaseRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.first, self.last) {
            (Some(first), Some(last)) if first == last => write!(f, "{first}"),
            (first, last) => {
                if let Some(first) = first {
                    write!(f, "{first}")?;
                }
                f.write_str("..")?;
                if let Some(last) = last {
                    write!(f, "={last}")?;
                }
                Ok(())
            }
        }
    }
}

impl FromStr for ReleaseRange {
    type Err = ParseRangeError;

    fn from_str(text: &str) -> Result<Self, ParseRangeError> {
        let error = || ParseRangeError(text.to_owned());
        let range = match text.split_once("..") {
            None => {
                let release = text.parse().map_err(|_| error())?;
                Self::new(release, release)
            }
            Some((first, last)) => {
                let release = |text: &str| text.parse().map(Some).map_err(|_| error());
                Self {
                    first: match first {
                        "" => None,
                        first => release(first)?,
                    },
                    last: match last {
                        "" => None,
                        last => release(last.strip_prefix('=').ok_or_else(error)?)?,
                    },
                }
            }
        };
        match (range.first, range.last) {
            (Some(first), Some(last)) if first > last => Err(error()),
            _ => Ok(range),
        }
    }
}

/// A text that is not a range of releases.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseRangeError(String);

impl fmt::Display for ParseRangeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "`{}` is not a range of releases: write `4.4..=4.5`, `6.16..`, `..=5.5` or `5.4`, the older release first",
            self.0
        )
    }
}

impl std::error::Error for ParseRangeError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn releases_order_by_number_not_by_text() {
        let parse = |text: &str| text.parse::<Release>().unwrap();
        assert!(parse("4.9") < parse("4.10"));
        assert!(parse("4.20") < parse("5.0"));
        assert_eq!(parse("4.20").next(), Some(parse("5.0")));
        assert_eq!(parse("7.0").previous(), Some(parse("6.19")));
        assert_eq!(parse("4.4").previous(), None);
    }

    #[test]
    fn what_is_no_release_is_refused_by_name() {
        for text in [
            "",
            "5",
            "5.",
            ".4",
            "5.4.0",
            "5.x",
            "05.4",
            "5.+4",
            "5.99999999",
        ] {
            let error = text.parse::<Release>().unwrap_err().to_string();
            assert!(error.starts_with(&format!("`{text}`")), "{error}");
        }
    }

    #[test]
    fn ranges_print_as_they_parse() {
        for text in ["4.4..=4.5", "6.16..", "..=5.5", "5.5", ".."] {
            assert_eq!(text.parse::<ReleaseRange>().unwrap().to_string(), text);
        }
        for text in ["5.4..4.4", "5.4..=4.4", "5.4..5.8", "..=", "a.."] {
            assert!(text.parse::<ReleaseRange>().is_err(), "{text}");
        }
    }

    #[test]
    fn ranges_include_both_ends() {
        let range: ReleaseRange = "4.4..=4.6".parse().unwrap();
        let inside: Vec<_> = Release::mainline()
            .filter(|&release| range.contains(release))
            .map(|release| release.to_string())
            .collect();
        assert_eq!(inside, ["4.4", "4.5", "4.6"]);
    }
}
