// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! What the tests share.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

/// How the command ended, and what it said.
#[derive(Debug)]
pub struct Outcome {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Outcome {
    pub fn of(output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
        Self {
            code: output.status.code().expect("a code"),
            stdout: text(output.stdout),
            stderr: text(output.stderr),
        }
    }

    /// The standard output of a command that must have ended with 0.
    #[track_caller]
    pub fn success(self) -> String {
        assert_eq!(
            (self.code, self.stderr.as_str()),
            (0, ""),
            "{}",
            self.stdout
        );
        self.stdout
    }

    /// The standard error of a command that must have ended with 2 and printed nothing.
    #[track_caller]
    pub fn trouble(self) -> String {
        assert_eq!(
            (self.code, self.stdout.as_str()),
            (2, ""),
            "{}",
            self.stderr
        );
        assert!(!self.stderr.contains("panicked"), "{}", self.stderr);
        self.stderr
    }

    /// The standard output as JSON.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }
}

/// The command in a folder of nobody's, so that no driver's own histories are found.
pub fn command() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kernel-compat"));
    command.current_dir(env!("CARGO_TARGET_TMPDIR"));
    for variable in [
        "NO_COLOR",
        "CLICOLOR",
        "CLICOLOR_FORCE",
        "COLUMNS",
        "KDIR",
        "KERNELDIR",
        "KERNEL_SRC",
    ] {
        command.env_remove(variable);
    }
    command
}

/// Runs the command.
pub fn kernel_compat(arguments: &[&str]) -> Outcome {
    Outcome::of(command().args(arguments).output().expect("it runs"))
}

/// Runs the command in that folder.
pub fn kernel_compat_in(folder: &Path, arguments: &[&str]) -> Outcome {
    let output = command().current_dir(folder).args(arguments).output();
    Outcome::of(output.expect("it runs"))
}

/// A folder beside the checkout, which not every machine has.
pub fn shared(folder: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../shared")
        .join(folder);
    if path.is_dir() {
        return Some(path);
    }
    println!("SKIPPED: {} is not there", path.display());
    None
}

/// A text of a path that has to be UTF-8.
pub fn text(path: &Path) -> &str {
    path.to_str().expect("UTF-8")
}

/// All files of a folder, by name, with what is in them; `None` for a folder.
pub fn contents(folder: &Path) -> Vec<(String, Option<String>)> {
    let mut found: Vec<_> = fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").path())
        .map(|path| {
            let name = path
                .file_name()
                .expect("a name")
                .to_string_lossy()
                .into_owned();
            (name, fs::read_to_string(&path).ok())
        })
        .collect();
    found.sort();
    found
}

/// A report on a struct of which two kernels have different declarations, as Markdown.
pub fn report(name: &str, second: &str) -> String {
    let declaration = |label: &str, members: &str| {
        format!(
            "<li>\n<details>\n<summary>In <code>{label}</code>: ✅</summary>\n\n```c\nstruct {name} {{\n{members}}};\n```\n\
             </details>\n</li>\n"
        )
    };
    let first = "    int (*open)(struct inode *);\n";
    format!(
        "# Struct: <code>{name}</code>\n\n## Status\n<b>Regular</b>\n<ul>\n{}{}</ul>\n\n## Differences\n<b>Regular</b>\n\
         <ul>\n<li>\n<details>\n<summary>Changed between <code>5.3</code> and <code>5.4</code> ⚠️</summary>\n<ul>\n<li>\n\
         <b>Field added. </b>\n<code>{second}</code>\n</li>\n</ul>\n</details>\n</li>\n</ul>\n",
        declaration("5.3", first),
        declaration("5.4", &format!("{first}    {second};\n"))
    )
}
