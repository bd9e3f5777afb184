// SPDX-License-Identifier: MIT OR GPL-2.0-only
//! Instructions that programs execute, as callgrind counts them: the same on a busy machine as on an idle one.

use super::files;
use crate::command::capture;
use crate::error::{Error, Result};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

/// Cargo calls it with rustc and its arguments, and the package's name in a variable: of the packages to count, it has
/// valgrind run rustc.
const WRAPPER: &str = r#"#!/bin/sh
case " $COUNTED " in
    *" $CARGO_PKG_NAME "*) exec valgrind --quiet --tool=callgrind --trace-children=yes \
        --callgrind-out-file="$COUNTS/$CARGO_PKG_NAME.%p" "$@" ;;
    *) exec "$@" ;;
esac
"#;

/// Runs the program, and says how many instructions it executed.
pub fn of_program(command: &Command, folder: &Path) -> Result<u64> {
    clear(folder)?;
    let mut valgrind = Command::new("valgrind");
    valgrind
        .args(["--quiet", "--tool=callgrind", "--trace-children=yes"])
        .arg(format!(
            "--callgrind-out-file={}/program.%p",
            folder.display()
        ))
        .arg(command.get_program())
        .args(command.get_args());
    if let Some(current) = command.get_current_dir() {
        valgrind.current_dir(current);
    }
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => valgrind.env(name, value),
            None => valgrind.env_remove(name),
        };
    }
    capture(&mut valgrind)?;
    Ok(counts(folder)?.values().sum())
}

/// Runs cargo, and says how many instructions rustc, and the linker that it calls, executed for each of these packages.
pub fn of_packages(
    cargo: &mut Command,
    packages: &[&str],
    folder: &Path,
) -> Result<BTreeMap<String, u64>> {
    clear(folder)?;
    let wrapper = folder.join("wrapper");
    files::write(&wrapper, WRAPPER.as_bytes())?;
    capture(Command::new("chmod").arg("+x").arg(&wrapper))?;
    cargo
        .env("RUSTC_WRAPPER", &wrapper)
        .env("COUNTED", packages.join(" "))
        .env("COUNTS", folder);
    capture(cargo)?;
    counts(folder)
}

fn clear(folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder).map_err(|error| Error::at(folder, &error))?;
    }
    fs::create_dir_all(folder).map_err(|error| Error::at(folder, &error))
}

/// The sums of what callgrind wrote into the folder: files NAME.PROCESS.
fn counts(folder: &Path) -> Result<BTreeMap<String, u64>> {
    let at = |error| Error::at(folder, &error);
    let mut counts = BTreeMap::new();
    for entry in fs::read_dir(folder).map_err(at)? {
        let path = entry.map_err(at)?.path();
        let name = path.file_name().and_then(|name| name.to_str());
        let Some((name, _)) = name.and_then(|name| name.split_once('.')) else {
            continue;
        };
        let text = fs::read(&path).map_err(|error| Error::at(&path, &error))?;
        // A process that became another by exec(2) leaves an empty file.
        let count = count(&String::from_utf8_lossy(&text)).unwrap_or(0);
        *counts.entry(name.to_owned()).or_insert(0) += count;
    }
    Ok(counts)
}

/// The number after `totals:` in callgrind's format, or else `summary:`, of a program that was not ended by itself.
fn count(text: &str) -> Option<u64> {
    let number = |word| {
        let line = text.lines().find_map(|line| line.strip_prefix(word))?;
        line.split_whitespace().next()?.parse().ok()
    };
    number("totals:").or_else(|| number("summary:"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_total_is_read() {
        let text = "version: 1\nevents: Ir\nsummary: 7\n\nfn=(1) main\n3 5\ntotals: 1234\n";
        assert_eq!(count(text), Some(1234));
        assert_eq!(count("summary: 7\n"), Some(7));
        assert_eq!(count(""), None);
    }

    #[test]
    fn files_of_one_package_are_added_up() {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in [
            ("driver.1", "totals: 5\n"),
            ("driver.2", "totals: 6\n"),
            ("driver.3", ""),
            ("compat-data.4", "totals: 1\n"),
            ("wrapper", "totals: 9\n"),
        ] {
            fs::write(folder.path().join(name), text).unwrap();
        }
        let counts = counts(folder.path()).unwrap();
        assert_eq!(counts["driver"], 11);
        assert_eq!(counts["compat-data"], 1);
        assert_eq!(counts.len(), 2);
    }
}
