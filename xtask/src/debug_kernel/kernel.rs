// SPDX-License-Identifier: MIT OR GPL-2.0-only
//! Builds the debugging kernel in the cache: once for each version of the sources and each configuration. A build that
//! was stopped goes on where it was.

use super::fragment::{FRAGMENT, unmet};
use crate::command::{cannot_start, capture, inside};
use crate::digest;
use crate::error::{Error, Result};
use crate::kernels::source::KernelSource;
use crate::kernels::toolchain::Toolchain;
use crate::kernels::{DebianKernel, cache};
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread::{available_parallelism, sleep};
use std::time::{Duration, Instant};

/// Where the kernel's own modules are put, and what is written last of all: the key of what was built.
const MODULES: &str = "modules";
const STAMP: &str = "built";

/// The kernel from the cache, or else built.
pub fn build(source: &KernelSource) -> Result<DebianKernel> {
    let folder = cache::folder()?.join("debug-kernels").join(&source.version);
    fs::create_dir_all(&folder).map_err(|error| Error::at(&folder, &error))?;
    let stamp = folder.join(STAMP);
    let key = key(source);
    if fs::read_to_string(&stamp).ok().as_ref() != Some(&key) {
        remove(&stamp)?;
        configure(source, &folder)?;
        make(source, &folder)?;
        install_modules(source, &folder)?;
        fs::write(&stamp, key).map_err(|error| Error::at(&stamp, &error))?;
    }
    kernel(source, folder)
}

/// What decides what is built: the sources and the configuration. A change of the compiler Kbuild itself notices.
fn key(source: &KernelSource) -> String {
    digest::of_text(&format!("{}\n{FRAGMENT}", source.version))
}

fn remove(file: &Path) -> Result<()> {
    match fs::remove_file(file) {
        Err(error) if file.exists() => Err(Error::at(file, &error)),
        _ => Ok(()),
    }
}

/// Nothing but what the fragment asks for, and what that needs.
fn configure(source: &KernelSource, folder: &Path) -> Result<()> {
    let fragment = folder.join("fragment.config");
    fs::write(&fragment, FRAGMENT).map_err(|error| Error::at(&fragment, &error))?;
    let wanted = format!("KCONFIG_ALLCONFIG={}", fragment.display());
    capture(kbuild(source, folder).args(["allnoconfig", &wanted]))?;
    let file = folder.join(".config");
    let config = fs::read_to_string(&file).map_err(|error| Error::at(&file, &error))?;
    match unmet(FRAGMENT, &config).as_slice() {
        [] => Ok(()),
        lines => Err(Error::new(format!(
            "the sources {} do not give what the fragment asks for:\n{}\nhelp: see what these depend on in their Kconfig",
            source.version,
            lines.join("\n")
        ))),
    }
}

/// Image and modules. What the build says goes to a file, since it is long.
fn make(source: &KernelSource, folder: &Path) -> Result<()> {
    let jobs = available_parallelism().map_or(1, usize::from);
    let log = folder.join("build.log");
    let output = File::create(&log).map_err(|error| Error::at(&log, &error))?;
    let errors = output
        .try_clone()
        .map_err(|error| Error::at(&log, &error))?;
    let mut command = kbuild(source, folder);
    command
        .arg(format!("--jobs={jobs}"))
        .args(["bzImage", "modules"])
        .stdin(Stdio::null())
        .stdout(output)
        .stderr(errors);
    eprintln!(
        "building the debugging kernel {}; the log is {}",
        source.version,
        log.display()
    );
    let started = Instant::now();
    let mut child = command
        .spawn()
        .map_err(|error| cannot_start(&command, &error))?;
    let mut shown = 0;
    let status = loop {
        let ended = child
            .try_wait()
            .map_err(|error| Error::new(format!("make: {error}")))?;
        if let Some(status) = ended {
            break status;
        }
        let minutes = started.elapsed().as_secs() / 60;
        if minutes > shown {
            shown = minutes;
            eprintln!("building the debugging kernel: {minutes} min");
        }
        sleep(Duration::from_millis(200));
    };
    if status.success() {
        let seconds = started.elapsed().as_secs();
        eprintln!("built the debugging kernel in {seconds} s");
        return Ok(());
    }
    let text = fs::read_to_string(&log).map_err(|error| Error::at(&log, &error))?;
    let lines: Vec<&str> = text.lines().collect();
    let end = &lines[lines.len().saturating_sub(20)..];
    Err(Error::new(format!(
        "the debugging kernel could not be built: {status}; the end of {}:\n{}",
        log.display(),
        end.join("\n")
    )))
}

/// As a distribution's packages have them. No index of them is needed.
fn install_modules(source: &KernelSource, folder: &Path) -> Result<()> {
    let place = format!("INSTALL_MOD_PATH={}", folder.join(MODULES).display());
    capture(kbuild(source, folder).args(["modules_install", "DEPMOD=true", &place])).map(drop)
}

/// Builds of the kernel yield to all else that the machine does.
fn kbuild(source: &KernelSource, folder: &Path) -> Command {
    let mut make = inside(&source.folder, "nice");
    make.args(["-n", "19", "make"])
        .arg(format!("O={}", folder.display()));
    make
}

fn kernel(source: &KernelSource, folder: PathBuf) -> Result<DebianKernel> {
    let file = folder.join("include/config/kernel.release");
    let name = fs::read_to_string(&file).map_err(|error| Error::at(&file, &error))?;
    let name = name.trim().to_owned();
    Ok(DebianKernel {
        image: folder.join("arch/x86/boot/bzImage"),
        modules: folder.join(MODULES).join("lib/modules").join(&name),
        name,
        build_tree: folder,
        source_tree: source.folder.clone(),
        toolchain: Toolchain::Host,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_version_of_the_sources_is_another_kernel() {
        let key = |version: &str| {
            key(&KernelSource {
                version: version.to_owned(),
                folder: PathBuf::new(),
            })
        };
        assert_eq!(key("6.12.117-1"), key("6.12.117-1"));
        assert_ne!(key("6.12.117-1"), key("6.12.117-2"));
    }
}
