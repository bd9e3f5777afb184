// SPDX-License-Identifier: MIT OR GPL-2.0-only
//! The tools that building and booting kernels' modules needs, installed where that is allowed.

use crate::command::{capture, exists, standard_output};
use crate::error::{Error, Result};
use std::path::Path;
use std::process::Command;

/// The target that drivers for x86-64 kernels are compiled for.
const RUST_TARGET: &str = "x86_64-unknown-none";

/// A program, and the Debian package it comes from.
const PROGRAMS: [(&str, &str); 8] = [
    ("gcc", "gcc"),
    ("make", "make"),
    ("ld", "binutils"),
    ("cpio", "cpio"),
    ("xz", "xz-utils"),
    ("dpkg-deb", "dpkg"),
    ("debootstrap", "debootstrap"),
    ("qemu-system-x86_64", "qemu-system-x86"),
];

/// Programs that judge what the command says of kernels.
const JUDGES: [(&str, &str); 1] = [("bpftool", "bpftool")];

/// The names that the browser goes by. The first is its Debian package's, too.
const BROWSERS: [&str; 4] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
];

/// Makes sure that everything is there: installs it (as root, with apt), or says what to install.
pub fn ensure() -> Result<()> {
    ensure_packages(missing_packages)?;
    ensure_rust_target()
}

/// The same for the programs that judge.
pub fn ensure_judges() -> Result<()> {
    ensure_packages(|| missing_programs(&JUDGES))
}

/// The same for one program, and the Debian package that it comes from.
pub fn ensure_program(program: &str, package: &str) -> Result<()> {
    ensure_packages(|| match exists(program) {
        true => Vec::new(),
        false => vec![package],
    })
}

/// The same for a browser. The program that it is.
pub fn ensure_browser() -> Result<&'static str> {
    let [package, ..] = BROWSERS;
    ensure_packages(|| match browser() {
        Some(_) => Vec::new(),
        None => vec![package],
    })?;
    browser().ok_or_else(|| Error::new(format!("`{package}` is not found")))
}

fn browser() -> Option<&'static str> {
    BROWSERS.into_iter().find(|program| exists(program))
}

fn ensure_packages<'a>(missing_packages: impl Fn() -> Vec<&'a str>) -> Result<()> {
    let missing = missing_packages();
    if missing.is_empty() {
        return Ok(());
    }
    let list = missing.join(" ");
    if !exists("apt-get") || !is_root()? {
        return Err(Error::new(format!(
            "these packages are missing, and only root can install them: apt-get install {list}"
        )));
    }
    eprintln!("installing {list}");
    let apt = |arguments: &[&str]| {
        capture(
            Command::new("apt-get")
                .env("DEBIAN_FRONTEND", "noninteractive")
                .args(arguments),
        )
    };
    apt(&["update"])?;
    let mut install = vec!["install", "-y", "--no-install-recommends"];
    install.extend(&missing);
    apt(&install)?;
    match missing_packages().as_slice() {
        [] => Ok(()),
        missing => Err(Error::new(format!(
            "apt-get installed {list}, yet what these should bring is not found: {}",
            missing.join(" ")
        ))),
    }
}

fn missing_programs(programs: &[(&'static str, &'static str)]) -> Vec<&'static str> {
    let missing = programs.iter().filter(|(program, _)| !exists(program));
    missing.map(|&(_, package)| package).collect()
}

fn missing_packages() -> Vec<&'static str> {
    let mut missing = missing_programs(&PROGRAMS);
    // The kernels' objtool is linked against it.
    if !library_exists("libelf.so.1") {
        missing.push("libelf1");
    }
    // What runs inside the booted kernel is linked statically.
    if !static_libc_exists() {
        missing.push("libc6-dev");
    }
    missing
}

fn library_exists(name: &str) -> bool {
    ["/usr/lib/x86_64-linux-gnu", "/usr/lib64", "/usr/lib"]
        .iter()
        .any(|folder| Path::new(folder).join(name).exists())
}

fn static_libc_exists() -> bool {
    standard_output(Command::new("gcc").arg("-print-file-name=libc.a"))
        .is_ok_and(|path| Path::new(path.trim()).is_absolute())
}

/// Whether this runs as root.
pub fn is_root() -> Result<bool> {
    Ok(standard_output(Command::new("id").arg("-u"))?.trim() == "0")
}

fn ensure_rust_target() -> Result<()> {
    let sysroot = standard_output(Command::new("rustc").args(["--print", "sysroot"]))?;
    if Path::new(sysroot.trim())
        .join("lib/rustlib")
        .join(RUST_TARGET)
        .is_dir()
    {
        return Ok(());
    }
    eprintln!("adding the Rust target {RUST_TARGET}");
    capture(Command::new("rustup").args(["target", "add", RUST_TARGET]))
        .map(drop)
        .map_err(|error| {
            Error::new(format!(
                "the Rust target {RUST_TARGET} is missing and could not be added: {error}"
            ))
        })
}
