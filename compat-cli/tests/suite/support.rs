// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Runs the command.

use std::path::Path;
use std::process::{Command, Output};

/// What a run of the command came to.
#[derive(Debug)]
pub struct Outcome {
    /// The exit code.
    pub code: i32,
    /// What it printed.
    pub stdout: String,
    /// What it said beside.
    pub stderr: String,
}

impl Outcome {
    /// Of the command's output.
    pub fn of(output: Output) -> Self {
        Self {
            code: output.status.code().unwrap(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

/// The command with these arguments.
#[allow(dead_code, reason = "not every verb's tests need it")]
pub fn kernel_compat(arguments: &[&str]) -> Outcome {
    kernel_compat_in(Path::new("."), arguments)
}

/// The same in that folder.
pub fn kernel_compat_in(folder: &Path, arguments: &[&str]) -> Outcome {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kernel-compat"));
    let command = command.current_dir(folder).args(arguments);
    Outcome::of(command.output().unwrap())
}
