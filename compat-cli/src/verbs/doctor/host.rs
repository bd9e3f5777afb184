// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! This machine: what a build needs whatever it is for, and the variables that would change what it is for.

use std::fs;
use std::path::Path;

use compat_build::Environment;
use compat_build::environment::{BTF, TARGET};
use compat_build::rustc::RustcVersion;

use super::finding::{Finding, Level};
use super::program::{say, version};
use crate::build::program;

/// The oldest Rust that compiles a driver.
pub(super) const OLDEST: RustcVersion = RustcVersion::new(1, 85);

/// The compiler that builds the driver.
pub(super) struct Rust {
    /// Its version; none: it does not run.
    pub version: Option<RustcVersion>,
    /// How it is called.
    command: String,
}

impl Rust {
    /// Looks at cargo and rustc.
    pub fn find(environment: &Environment, findings: &mut Vec<Finding>) -> Self {
        let named = |variable: &str, name: &str| {
            let program = program(environment, variable, name);
            program.to_string_lossy().into_owned()
        };
        let cargo = named("CARGO", "cargo");
        findings.push(rust("cargo", &cargo).0);
        let command = named("RUSTC", "rustc");
        let (finding, version) = rust("rustc", &command);
        findings.push(finding);
        Self { version, command }
    }

    /// Whether it has the library of that target.
    pub fn target(&self, target: &str, missing: Level) -> Option<Finding> {
        const ID: &str = "rust-target";
        self.version?;
        let sysroot = match say(&self.command, &["--print", "sysroot"]) {
            Ok(sysroot) => sysroot,
            Err(reason) => {
                let text = format!("`{} --print sysroot` fails: {reason}", self.command);
                return Some(Finding::new(ID, missing, text));
            }
        };
        let folder = Path::new(&sysroot)
            .join("lib/rustlib")
            .join(target)
            .join("lib");
        let is_core =
            |entry: fs::DirEntry| entry.file_name().to_string_lossy().starts_with("libcore-");
        let mut entries = fs::read_dir(&folder).into_iter().flatten().flatten();
        Some(match entries.any(is_core) {
            true => Finding::ok(ID, format_args!("{target} is installed")),
            false => Finding::new(
                ID,
                missing,
                format_args!("the target {target}, for which modules are compiled, is not installed in {sysroot}"),
            )
            .remedy(format_args!(
                "`rustup target add {target}`; a Rust of the distribution's may have it in a package of its own"
            )),
        })
    }
}

/// `cargo` or `rustc`, which is called so.
fn rust(id: &'static str, command: &str) -> (Finding, Option<RustcVersion>) {
    const REMEDY: &str = "install Rust 1.85 or newer, for example with rustup";
    let said = match version(command) {
        Ok(said) => said,
        Err(reason) => {
            let finding = Finding::fatal(id, format_args!("`{command}` does not run: {reason}"));
            return (finding.remedy(REMEDY), None);
        }
    };
    let found = RustcVersion::parse(&said);
    let finding = match found {
        Some(version) if version >= OLDEST => Finding::ok(id, &said),
        Some(_) => Finding::fatal(id, format_args!("{said} is older than {OLDEST}")).remedy(REMEDY),
        None => Finding::fatal(
            id,
            format_args!("`{command}` says `{said}`, which is no version of {id}"),
        )
        .remedy(REMEDY),
    };
    (finding, found)
}

/// `make`, and whether it runs.
pub(super) fn make(findings: &mut Vec<Finding>) -> bool {
    const ID: &str = "make";
    let version = version("make");
    findings.push(match &version {
        Ok(version) => Finding::ok(ID, version),
        Err(reason) => Finding::fatal(ID, format_args!("`make` does not run: {reason}"))
            .remedy("install it: kernel modules are built with it"),
    });
    version.is_ok()
}

/// The variables of the process that would give a build another target than its tree.
pub(super) fn variables(findings: &mut Vec<Finding>) {
    let effects = [
        (
            TARGET,
            Level::Warning,
            "a build takes the layouts of that kernel from the records, whatever its tree is",
        ),
        (BTF, Level::Note, "a build takes the layouts from that file"),
    ];
    for (variable, level, effect) in effects {
        let value = std::env::var_os(variable);
        findings.extend(value.map(|value| {
            let text = format!("{variable} is `{}`: {effect}", value.to_string_lossy());
            Finding::new("variable", level, text)
                .about(variable)
                .remedy("unset it, if that is not meant")
        }));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_rust_is_that_of_the_workspace() {
        assert_eq!(OLDEST.to_string(), env!("CARGO_PKG_RUST_VERSION"));
    }
}
