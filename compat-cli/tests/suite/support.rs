// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The command, run.

use std::path::{Path, PathBuf};
use std::process::Command;

/// How it ended and what it said.
pub struct Outcome {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

/// Runs the command at the top of the checkout.
pub fn kernel_compat(arguments: &[&str]) -> Outcome {
    kernel_compat_in(&checkout(), arguments)
}

/// Runs the command in that folder.
pub fn kernel_compat_in(folder: &Path, arguments: &[&str]) -> Outcome {
    let output = Command::new(env!("CARGO_BIN_EXE_kernel-compat"))
        .args(arguments)
        .current_dir(folder)
        .output()
        .expect("it runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("text");
    Outcome {
        code: output.status.code().expect("no signal"),
        stdout: text(output.stdout),
        stderr: text(output.stderr),
    }
}

/// The top of the checkout.
pub fn checkout() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}
