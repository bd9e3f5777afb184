// SPDX-License-Identifier: MIT OR GPL-2.0-only
//! Builds modules with a kernel's own build system, and takes every warning for a failure.

use super::{BuildTree, DebianKernel};
use crate::command::{capture, log, standard_output};
use crate::error::{Error, Result};
use crate::workspace;
use compat_data::kernel::Architecture;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread::available_parallelism;

/// Type information of the module itself, which nobody reads here, would want another tool.
const NO_TYPE_INFORMATION: &str = "CONFIG_DEBUG_INFO_BTF_MODULES=";

/// Debian names the compiler of its build machines, which need not be installed.
const COMPILER: &str = "CC=gcc";

/// Warnings that say nothing about the module.
const HARMLESS: [&str; 2] = [
    "warning: the compiler differs from the one used to build the kernel",
    "Skipping BTF generation",
];

/// A driver's sources.
pub struct Source {
    /// Its name, by which its module goes.
    pub name: &'static str,
    /// Its folder.
    pub folder: PathBuf,
    /// What both runs of cargo get.
    pub cargo_options: &'static str,
}

/// A driver, built for one kernel.
pub struct BuiltDriver {
    /// Where everything lies.
    pub folder: PathBuf,
    /// What build.rs found out about the kernel.
    settings: BTreeMap<String, String>,
}

impl BuiltDriver {
    /// A file in `folder`.
    pub fn file(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// A line `name := value` that build.rs wrote.
    pub fn setting(&self, name: &str) -> Result<&str> {
        self.settings.get(name).map(String::as_str).ok_or_else(|| {
            Error::new(format!(
                "{}: build.rs wrote no {name}",
                self.file(SETTINGS).display()
            ))
        })
    }
}

const SETTINGS: &str = "kernel.mk";

/// Builds a driver as its README says.
pub fn build_driver(kernel: &DebianKernel, source: &Source) -> Result<BuiltDriver> {
    let target = workspace::target().join("demo");
    let folder = target.join(&kernel.name).join(source.name);
    let mut make = kernel.toolchain.command(&source.folder, "make");
    make.arg(format!("KDIR={}", kernel.build_tree.display()))
        .arg(format!("BUILD={}", folder.display()))
        .arg(format!("CARGO_OPTIONS={}", source.cargo_options))
        .args([COMPILER, NO_TYPE_INFORMATION])
        // Cargo sets these for xtask itself; the driver's own cargo must not see them.
        .env_remove("CARGO")
        .env_remove("RUSTFLAGS")
        // What is the same for all kernels is built once for each C library. The artifacts stay with each kernel.
        .env(
            "CARGO_BUILD_BUILD_DIR",
            target.join(format!("cargo-{}", kernel.toolchain.name())),
        );
    let log = capture(&mut make)?;
    refuse_warnings(&log)?;
    let file = folder.join(SETTINGS);
    let text = fs::read_to_string(&file).map_err(|error| Error::at(&file, &error))?;
    let driver = folder.join(format!("{}.ko", source.name.replace('-', "_")));
    let symbols = standard_output(Command::new("nm").arg("--demangle").arg(&driver))?;
    if let Some(symbol) = of_the_library(&symbols) {
        return Err(Error::new(format!(
            "{}: compat-core left a symbol behind: {symbol}",
            driver.display()
        )));
    }
    Ok(BuiltDriver {
        folder,
        settings: settings(&text),
    })
}

/// The first of a module's symbols that is compat-core's: what the library gives a driver is inlined.
fn of_the_library(symbols: &str) -> Option<&str> {
    symbols.lines().find(|line| line.contains("compat_core"))
}

/// Writes a folder with these sources of modules, `STEM_0.c` and on, and their Kbuild file.
pub fn write_sources(folder: &Path, stem: &str, sources: &[String]) -> Result<()> {
    // What an earlier run left must not stand for this one.
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            return Err(Error::at(folder, &error));
        }
        _ => {}
    }
    fs::create_dir_all(folder).map_err(|error| Error::at(folder, &error))?;
    let write = |name: &str, content: &str| {
        let path = folder.join(name);
        fs::write(&path, content).map_err(|error| Error::at(&path, &error))
    };
    let mut kbuild = String::new();
    for (at, source) in sources.iter().enumerate() {
        write(&format!("{stem}_{at}.c"), source)?;
        kbuild += &format!("obj-m += {stem}_{at}.o\n");
    }
    write("Kbuild", &kbuild)
}

/// Runs a kernel's build system on a folder with a Kbuild file.
pub fn kbuild(tree: &BuildTree, folder: &Path) -> Result<()> {
    let log = capture(&mut kbuild_command(tree, folder))?;
    refuse_warnings(&log)
}

/// Compiles all that the Kbuild file names, also after one has failed, and returns the log with the compiler's errors
/// in English. That something fails is no error.
pub fn kbuild_errors(tree: &BuildTree, folder: &Path) -> Result<String> {
    let jobs = available_parallelism().map_or(1, usize::from);
    let mut make = kbuild_command(tree, folder);
    make.args(["--keep-going", "--output-sync=target"])
        .arg(format!("--jobs={jobs}"));
    log(&mut make)
}

fn kbuild_command(tree: &BuildTree, folder: &Path) -> Command {
    let mut make = tree.toolchain.command(folder, "make");
    make.arg("-C")
        .arg(&tree.folder)
        .arg(format!("M={}", folder.display()))
        .args([COMPILER, NO_TYPE_INFORMATION])
        .arg("modules")
        // Kbuild drops LC_ALL, which would outrank the others.
        .env("LANG", "C")
        .env("LC_MESSAGES", "C")
        .env_remove("LANGUAGE");
    if let Some(prefix) = cross_prefix(tree.architecture) {
        make.arg(format!("ARCH={}", tree.architecture))
            .arg(format!("CROSS_COMPILE={prefix}"))
            .arg(format!("CC={prefix}gcc"));
    }
    make
}

/// What the names of an architecture's compiler and its other tools begin with; none: they are this system's own.
pub fn cross_prefix(architecture: Architecture) -> Option<&'static str> {
    match architecture {
        Architecture::Amd64 => None,
        Architecture::Arm64 => Some("aarch64-linux-gnu-"),
        Architecture::Armhf => Some("arm-linux-gnueabihf-"),
        Architecture::Ppc64el => Some("powerpc64le-linux-gnu-"),
        Architecture::Riscv64 => Some("riscv64-linux-gnu-"),
    }
}

fn refuse_warnings(log: &str) -> Result<()> {
    match warnings(log).as_slice() {
        [] => Ok(()),
        found => Err(Error::new(format!(
            "it gave warnings:\n{}\nthe whole log:\n{log}",
            found.join("\n")
        ))),
    }
}

/// The lines of a build log that warn: the compilers', objtool's and modpost's.
fn warnings(log: &str) -> Vec<&str> {
    log.lines()
        .filter(|line| line.to_lowercase().contains("warning:"))
        .filter(|line| !HARMLESS.iter().any(|harmless| line.contains(harmless)))
        .collect()
}

/// The lines `name := value` of a make file.
fn settings(text: &str) -> BTreeMap<String, String> {
    let pairs = text.lines().filter_map(|line| line.split_once(":="));
    pairs
        .map(|(name, value)| (name.trim().to_owned(), value.trim().to_owned()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn warnings_of_compiler_objtool_and_modpost_are_found() {
        let log = "\
            warning: the compiler differs from the one used to build the kernel\n\
            \x20 CC [M]  a.o\n\
            a.c:3:1: warning: unused variable\n\
            a.o: warning: objtool: data relocation to !ENDBR\n\
            WARNING: modpost: \"f\" [a.ko] undefined!\n\
            Skipping BTF generation for a.ko due to unavailability of vmlinux\n";
        assert_eq!(warnings(log).len(), 3);
        assert!(refuse_warnings(log).is_err());
        assert!(refuse_warnings("  CC [M]  a.o\n").is_ok());
    }

    #[test]
    fn a_symbol_of_the_library_is_found() {
        let own = "0000 t <vfio_region::ops::RegionOps>::TABLE::rw\n0010 T vfio_region_ops\n";
        assert_eq!(of_the_library(own), None);
        let left = format!("{own}0020 t <compat_core::errno::Errno>::check\n");
        assert!(of_the_library(&left).is_some_and(|symbol| symbol.contains("check")));
    }

    #[test]
    fn settings_are_the_assignments() {
        let read = settings("# comment\nA := 1 2\nB :=\n");
        assert_eq!(read.get("A").map(String::as_str), Some("1 2"));
        assert_eq!(read.get("B").map(String::as_str), Some(""));
        assert_eq!(read.len(), 2);
    }
}
