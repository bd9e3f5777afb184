// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The version of the compiler that builds the driver.

use std::fmt;
use std::process::Command;

use crate::environment::Environment;
use crate::error::Error;

/// A version of rustc; patch releases and channels do not change its flags.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RustcVersion {
    /// The first number.
    pub major: u32,
    /// The second number.
    pub minor: u32,
}

impl RustcVersion {
    /// The version `major.minor`.
    pub const fn new(major: u32, minor: u32) -> Self {
        Self { major, minor }
    }

    /// Asks the compiler that cargo builds with: the one that `RUSTC` names to a build script.
    ///
    /// # Errors
    /// When it cannot be run, or does not answer with a version.
    pub fn of(environment: &Environment) -> Result<Self, Error> {
        let rustc = environment
            .text("RUSTC")?
            .ok_or(Error::NoBuildScript { variable: "RUSTC" })?;
        let error = |reason: String| Error::Rustc {
            rustc: rustc.clone(),
            reason,
        };
        let output = Command::new(&rustc)
            .arg("--version")
            .output()
            .map_err(|cause| error(cause.to_string()))?;
        let answer = String::from_utf8_lossy(&output.stdout);
        Self::parse(&answer).ok_or_else(|| error(format!("answered `{}`", answer.trim())))
    }

    /// Reads what `rustc --version` prints: `rustc 1.95.0 (59807616e 2026-04-14)`; cargo has the same versions.
    pub fn parse(text: &str) -> Option<Self> {
        let version = text
            .strip_prefix("rustc ")
            .or_else(|| text.strip_prefix("cargo "))?;
        let mut numbers = version.split('.');
        let mut number = || numbers.next()?.parse().ok();
        Some(Self::new(number()?, number()?))
    }
}

impl fmt::Display for RustcVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_of_all_channels() {
        let parse = RustcVersion::parse;
        assert_eq!(
            parse("rustc 1.95.0 (59807616e 2026-04-14)"),
            Some(RustcVersion::new(1, 95))
        );
        assert_eq!(
            parse("rustc 1.97.0-nightly (e50aa6fba 2026-05-19)"),
            Some(RustcVersion::new(1, 97))
        );
        assert_eq!(
            parse("cargo 1.95.0 (f2d3ce0bd 2026-03-21)"),
            Some(RustcVersion::new(1, 95))
        );
        assert_eq!(parse("clippy 0.1.95"), None);
        assert_eq!(parse("rustc"), None);
        assert_eq!(parse(""), None);
    }

    #[test]
    fn a_compiler_that_does_not_answer_is_named() {
        let environment = Environment::new([("RUSTC", "/nonexistent/rustc")]);
        let error = RustcVersion::of(&environment).unwrap_err().to_string();
        assert!(error.contains("/nonexistent/rustc"), "{error}");
    }
}
