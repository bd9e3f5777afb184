// SPDX-License-Identifier: MIT OR GPL-2.0-only
//! This system's own programs, with the libraries that they are linked against, for a system that is booted.

use crate::command::{find, standard_output};
use crate::error::{Error, Result};
use std::path::PathBuf;
use std::process::Command;

/// The files of these programs, each once: the programs themselves, their libraries, and what loads those. In one folder,
/// `/ld-linux-x86-64.so.2 --library-path / /PROGRAM` runs them.
pub fn find_all(names: &[&str]) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for name in names {
        let program = find(name)
            .ok_or_else(|| Error::new(format!("`{name}` is not found on this system")))?;
        let libraries = libraries(&standard_output(Command::new("ldd").arg(&program))?);
        files.push(program);
        files.extend(libraries);
    }
    files.sort();
    files.dedup();
    Ok(files)
}

/// The files that ldd names: those in its lines `NAME => FILE (ADDRESS)`, and the loader, which it names by its path.
fn libraries(listed: &str) -> Vec<PathBuf> {
    listed
        .lines()
        .filter_map(|line| {
            let line = line.split_once("=>").map_or(line, |(_, file)| file);
            let file = line.split_whitespace().next()?;
            file.starts_with('/').then(|| PathBuf::from(file))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn libraries_and_the_loader_are_what_ldd_names() {
        let listed = "\tlinux-vdso.so.1 (0x00007ffe)\n\
            \tlibuuid.so.1 => /lib/x86_64-linux-gnu/libuuid.so.1 (0x00007f67)\n\
            \t/lib64/ld-linux-x86-64.so.2 (0x00007f00)\n";
        assert_eq!(
            libraries(listed),
            [
                "/lib/x86_64-linux-gnu/libuuid.so.1",
                "/lib64/ld-linux-x86-64.so.2"
            ]
            .map(PathBuf::from)
        );
        assert!(libraries("\tstatically linked\n").is_empty());
    }

    #[test]
    fn a_program_is_found_with_its_libraries() {
        let files = find_all(&["dd", "dd"]).unwrap();
        let named = |name| files.iter().filter(|file| file.ends_with(name)).count();
        assert_eq!(
            (
                named("dd"),
                named("libc.so.6"),
                named("ld-linux-x86-64.so.2")
            ),
            (1, 1, 1)
        );
        assert!(find_all(&["no-such-program"]).is_err());
    }
}
