// SPDX-License-Identifier: MIT OR GPL-2.0-only
//! Kernels' headers without their images.

use super::{Archive, HEADERS_PARTS, dependencies, downloaded};
use crate::command::{capture, inside, standard_output};
use crate::error::{Error, Result};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// What comes before a kernel's name in the name of the package with its headers.
const HEADERS: &str = "linux-headers-";

impl Archive {
    /// The packages with the headers of these kernels and what they stand on, by kernel. Of one that is not there, the
    /// archive lists no headers: it keeps those of the newest builds alone.
    pub fn headers_packages(&self, names: &[&str]) -> Result<BTreeMap<String, Vec<String>>> {
        let listed = standard_output(self.apt("apt-cache").args([
            "search",
            "--names-only",
            &format!("^{HEADERS}[0-9]"),
        ]))?;
        let listed = listed.lines().filter_map(|line| {
            let package = line.split(' ').next()?;
            names
                .contains(&package.strip_prefix(HEADERS)?)
                .then_some(package)
        });
        let wanted: Vec<&str> = listed.collect();
        if wanted.is_empty() {
            return Ok(BTreeMap::new());
        }
        let mut show = self.apt("apt-cache");
        show.args(["show", "--no-all-versions"]).args(wanted);
        Ok(packages(&standard_output(&mut show)?))
    }

    /// Downloads these packages. Of one that is listed, yet gone, there is no file.
    pub fn download_headers(&self, packages: &[&str]) -> Result<Vec<Option<PathBuf>>> {
        let folder = self.downloads("headers")?;
        let mut download = inside(&folder, "apt-get");
        self.configure(&mut download).arg("download").args(packages);
        let failure = capture(&mut download).err().map(|error| error.to_string());
        let file = |package: &&str| match (downloaded(&folder, package), &failure) {
            (Ok(file), _) => Ok(Some(file)),
            (Err(_), Some(log)) if is_gone(log, package) => Ok(None),
            (Err(_), Some(log)) => Err(Error::new(log)),
            (Err(error), None) => Err(error),
        };
        packages.iter().map(file).collect()
    }
}

/// Whether apt says that the archive has the package no more, which it lists.
fn is_gone(log: &str, package: &str) -> bool {
    log.lines()
        .filter(|line| line.starts_with("E: Failed to fetch ") && line.contains(" 404 "))
        .any(|line| line.replace("%2b", "+").contains(&format!("/{package}_")))
}

/// From what `apt-cache show` says of packages with headers: each kernel with the packages that it takes.
fn packages(shown: &str) -> BTreeMap<String, Vec<String>> {
    let stanzas = shown.split("\n\n").filter_map(|stanza| {
        let package = stanza
            .lines()
            .find_map(|line| line.strip_prefix("Package: "))?;
        let mut all = dependencies(stanza, &HEADERS_PARTS);
        all.push(package.to_owned());
        Some((package.strip_prefix(HEADERS)?.to_owned(), all))
    });
    stanzas.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kernel_has_its_own_headers_the_shared_ones_and_the_build_programs() {
        let shown = "Package: linux-headers-6.1.0-56-arm64\nDepends: linux-headers-6.1.0-56-common (= 6.1.1-1), \
                     linux-kbuild-6.1 (>= 6.1.1-1), linux-compiler-gcc-12-arm64\nDescription: headers\n\n\
                     Package: linux-headers-6.1.0-56-rt-amd64\nDepends: linux-headers-6.1.0-56-common-rt (= 6.1.1-1), \
                     linux-kbuild-6.1 (>= 6.1.1-1)\n\n";
        let found = packages(shown);
        let of = |name: &str| found.get(name).cloned().unwrap_or_default();
        assert_eq!(
            of("6.1.0-56-arm64"),
            [
                "linux-headers-6.1.0-56-common",
                "linux-kbuild-6.1",
                "linux-headers-6.1.0-56-arm64"
            ]
        );
        assert_eq!(
            of("6.1.0-56-rt-amd64"),
            [
                "linux-headers-6.1.0-56-common-rt",
                "linux-kbuild-6.1",
                "linux-headers-6.1.0-56-rt-amd64"
            ]
        );
        assert_eq!(found.len(), 2);
    }

    #[test]
    fn a_package_is_gone_when_the_archive_says_so() {
        let log = "Get:2 http://host/debian bookworm/main amd64 linux-headers-6.1.0-47-common all 6.1.170-3 [10.3 MB]\n\
                   E: Failed to fetch http://host/linux-headers-7.0%2bdeb13-amd64_7.0-1%7edeb11u1_amd64.deb  404  Not Found [IP: 1]\n\
                   E: Failed to fetch http://host/linux-headers-7.1-amd64_7.1_amd64.deb  Connection timed out\n";
        assert!(is_gone(log, "linux-headers-7.0+deb13-amd64"));
        assert!(!is_gone(log, "linux-headers-7.1-amd64"));
        assert!(!is_gone(log, "linux-headers-6.1.0-47-common"));
    }
}
