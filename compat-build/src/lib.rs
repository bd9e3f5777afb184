// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! What a driver's build.rs calls: it finds the target kernel and prints the cfgs that select the layouts of its structs.
//!
//! The whole of a build.rs: `fn main() { compat_build::emit() }`.
//!
//! The target comes from the first of these environment variables that is set:
//!
//! 1. `KERNEL_COMPAT_TARGET`: the name of a kernel, `5.4`, `5.4-arm64`, `5.4-aws`;
//! 2. `KERNEL_COMPAT_BTF`: a kernel's type information; not read by this version, which says so;
//! 3. `KDIR`, `KERNELDIR`, `KERNEL_SRC`: a kernel build tree.
//!
//! With none of them, each struct takes its newest recorded layout, with one warning: good enough for an editor.
//! The running kernel is never asked.
//!
//! `KERNEL_COMPAT_MAKE` names a file to write for the module's Makefile: see [`make`]. A relative path in a variable
//! starts at the package's own folder.
#![forbid(unsafe_code)]

use std::io::Write;

pub mod cfgs;
pub mod config;
pub mod environment;
pub mod error;
pub mod flags;
pub mod kdir;
pub mod make;
pub mod rustc;
pub mod selection;
pub mod target;

pub use environment::Environment;
pub use error::Error;
pub use selection::{Selection, select};

/// Finds the target kernel and prints what cargo needs to know of it: call this from build.rs.
///
/// On an error it prints each line of it as a `cargo::error` and ends the build script with status 1.
pub fn emit() {
    let result = run(&Environment::of_process());
    let text = match &result {
        Ok(text) => text.clone(),
        Err(error) => cfgs::error_lines(error),
    };
    let printed = std::io::stdout().write_all(text.as_bytes());
    if result.is_err() || printed.is_err() {
        std::process::exit(1);
    }
}

/// Selects, writes the make fragment where one is asked for, and returns the text for cargo.
fn run(environment: &Environment) -> Result<String, Error> {
    let selection = select(environment)?;
    if let Some(fragment) = &selection.fragment {
        fragment.write()?;
    }
    Ok(cfgs::lines(&selection))
}
