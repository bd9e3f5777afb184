// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The compiler that a kernel tree uses: which one it is.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::environment::Environment;

/// A compiler, told apart from all others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Compiler {
    /// How Kbuild calls it: `gcc-12`, `ccache gcc-12`.
    pub command: String,
    /// The file of the command's first word.
    pub path: PathBuf,
    /// The first line that it says of its version.
    pub version: String,
}

impl Compiler {
    /// Asks the compiler who it is.
    ///
    /// # Errors
    /// With the reason, when it does not run.
    pub(super) fn ask(command: &str, environment: &Environment) -> Result<Self, String> {
        let mut words = command.split_whitespace();
        let program = words.next().ok_or("no command")?;
        let path = find(program, environment).ok_or("there is no such program in PATH")?;
        let output = Command::new(&path)
            .args(words)
            .arg("--version")
            .env_clear()
            .envs(environment.variables())
            .env("LC_ALL", "C")
            .output()
            .map_err(|error| error.to_string())?;
        let said = String::from_utf8_lossy(&output.stdout);
        match said.lines().next() {
            Some(version) if output.status.success() => Ok(Self {
                command: command.trim().to_owned(),
                path,
                version: version.trim().to_owned(),
            }),
            _ => {
                let said = String::from_utf8_lossy(&output.stderr);
                Err(said
                    .lines()
                    .next()
                    .unwrap_or("it says no version")
                    .to_owned())
            }
        }
    }
}

/// `gcc-12 (gcc-12 (Debian 12.2.0-14) 12.2.0)`
impl std::fmt::Display for Compiler {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "`{}` ({})", self.command, self.version)
    }
}

/// The file of a program, as a shell finds it.
fn find(program: &str, environment: &Environment) -> Option<PathBuf> {
    if program.contains('/') {
        return Some(PathBuf::from(program)).filter(|path| path.is_file());
    }
    let path = environment.get("PATH")?;
    std::env::split_paths(path)
        .filter(|folder| folder != Path::new(""))
        .map(|folder| folder.join(program))
        .find(|file| file.is_file())
}
