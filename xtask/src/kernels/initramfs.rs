// SPDX-License-Identifier: MIT OR GPL-2.0-only
//! The file system that a kernel boots into: an init, a plan for it, and the files that the plan names.

use crate::command::{cannot_start, capture, inside};
use crate::error::{Error, Result};
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

const INIT: &str = include_str!("init.c");

/// Packs the files, under their own names, with an init that follows the plan, into `folder`.
pub fn pack(folder: &Path, plan: &str, files: &[PathBuf]) -> Result<PathBuf> {
    let root = folder.join("initramfs");
    if root.exists() {
        fs::remove_dir_all(&root).map_err(|error| Error::at(&root, &error))?;
    }
    fs::create_dir_all(&root).map_err(|error| Error::at(&root, &error))?;
    let source = folder.join("init.c");
    fs::write(&source, INIT).map_err(|error| Error::at(&source, &error))?;
    capture(
        Command::new("gcc")
            .args(["-O2", "-Wall", "-Wextra", "-Werror", "-static", "-o"])
            .arg(root.join("init"))
            .arg(&source),
    )?;
    let mut names = vec!["init".to_owned(), "plan".to_owned()];
    fs::write(root.join("plan"), plan).map_err(|error| Error::at(&root, &error))?;
    for file in files {
        let name = file.file_name().unwrap_or_default();
        fs::copy(file, root.join(name)).map_err(|error| Error::at(file, &error))?;
        names.push(name.to_string_lossy().into_owned());
    }
    let archive = folder.join("initramfs.cpio");
    write_archive(&root, &names, &archive)?;
    Ok(archive)
}

fn write_archive(root: &Path, names: &[String], archive: &Path) -> Result<()> {
    let file = File::create(archive).map_err(|error| Error::at(archive, &error))?;
    let mut cpio = inside(root, "cpio");
    cpio.args(["--quiet", "-o", "-H", "newc"])
        .stdin(Stdio::piped())
        .stdout(file);
    let mut child = cpio.spawn().map_err(|error| cannot_start(&cpio, &error))?;
    if let Some(mut input) = child.stdin.take() {
        input
            .write_all(names.join("\n").as_bytes())
            .map_err(|error| Error::new(format!("cpio: {error}")))?;
    }
    let status = child
        .wait()
        .map_err(|error| Error::new(format!("cpio: {error}")))?;
    if status.success() {
        Ok(())
    } else {
        Err(Error::new(format!(
            "cpio could not write {}: {status}",
            archive.display()
        )))
    }
}
