// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The `kernel-compat` command.
#![forbid(unsafe_code)]

use std::process::ExitCode;

fn main() -> ExitCode {
    compat_cli::run(std::env::args_os())
}
