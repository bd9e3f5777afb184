// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Programs of this machine: whether they run, and what they say.

use std::ffi::OsStr;
use std::process::{Command, Output, Stdio};

/// The first line that a program says of its version, or why it says none.
pub(super) fn version(program: impl AsRef<OsStr>) -> Result<String, String> {
    say(program, &["--version"])
}

/// The first line that a program says to these arguments, or why it says none.
pub(super) fn say(program: impl AsRef<OsStr>, arguments: &[&str]) -> Result<String, String> {
    let mut command = Command::new(program);
    let output = run(command.args(arguments))?;
    let said = String::from_utf8_lossy(&output.stdout);
    match said.lines().next() {
        Some(line) if output.status.success() => Ok(line.trim().to_owned()),
        _ => Err(complaint(&output)),
    }
}

/// Whether a program of a kernel build tree starts on this system: it may be another system's.
pub(super) fn starts(program: impl AsRef<OsStr>, variable: (&str, &str)) -> Result<(), String> {
    let mut command = Command::new(program);
    // Of what it says none will do; only the system itself says that it can't load it.
    let output = run(command.arg("--help").env(variable.0, variable.1))?;
    let said = String::from_utf8_lossy(&output.stderr);
    let is_loaders = |line: &&str| {
        line.contains("error while loading shared libraries")
            || line.contains(": version `") && line.contains("' not found")
    };
    match said.lines().find(is_loaders) {
        Some(line) => Err(line.to_owned()),
        None => Ok(()),
    }
}

fn run(command: &mut Command) -> Result<Output, String> {
    let quiet = command.env("LC_ALL", "C").stdin(Stdio::null());
    quiet.output().map_err(|error| error.to_string())
}

fn complaint(output: &Output) -> String {
    let said = String::from_utf8_lossy(&output.stderr);
    match said.lines().find(|line| !line.trim().is_empty()) {
        Some(line) => line.trim().to_owned(),
        None => format!("it says nothing, and ends with {}", output.status),
    }
}
