// SPDX-License-Identifier: MIT OR GPL-2.0-only
//! bindgen on a kernel's header, as a driver's build would run it.

use crate::command::capture;
use crate::error::Result;
use crate::kernels::{DebianKernel, cache};
use crate::{error::Error, workspace};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const VERSION: &str = "0.72.1";

/// The command that has bindgen print this struct of that header. bindgen is installed into the cache once; it wants
/// libclang on the system.
pub fn command(kernel: &DebianKernel, folder: &Path, header: &str, name: &str) -> Result<Command> {
    let source = folder.join("bindgen.h");
    fs::write(&source, format!("#include <{header}>\n"))
        .map_err(|error| Error::at(&source, &error))?;
    let mut command = Command::new(installed()?);
    command
        .args(["--use-core", "--formatter", "none"])
        .args(["--allowlist-type", name])
        .arg(source)
        .args(["--", "-nostdinc", "-D__KERNEL__", "-std=gnu11", "-w"])
        .args(["-fshort-wchar", "-mcmodel=kernel", "-funsigned-char"]);
    // The kernel's LINUXINCLUDE, of its Makefile.
    let (shared, own) = (&kernel.source_tree, &kernel.build_tree);
    for (tree, folder) in [
        (shared, "arch/x86/include"),
        (own, "arch/x86/include/generated"),
        (shared, "include"),
        (own, "include"),
        (shared, "arch/x86/include/uapi"),
        (own, "arch/x86/include/generated/uapi"),
        (shared, "include/uapi"),
        (own, "include/generated/uapi"),
    ] {
        command.arg("-I").arg(tree.join(folder));
    }
    for header in ["compiler-version.h", "kconfig.h", "compiler_types.h"] {
        let path = shared.join("include/linux").join(header);
        command.arg("-include").arg(path);
    }
    Ok(command)
}

/// The program, of this very version.
fn installed() -> Result<PathBuf> {
    let root = cache::folder()?.join(format!("bindgen-{VERSION}"));
    let program = root.join("bin/bindgen");
    if !program.is_file() {
        eprintln!("installing bindgen {VERSION}");
        capture(
            Command::new("cargo")
                .args([
                    "install",
                    "--quiet",
                    "--locked",
                    "bindgen-cli",
                    "--version",
                    VERSION,
                ])
                .arg("--root")
                .arg(&root)
                .env(
                    "CARGO_TARGET_DIR",
                    workspace::target().join("bench/bindgen"),
                ),
        )?;
    }
    Ok(program)
}
