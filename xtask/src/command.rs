// SPDX-License-Identifier: MIT OR GPL-2.0-only
//! Runs other programs, and says clearly which one failed and how.

use crate::error::{Error, Result};
use crate::workspace;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// Runs the program to its end and returns what it wrote, standard output before standard error.
/// A failure carries that text.
pub fn capture(command: &mut Command) -> Result<String> {
    let output = output(command)?;
    let text = text(&output.stdout) + &text(&output.stderr);
    if output.status.success() {
        Ok(text)
    } else {
        Err(failure(command, &output, &text))
    }
}

/// Runs the program to its end, whichever, and returns what it wrote, standard output before standard error.
pub fn log(command: &mut Command) -> Result<String> {
    let output = output(command)?;
    Ok(text(&output.stdout) + &text(&output.stderr))
}

/// Runs the program to its end and returns its standard output alone.
pub fn standard_output(command: &mut Command) -> Result<String> {
    bytes(command).map(|bytes| text(&bytes))
}

/// Runs the program to its end and returns its standard output alone, which need not be text.
pub fn bytes(command: &mut Command) -> Result<Vec<u8>> {
    let output = output(command)?;
    if output.status.success() {
        Ok(output.stdout)
    } else {
        Err(failure(command, &output, &text(&output.stderr)))
    }
}

/// Feeds the first program's output to the second.
pub fn pipe(first: &mut Command, second: &mut Command) -> Result<()> {
    let mut source = first
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| cannot_start(first, &error))?;
    if let Some(stdout) = source.stdout.take() {
        second.stdin(stdout);
    }
    let drained = capture(second);
    let status = source
        .wait()
        .map_err(|error| Error::new(format!("{}: {error}", name(first))))?;
    // The second one's message says more: the first often fails only because nobody reads any more.
    drained?;
    if !status.success() {
        return Err(Error::new(format!("`{}` failed: {status}", line(first))));
    }
    Ok(())
}

/// Whether a program of this name can be found.
pub fn exists(program: &str) -> bool {
    find(program).is_some()
}

/// The file of the program of this name. Those for administrators are found by all.
pub fn find(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path)
        .chain([PathBuf::from("/usr/sbin"), PathBuf::from("/sbin")])
        .map(|folder| folder.join(program))
        .find(|file| file.is_file())
}

/// A program that will run in this folder.
pub fn inside(folder: &Path, program: &str) -> Command {
    let mut command = Command::new(program);
    command.current_dir(folder);
    command
}

/// The command `kernel-compat` of this workspace, built if need be.
pub fn kernel_compat() -> Command {
    let mut cargo = inside(workspace::root(), "cargo");
    cargo.args([
        "run",
        "--quiet",
        "--locked",
        "--package",
        "compat-cli",
        "--",
    ]);
    cargo
}

/// The error of a program that could not be started.
pub fn cannot_start(command: &Command, error: &std::io::Error) -> Error {
    Error::new(format!("cannot run `{}`: {error}", name(command)))
}

fn output(command: &mut Command) -> Result<Output> {
    let output = command
        .stderr(Stdio::piped())
        .stdout(Stdio::piped())
        .output();
    output.map_err(|error| cannot_start(command, &error))
}

fn failure(command: &Command, output: &Output, text: &str) -> Error {
    Error::new(format!(
        "`{}` failed: {}\n{}",
        line(command),
        output.status,
        text.trim_end()
    ))
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn name(command: &Command) -> String {
    command.get_program().to_string_lossy().into_owned()
}

fn line(command: &Command) -> String {
    let arguments = command
        .get_args()
        .map(|argument| argument.to_string_lossy());
    std::iter::once(command.get_program().to_string_lossy())
        .chain(arguments)
        .collect::<Vec<_>>()
        .join(" ")
}
