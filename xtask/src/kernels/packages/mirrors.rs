// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Where Debian's archives are: named by the user, or those that this system itself uses, if it is Debian.

use crate::command::standard_output;
use crate::error::{Error, Result};
use std::fs;
use std::process::Command;

const MIRROR: &str = "KERNEL_COMPAT_DEBIAN_MIRROR";
const SECURITY_MIRROR: &str = "KERNEL_COMPAT_DEBIAN_SECURITY_MIRROR";

/// The addresses of the archive, and of the one with security updates.
pub fn mirrors() -> Result<(String, String)> {
    let named = |variable| std::env::var(variable).ok().filter(|name| !name.is_empty());
    choose(
        (named(MIRROR), named(SECURITY_MIRROR)),
        &os_release(),
        || {
            standard_output(Command::new("apt-get").args([
                "indextargets",
                "--format",
                "$(REPO_URI)|$(RELEASE)",
                "Created-By: Packages",
                "Component: main",
            ]))
        },
    )
}

/// Whether this system is of that suite of Debian, `trixie`.
pub fn is_system(suite: &str) -> bool {
    is_of(&os_release(), suite)
}

fn is_of(os_release: &str, suite: &str) -> bool {
    value(os_release, "ID") == Some("debian")
        && value(os_release, "VERSION_CODENAME") == Some(suite)
}

fn os_release() -> String {
    fs::read_to_string("/etc/os-release").unwrap_or_default()
}

fn choose(
    named: (Option<String>, Option<String>),
    os_release: &str,
    targets: impl FnOnce() -> Result<String>,
) -> Result<(String, String)> {
    if let (Some(mirror), Some(security_mirror)) = named {
        return Ok((mirror, security_mirror));
    }
    let system = value(os_release, "ID").unwrap_or("unknown");
    // The mirrors of a derivative do not have Debian's own suites.
    if system != "debian" {
        return Err(Error::new(format!(
            "the kernels are Debian's, and this system (ID={system} in /etc/os-release) is not Debian, so that apt \
             here names no mirror of it: set both {MIRROR} and {SECURITY_MIRROR} to mirrors of Debian's archive and \
             of its security archive"
        )));
    }
    let codename = value(os_release, "VERSION_CODENAME").unwrap_or_default();
    let (main, security) = used_by_system(&targets()?, codename);
    let missing = |variable| {
        Error::new(format!(
            "apt here knows no mirror of Debian to use: name one in {variable}"
        ))
    };
    Ok((
        named.0.or(main).ok_or_else(|| missing(MIRROR))?,
        named
            .1
            .or(security)
            .ok_or_else(|| missing(SECURITY_MIRROR))?,
    ))
}

/// From lines `URI|release`: the archive that has this system's own release, and its security archive.
fn used_by_system(targets: &str, codename: &str) -> (Option<String>, Option<String>) {
    let find = |release: &str| {
        let mut pairs = targets.lines().filter_map(|line| line.rsplit_once('|'));
        pairs
            .find(|(_, found)| *found == release)
            .map(|(uri, _)| uri.to_owned())
    };
    (find(codename), find(&format!("{codename}-security")))
}

/// A value of os-release(5).
fn value<'a>(os_release: &'a str, name: &str) -> Option<&'a str> {
    os_release
        .lines()
        .filter_map(|line| line.split_once('='))
        .find(|(found, _)| *found == name)
        .map(|(_, value)| value.trim_matches(['"', '\'']))
}

#[cfg(test)]
mod tests {
    use super::*;

    const DEBIAN: &str = "NAME=\"Debian\"\nVERSION_CODENAME=bookworm\nID=debian\n";
    const UBUNTU: &str = "ID=ubuntu\nID_LIKE=debian\nVERSION_CODENAME=noble\n";
    const TARGETS: &str = "u:/security/|bookworm-security\nu:/other|nodistro\nu:/main/|bookworm-updates\n\
                           u:/main/|bookworm\nu:/ubuntu/|noble\nu:/ubuntu/|noble-security\n";

    fn chosen(named: (Option<&str>, Option<&str>), os_release: &str) -> Result<(String, String)> {
        let named = (named.0.map(str::to_owned), named.1.map(str::to_owned));
        choose(named, os_release, || Ok(TARGETS.to_owned()))
    }

    fn both(main: &str, security: &str) -> (String, String) {
        (main.to_owned(), security.to_owned())
    }

    #[test]
    fn on_debian_those_of_its_own_release_unless_named() {
        let none = (None, None);
        assert_eq!(
            chosen(none, DEBIAN).unwrap(),
            both("u:/main/", "u:/security/")
        );
        let one = (Some("u:/named/"), None);
        assert_eq!(
            chosen(one, DEBIAN).unwrap(),
            both("u:/named/", "u:/security/")
        );
        let error = chosen(none, "ID=debian\nVERSION_CODENAME=trixie\n").unwrap_err();
        assert!(error.to_string().contains(MIRROR), "{error}");
    }

    #[test]
    fn a_system_is_of_one_suite_of_debian() {
        assert!(is_of(DEBIAN, "bookworm"));
        assert!(!is_of(DEBIAN, "trixie"));
        assert!(!is_of(UBUNTU, "noble"));
        assert!(!is_of("", ""));
    }

    #[test]
    fn elsewhere_only_those_that_are_named() {
        let named = (Some("u:/main/"), Some("u:/security/"));
        assert_eq!(
            chosen(named, UBUNTU).unwrap(),
            both("u:/main/", "u:/security/")
        );
        for (named, system) in [
            ((None, None), UBUNTU),
            ((Some("u:/main/"), None), UBUNTU),
            ((None, None), ""),
        ] {
            let error = chosen(named, system).unwrap_err().to_string();
            assert!(
                error.contains(MIRROR) && error.contains(SECURITY_MIRROR),
                "{error}"
            );
        }
        let error = chosen((None, None), UBUNTU).unwrap_err().to_string();
        assert!(error.contains("ID=ubuntu"), "{error}");
    }
}
