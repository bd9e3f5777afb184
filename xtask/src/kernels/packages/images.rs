// SPDX-License-Identifier: MIT OR GPL-2.0-only
//! Kernels without their headers: which the archive lists, and the packages that carry image and modules.

use super::{ARCHITECTURES, Archive, numbers};
use crate::command::standard_output;
use crate::error::{Error, Result};
use std::path::PathBuf;

/// What comes before a kernel's name in the names of packages with an image. From 7.0 on the first is only a name for
/// the second; the third is there before Debian has signed it.
const IMAGES: [&str; 3] = ["linux-image-", "linux-binary-", "linux-binary-unsigned-"];
const MODULES: &str = "linux-modules-";
/// What comes after it, up to 6.12, before Debian has signed the image.
const UNSIGNED: &str = "-unsigned";

impl Archive {
    /// Every plain kernel for x86-64 of which an image is listed, oldest first: `6.16.3+deb13-amd64`.
    pub fn kernels(&self) -> Result<Vec<String>> {
        Ok(kernels(self.image_packages()?))
    }

    /// Downloads what carries the kernel's image and, where the archive has them, its modules.
    pub fn download_image(&self, name: &str) -> Result<Vec<PathBuf>> {
        let packages = packages_of(name, self.image_packages()?);
        if packages.is_empty() {
            return Err(Error::new(format!("no image of {name} is listed")));
        }
        self.download_packages(name, &packages)
    }

    /// The packages with images and modules, which are listed once: apt searches long.
    fn image_packages(&self) -> Result<&[String]> {
        if self.image_packages.get().is_none() {
            let listed = self.list_image_packages()?;
            // Another thread may have been quicker, with the same.
            let _ = self.image_packages.set(listed);
        }
        Ok(self.image_packages.get().map_or(&[], Vec::as_slice))
    }

    fn list_image_packages(&self) -> Result<Vec<String>> {
        let architectures = ARCHITECTURES.join("|");
        let pattern = format!(
            "^({}|{MODULES})[0-9].*-({architectures})({UNSIGNED})?$",
            IMAGES.join("|")
        );
        let found =
            standard_output(
                self.apt("apt-cache")
                    .args(["search", "--names-only", &pattern]),
            )?;
        Ok(found
            .lines()
            .filter_map(|line| Some(line.split(' ').next()?.to_owned()))
            .collect())
    }
}

fn kernels(packages: &[String]) -> Vec<String> {
    let mut names: Vec<String> = packages
        .iter()
        .filter_map(|package| {
            let name = IMAGES
                .iter()
                .filter_map(|prefix| package.strip_prefix(prefix))
                .find(|name| name.starts_with(|first: char| first.is_ascii_digit()))?;
            let abi = name.strip_suffix("-amd64")?;
            // `linux-image-6.12-amd64` stands for the newest of its series.
            let is_kernel = abi.split('.').count() > 2;
            let is_plain = !abi.contains("-cloud") && !abi.contains("-rt");
            (is_kernel && is_plain).then(|| name.to_owned())
        })
        .collect();
    names.sort_by_key(|name| numbers(name));
    names.dedup();
    names
}

/// Of the listed packages those of this kernel; the unsigned image only where there is no other.
fn packages_of(name: &str, listed: &[String]) -> Vec<String> {
    let [image, binary, unsigned] = IMAGES.map(|prefix| format!("{prefix}{name}"));
    let old_unsigned = format!("{image}{UNSIGNED}");
    // The first that is listed has the image; where there are several, the later ones depend on it, or are not signed.
    let mut packages: Vec<String> = [binary, image, unsigned, old_unsigned]
        .into_iter()
        .find(|package| listed.contains(package))
        .into_iter()
        .collect();
    packages.push(format!("{MODULES}{name}"));
    packages.retain(|package| listed.contains(package));
    packages
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed() -> Vec<String> {
        [
            "linux-binary-7.2.12+deb13-amd64",
            "linux-binary-unsigned-7.2.12+deb13-amd64",
            "linux-binary-unsigned-7.3.4+deb13-amd64",
            "linux-image-6.16.12+deb13-amd64",
            "linux-image-6.16.3+deb13-amd64",
            "linux-image-6.16.3+deb13-cloud-amd64",
            "linux-image-6.16.3+deb13-rt-amd64",
            "linux-image-6.12-amd64",
            "linux-image-7.2.12+deb13-amd64",
            "linux-modules-7.2.12+deb13-amd64",
            "linux-modules-7.3.4+deb13-amd64",
            "linux-image-6.1.0-56-arm64-unsigned",
            "linux-image-6.1.0-55-arm64-unsigned",
            "linux-image-6.1.0-55-arm64",
        ]
        .map(str::to_owned)
        .to_vec()
    }

    #[test]
    fn each_plain_kernel_is_listed_once_and_oldest_first() {
        let expected = ["6.16.3", "6.16.12", "7.2.12", "7.3.4"];
        let expected = expected.map(|version| format!("{version}+deb13-amd64"));
        assert_eq!(kernels(&listed()), expected);
    }

    #[test]
    fn packages_are_those_that_are_listed_and_signed_where_that_can_be() {
        let packages = |version: &str| packages_of(&format!("{version}+deb13-amd64"), &listed());
        assert_eq!(
            packages("6.16.3"),
            ["linux-image-6.16.3+deb13-amd64"].map(str::to_owned)
        );
        assert_eq!(
            packages("7.2.12"),
            [
                "linux-binary-7.2.12+deb13-amd64",
                "linux-modules-7.2.12+deb13-amd64"
            ]
        );
        assert_eq!(
            packages("7.3.4"),
            [
                "linux-binary-unsigned-7.3.4+deb13-amd64",
                "linux-modules-7.3.4+deb13-amd64"
            ]
        );
        assert!(packages("9.9.9").is_empty());
        assert_eq!(
            packages_of("6.1.0-56-arm64", &listed()),
            ["linux-image-6.1.0-56-arm64-unsigned"]
        );
        assert_eq!(
            packages_of("6.1.0-55-arm64", &listed()),
            ["linux-image-6.1.0-55-arm64"]
        );
    }
}
