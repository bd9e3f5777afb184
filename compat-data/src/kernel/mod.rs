// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Kernels: concrete builds, and the names by which people ask for them.

mod architecture;

use std::fmt;
use std::str::FromStr;

pub use architecture::Architecture;

use crate::release::{Release, number};

/// Whose tree a kernel was built from, as far as its name tells: it decides which records speak for it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Lineage {
    /// Mainline, a stable update of it, or a distribution's build of one.
    Mainline,
    /// A kernel asked for by the name of its record, `5.4-aws`: that record and nothing else speaks for it.
    Recorded,
    /// A vendor who backports interface changes without changing the number: only records of that very build count.
    Vendor {
        /// The vendor's tag in the kernel's release string: `el8`, `android`.
        tag: String,
        /// The vendor's minor release, where the tag has one: 4 in `el8_4`.
        minor: Option<u32>,
        /// The vendor's build number, where the string has one: 348 in `4.18.0-348.el8.x86_64`.
        build: Option<u32>,
    },
}

/// One concrete kernel.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Kernel {
    /// The name as it was given: `5.4-arm64`, `6.12.117+deb12-amd64`.
    pub name: String,
    /// The upstream release it starts from.
    pub release: Release,
    /// Its architecture.
    pub architecture: Architecture,
    /// The distribution's flavour, where the name has one: `generic`, `aws`.
    pub flavour: Option<String>,
    /// Whose tree it is.
    pub lineage: Lineage,
}

/// Flavours that Ubuntu's kernels name after their build number, `5.4.0-26-generic`.
const FLAVOURS: [&str; 9] = [
    "generic",
    "lowlatency",
    "aws",
    "azure",
    "gcp",
    "gke",
    "kvm",
    "oem",
    "oracle",
];

impl Kernel {
    /// A kernel of the mainline release, on x86-64.
    pub fn mainline(release: Release) -> Self {
        Self {
            name: release.to_string(),
            release,
            architecture: Architecture::Amd64,
            flavour: None,
            lineage: Lineage::Mainline,
        }
    }

    /// Reads a kernel's release string, what `uname -r` prints there: `5.4.0-26-generic`,
    /// `6.12.117+deb12-amd64`, `4.18.0-348.el8.x86_64`, `5.10.1`.
    pub fn from_release_string(
        text: &str,
        architecture: Architecture,
    ) -> Result<Self, ParseKernelError> {
        let error = || ParseKernelError {
            name: text.to_owned(),
            form: "a kernel's release string, such as `5.4.0-26-generic` or `6.12.117+deb12-amd64`",
        };
        let version = text
            .find(|c: char| !c.is_ascii_digit() && c != '.')
            .map_or(text, |end| &text[..end]);
        let mut numbers = version.trim_end_matches('.').split('.');
        let mut part = || numbers.next().and_then(number);
        let (Some(major), Some(minor)) = (part(), part()) else {
            return Err(error());
        };
        let suffix = &text[version.len()..];
        let words: Vec<&str> = suffix
            .split(['-', '.', '+'])
            .filter(|word| !word.is_empty())
            .collect();
        let lineage = match words.iter().find_map(|word| vendor_tag(word)) {
            Some((tag, minor)) => Lineage::Vendor {
                tag: tag.to_owned(),
                minor,
                build: words.first().and_then(|word| number(word)),
            },
            None => Lineage::Mainline,
        };
        let flavour = suffix
            .rsplit('-')
            .next()
            .filter(|word| FLAVOURS.contains(word));
        Ok(Self {
            name: text.to_owned(),
            release: Release::new(major, minor),
            architecture,
            flavour: flavour.map(str::to_owned),
            lineage,
        })
    }
}

/// The vendor's tag and minor release that a word of a release string names: `el8` with 4 for `el8_4`,
/// `android` for `android13`.
fn vendor_tag(word: &str) -> Option<(&str, Option<u32>)> {
    if word.starts_with("android") {
        return Some(("android", None));
    }
    let (tag, minor) = word.split_once('_').unwrap_or((word, ""));
    // `el8uek` is another vendor's again: a tag of its own, of which nothing is recorded.
    tag.strip_prefix("el")?
        .starts_with(|first: char| first.is_ascii_digit())
        .then(|| (tag, number(minor)))
}

impl fmt::Display for Kernel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

/// Reads the name of a kernel to look up: `5.4`, `5.4-arm64`, `5.4-aws`, `5.4-generic`, or a stable update, `6.1.39`.
///
/// A flavour asks for that very record. So does an architecture, as long as there is a record of it.
impl FromStr for Kernel {
    type Err = ParseKernelError;

    fn from_str(text: &str) -> Result<Self, ParseKernelError> {
        let error = || ParseKernelError {
            name: text.to_owned(),
            form: "a kernel: write a release, `5.4` or `6.1.39`, and after it an architecture or a flavour, `5.4-arm64`, `5.4-aws`",
        };
        let mut words = text.split('-');
        let mut version = words.next().unwrap_or_default().splitn(3, '.');
        let mut part = || version.next().map(number::<u16>);
        let (Some(Some(major)), Some(Some(minor))) = (part(), part()) else {
            return Err(error());
        };
        if part() == Some(None) {
            return Err(error());
        }
        let mut kernel = Self {
            name: text.to_owned(),
            ..Self::mainline(Release::new(major, minor))
        };
        let mut words = words.peekable();
        if let Some(&architecture) = words.peek().and_then(|word| {
            Architecture::ALL
                .iter()
                .find(|architecture| architecture.name() == *word)
        }) {
            words.next();
            kernel.architecture = architecture;
            kernel.flavour = Some("generic".to_owned());
        }
        if let Some(flavour) = words.next() {
            if flavour.is_empty() || !flavour.bytes().all(|byte| byte.is_ascii_lowercase()) {
                return Err(error());
            }
            kernel.flavour = Some(flavour.to_owned());
            kernel.lineage = Lineage::Recorded;
        }
        match words.next() {
            None => Ok(kernel),
            Some(_) => Err(error()),
        }
    }
}

/// A text that names no kernel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseKernelError {
    name: String,
    form: &'static str,
}

impl fmt::Display for ParseKernelError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is not {}", self.name, self.form)
    }
}

impl std::error::Error for ParseKernelError {}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(text: &str) -> Kernel {
        Kernel::from_release_string(text, Architecture::Amd64).unwrap()
    }

    #[test]
    fn release_strings_of_distributions() {
        let ubuntu = tree("5.4.0-26-generic");
        assert_eq!(ubuntu.release, Release::new(5, 4));
        assert_eq!(ubuntu.flavour.as_deref(), Some("generic"));
        assert_eq!(ubuntu.lineage, Lineage::Mainline);
        for debian in ["6.12.117+deb12-amd64", "6.12.117+deb12-cloud-amd64"] {
            assert_eq!(tree(debian).release, Release::new(6, 12));
            assert_eq!(tree(debian).flavour, None);
        }
        for plain in ["7.3.0-rc7", "6.16", "5.10.1", "6.9.1-arch1-1"] {
            assert_eq!(tree(plain).lineage, Lineage::Mainline, "{plain}");
        }
    }

    #[test]
    fn vendors_who_backport_are_told_apart() {
        let vendor = |tag: &str, minor, build| Lineage::Vendor {
            tag: tag.to_owned(),
            minor,
            build,
        };
        assert_eq!(
            tree("4.18.0-348.el8.x86_64").lineage,
            vendor("el8", None, Some(348))
        );
        assert_eq!(
            tree("3.10.0-1160.el7.x86_64").lineage,
            vendor("el7", None, Some(1160))
        );
        assert_eq!(
            tree("4.18.0-305.3.1.el8_4.x86_64").lineage,
            vendor("el8", Some(4), Some(305))
        );
        assert_eq!(
            tree("5.4.159-android12-9").lineage,
            vendor("android", None, None)
        );
        assert_eq!(
            tree("5.4.17-2136.el8uek.x86_64").lineage,
            vendor("el8uek", None, Some(2136))
        );
        assert_eq!(tree("5.4.0-elementary").lineage, Lineage::Mainline);
    }

    #[test]
    fn names_of_kernels() {
        let parse = |text: &str| text.parse::<Kernel>().unwrap();
        assert_eq!(parse("5.4"), Kernel::mainline(Release::new(5, 4)));
        assert_eq!(parse("6.1.39").release, Release::new(6, 1));
        assert_eq!(parse("5.4-arm64").architecture, Architecture::Arm64);
        assert_eq!(parse("5.4-arm64").lineage, Lineage::Mainline);
        assert_eq!(parse("5.4-aws").lineage, Lineage::Recorded);
        assert_eq!(parse("5.4-arm64-aws").flavour.as_deref(), Some("aws"));
    }

    #[test]
    fn what_names_no_kernel_is_refused_by_name() {
        for text in [
            "",
            "x",
            "5",
            "5.4-",
            "5.4-arm64-",
            "5.4-a-b-c",
            "5.4.x",
            "5.4-ARM",
            "5.4.0.1",
        ] {
            let error = text.parse::<Kernel>().unwrap_err().to_string();
            assert!(error.starts_with(&format!("`{text}` is not")), "{error}");
        }
        for text in ["", "linux", "5", "5.", "-5.4"] {
            assert!(
                Kernel::from_release_string(text, Architecture::Amd64).is_err(),
                "{text}"
            );
        }
    }
}
