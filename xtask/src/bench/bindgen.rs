// SPDX-License-Identifier: MIT OR GPL-2.0-only
//! bindgen on a kernel's header, as a driver's build would run it.

use crate::command::capture;
use crate::error::Result;
use crate::kernels::{DebianKernel, cache_folder};
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
        .arg("--use-core")
        .args(["--allowlist-type", name])
        .arg(source)
        .args(["--", "-nostdinc", "-D__KERNEL__", "-std=gnu11", "-w"])
        .args(["-fshort-wchar", "-mcmodel=kernel", "-funsigned-char"]);
    for folder in ["", "uapi/"] {
        for (top, generated) in [
            ("arch/x86/include/", "generated/"),
            ("include/", "generated/"),
        ] {
            let shared = kernel.source_tree.join(top).join(folder);
            command.arg(format!("-I{}", shared.display()));
            let generated = match (top, folder) {
                ("include/", "") => kernel.build_tree.join(top),
                _ => kernel.build_tree.join(top).join(generated).join(folder),
            };
            command.arg(format!("-I{}", generated.display()));
        }
    }
    for header in ["compiler-version.h", "kconfig.h", "compiler_types.h"] {
        let path = kernel.source_tree.join("include/linux").join(header);
        command.arg("-include").arg(path);
    }
    Ok(command)
}

/// The program, of this very version.
fn installed() -> Result<PathBuf> {
    let root = cache_folder()?.join(format!("bindgen-{VERSION}"));
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
