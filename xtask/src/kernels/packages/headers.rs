// SPDX-License-Identifier: MIT OR GPL-2.0-only
//! Kernels' headers without their images.

use super::{Archive, HEADERS_PARTS, Result, dependencies, standard_output};
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

    /// Downloads these packages to a folder of that name. Of those that can't be had, there is none in the answer.
    pub fn download_those(&self, folder: &str, packages: &[&str]) -> Result<Vec<PathBuf>> {
        let packages: Vec<String> = packages.iter().map(|&package| package.to_owned()).collect();
        self.download_packages(folder, &packages)
    }
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
}
