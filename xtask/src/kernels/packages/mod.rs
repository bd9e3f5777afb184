// SPDX-License-Identifier: MIT OR GPL-2.0-only
//! Debian's archive: the newest kernel of a series, and its packages. Uses apt with lists of its own, so
//! that nothing changes on the system.

mod headers;
mod images;
pub mod mirrors;

use super::{KernelChoice, cache};
use crate::command::{capture, inside, standard_output};
use crate::error::{Error, Result};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

/// The architectures whose packages are listed.
const ARCHITECTURES: [&str; 2] = ["amd64", "arm64"];

/// The archive, with the package lists of some suites. Lists and downloads lie in a folder of this process alone,
/// which goes with this value: another process may be fetching at the same time.
pub struct Archive {
    folder: PathBuf,
    image_packages: OnceLock<Vec<String>>,
}

/// What the names of packages begin with that a kernel's headers depend on: those that flavours share, and build programs.
const HEADERS_PARTS: [&str; 2] = ["linux-headers-", "linux-kbuild-"];

impl Archive {
    /// Gets the package lists that these kernels are found in.
    pub fn open(choices: &[KernelChoice]) -> Result<Archive> {
        let suites = choices
            .iter()
            .map(|choice| (choice.suite, choice.security_suite));
        Archive::of_suites(suites)
    }

    /// Gets the package lists of these suites, each with its suite of the security archive, if it has one.
    pub fn of_suites(
        suites: impl IntoIterator<Item = (&'static str, Option<&'static str>)>,
    ) -> Result<Archive> {
        let suites = suites.into_iter();
        Archive::of_every(
            suites.flat_map(|(suite, security)| std::iter::once(suite).chain(security)),
        )
    }

    /// Gets the package lists of these suites; those of the security archive are named `…-security`.
    pub fn of_every<'a>(suites: impl IntoIterator<Item = &'a str>) -> Result<Archive> {
        let archive = Archive {
            folder: cache::folder()?.join(format!("apt.{}", std::process::id())),
            image_packages: OnceLock::new(),
        };
        for folder in ["lists/partial", "archives/partial"] {
            let folder = archive.folder.join(folder);
            fs::create_dir_all(&folder).map_err(|error| Error::at(&folder, &error))?;
        }
        let mut sources = String::new();
        let (mirror, security_mirror) = mirrors::mirrors()?;
        let architectures = ARCHITECTURES.join(",");
        for suite in suites {
            let mirror = match suite.ends_with("-security") {
                true => &security_mirror,
                false => &mirror,
            };
            sources += &format!("deb [arch={architectures}] {mirror} {suite} main\n");
        }
        // An empty status: what this system has installed is of no concern here.
        for (name, contents) in [("sources.list", sources.as_str()), ("status", "")] {
            let file = archive.folder.join(name);
            fs::write(&file, contents).map_err(|error| Error::at(&file, &error))?;
        }
        eprintln!("reading Debian's package lists");
        // Without this option, apt-get calls a mirror it can't reach a success.
        capture(
            archive
                .apt("apt-get")
                .args(["-o", "APT::Update::Error-Mode=any", "update"]),
        )
        .map_err(|error| {
            Error::new(format!(
                "Debian's archive is out of reach (no network?): {error}"
            ))
        })?;
        Ok(archive)
    }

    /// Downloads the newest kernel of the series that has both an image and headers.
    pub fn download(&self, choice: &KernelChoice) -> Result<Vec<PathBuf>> {
        let name = self.newest(choice)?;
        let headers = format!("linux-headers-{name}");
        let image = format!("linux-image-{name}");
        let mut packages = self.headers_dependencies(&headers)?;
        // From 7.0 on, the image and the modules are packages of their own.
        packages.extend(self.dependencies(&image, &["linux-binary-", "linux-modules-"])?);
        packages.extend([headers, image]);
        self.download_packages(&name, &packages)
    }

    /// Downloads packages of one kernel, into a folder of its own.
    fn download_packages(&self, name: &str, packages: &[String]) -> Result<Vec<PathBuf>> {
        let folder = self.downloads(name)?;
        let mut download = inside(&folder, "apt-get");
        capture(self.configure(&mut download).arg("download").args(packages))?;
        packages
            .iter()
            .map(|package| downloaded(&folder, package))
            .collect()
    }

    /// The folder that packages of that kind are downloaded to.
    fn downloads(&self, name: &str) -> Result<PathBuf> {
        let folder = self.folder.join("archives").join(name);
        fs::create_dir_all(&folder).map_err(|error| Error::at(&folder, &error))?;
        Ok(folder)
    }

    /// The newest name, `6.12.117+deb12-amd64`.
    pub fn newest(&self, choice: &KernelChoice) -> Result<String> {
        let pattern = format!(
            r"^linux-(image|headers)-{}\.",
            choice.release.replace('.', r"\.")
        );
        let found =
            standard_output(
                self.apt("apt-cache")
                    .args(["search", "--names-only", &pattern]),
            )?;
        let packages: Vec<&str> = found
            .lines()
            .filter_map(|line| line.split(' ').next())
            .collect();
        newest_kernel(&packages).ok_or_else(|| {
            Error::new(format!(
                "no kernel {} with both image and headers in {}",
                choice.release, choice.suite
            ))
        })
    }

    /// The shared headers and the build tools, which the headers package depends on.
    fn headers_dependencies(&self, headers: &str) -> Result<Vec<String>> {
        let names = self.dependencies(headers, &HEADERS_PARTS)?;
        if names.len() == 2 {
            Ok(names)
        } else {
            Err(Error::new(format!(
                "{headers} should depend on linux-headers-…-common and linux-kbuild-…, not on: {}",
                names.join(" ")
            )))
        }
    }

    /// The packages that this one depends on whose names begin so.
    fn dependencies(&self, package: &str, prefixes: &[&str]) -> Result<Vec<String>> {
        let shown =
            standard_output(
                self.apt("apt-cache")
                    .args(["show", "--no-all-versions", package]),
            )?;
        Ok(dependencies(&shown, prefixes))
    }

    fn apt(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        self.configure(&mut command);
        command
    }

    fn configure<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        let folder = self.folder.display();
        for option in [
            format!("Dir::Etc::sourcelist={folder}/sources.list"),
            "Dir::Etc::sourceparts=-".to_owned(),
            format!("Dir::State::lists={folder}/lists"),
            format!("Dir::State::status={folder}/status"),
            format!("Dir::Cache={folder}"),
            "APT::Architecture=amd64".to_owned(),
            "APT::Sandbox::User=".to_owned(),
            // Images of Debian for containers switch these off, and then apt reads all lists again for each package.
            "Dir::Cache::pkgcache=pkgcache.bin".to_owned(),
            "Dir::Cache::srcpkgcache=srcpkgcache.bin".to_owned(),
            // Lists that nobody reads here.
            "Acquire::Languages=none".to_owned(),
            "Acquire::IndexTargets::deb::DEP-11::DefaultEnabled=false".to_owned(),
        ] {
            command.args(["-o", &option]);
        }
        for architecture in ARCHITECTURES {
            command.args(["-o", &format!("APT::Architectures::={architecture}")]);
        }
        command.env("LC_ALL", "C")
    }
}

impl Drop for Archive {
    fn drop(&mut self) {
        // Best effort: nobody looks for anything in what stays behind.
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// From what `apt-cache show` says.
fn dependencies(shown: &str, prefixes: &[&str]) -> Vec<String> {
    shown
        .lines()
        .filter_map(|line| line.strip_prefix("Depends: "))
        .flat_map(|depends| depends.split(','))
        .filter_map(|dependency| dependency.split_whitespace().next())
        .filter(|name| prefixes.iter().any(|prefix| name.starts_with(prefix)))
        .map(str::to_owned)
        .collect()
}

/// The newest name for which both packages are listed. Only the plain flavour: no cloud, no real-time.
fn newest_kernel(packages: &[&str]) -> Option<String> {
    packages
        .iter()
        .filter_map(|package| package.strip_prefix("linux-image-"))
        .filter(|name| {
            name.strip_suffix("-amd64")
                .is_some_and(|abi| !abi.contains("-cloud") && !abi.contains("-rt"))
        })
        .filter(|name| packages.contains(&format!("linux-headers-{name}").as_str()))
        .max_by_key(|name| numbers(name))
        .map(|name| (*name).to_owned())
}

/// The numbers in a name, which order `5.10.0-9` before `5.10.0-46`.
pub fn numbers(name: &str) -> Vec<u64> {
    name.split(|character: char| !character.is_ascii_digit())
        .filter_map(|digits| digits.parse().ok())
        .collect()
}

fn downloaded(folder: &Path, package: &str) -> Result<PathBuf> {
    let entries = fs::read_dir(folder).map_err(|error| Error::at(folder, &error))?;
    entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .find(|path| {
            path.file_name()
                .and_then(|name| name.to_str())
                .is_some_and(|name| {
                    name.starts_with(&format!("{package}_")) && name.ends_with(".deb")
                })
        })
        .ok_or_else(|| {
            Error::new(format!(
                "apt-get downloaded no {package} to {}",
                folder.display()
            ))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn newest_kernel_has_image_and_headers_and_no_special_flavour() {
        let packages = [
            "linux-image-5.10.0-9-amd64",
            "linux-headers-5.10.0-9-amd64",
            "linux-image-5.10.0-46-amd64",
            "linux-headers-5.10.0-46-amd64",
            "linux-image-5.10.0-46-cloud-amd64",
            "linux-headers-5.10.0-46-cloud-amd64",
            "linux-image-5.10.0-47-rt-amd64",
            "linux-headers-5.10.0-47-rt-amd64",
            "linux-image-5.10.0-48-amd64",
            "linux-image-5.10.0-46-amd64-unsigned",
            "linux-headers-5.10.0-46-common",
        ];
        assert_eq!(newest_kernel(&packages).as_deref(), Some("5.10.0-46-amd64"));
        assert_eq!(newest_kernel(&[]), None);
    }

    #[test]
    fn of_a_major_release_the_newest_that_has_an_image() {
        let packages = [
            "linux-image-7.2.9+deb13-amd64",
            "linux-headers-7.2.9+deb13-amd64",
            "linux-image-7.2.12+deb13-amd64",
            "linux-headers-7.2.12+deb13-amd64",
            "linux-image-7.1.13+deb13-amd64",
            "linux-headers-7.1.13+deb13-amd64",
            "linux-headers-7.3.4+deb13-amd64",
        ];
        let newest = newest_kernel(&packages);
        assert_eq!(newest.as_deref(), Some("7.2.12+deb13-amd64"));
    }

    #[test]
    fn dependencies_of_the_kernels_own_packages() {
        let shown = "Package: linux-image-7.2.12+deb13-amd64\nDepends: dracut | initramfs-tools (>= 0.120), \
                     linux-base-7.2.12+deb13-amd64 (= 7.2.12-1), linux-binary-7.2.12+deb13-amd64 (= 7.2.12-1), \
                     linux-modules-7.2.12+deb13-amd64 (= 7.2.12-1)\nRecommends: linux-modules-extra\n";
        assert_eq!(
            dependencies(shown, &["linux-binary-", "linux-modules-"]),
            [
                "linux-binary-7.2.12+deb13-amd64",
                "linux-modules-7.2.12+deb13-amd64"
            ]
        );
        assert!(dependencies("Depends: kmod, linux-base\n", &["linux-modules-"]).is_empty());
    }
}
