// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! A driver's one file under rustc, with what compat-build prints for cargo: quicker than cargo, and else the same.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use compat_build::{Configuration, Environment, cfgs, select};

/// rustc, and where compat-core is.
pub struct Rustc {
    library: PathBuf,
}

impl Rustc {
    /// Builds compat-core.
    pub fn new() -> Self {
        let output = Command::new(env!("CARGO"))
            .args(["build", "--quiet", "--message-format=json"])
            .arg("--package=compat-core")
            .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(".."))
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "cargo build: {said}");
        let output = String::from_utf8(output.stdout).unwrap();
        let mut words = output.split('"');
        let library = words.find(|word| word.contains("libcompat_core") && word.ends_with(".rlib"));
        Self {
            library: library.expect("no rlib of compat-core").into(),
        }
    }

    /// What the build script would print with these variables and the folder as its own, and what rustc says of the
    /// driver then; an error if either fails.
    #[allow(dead_code, reason = "not every test that shares this file needs it")]
    pub fn check(
        &self,
        folder: &Path,
        variables: &[(&str, &str)],
        source: &str,
    ) -> Result<String, String> {
        let mut own = vec![("OUT_DIR", folder.to_str().unwrap())];
        own.extend(variables);
        let environment = Environment::new(own);
        let selection =
            select(&environment, &Configuration::default()).map_err(|error| error.to_string())?;
        for file in &selection.observations {
            file.write().unwrap();
        }
        let printed = cfgs::lines(&selection);
        let file = folder.join("lib.rs");
        fs::write(&file, format!("#![no_std]\n{source}")).unwrap();
        let mut command = self.command();
        command
            .args(["--crate-type=lib", "--emit=metadata"])
            .args(["-Dunexpected-cfgs", "--out-dir"])
            .arg(folder)
            .env("OUT_DIR", folder);
        for line in printed.lines() {
            let (directive, value) = line.split_once('=').unwrap();
            match directive {
                "cargo::rustc-cfg" => command.args(["--cfg", value]),
                "cargo::rustc-check-cfg" => command.args(["--check-cfg", value]),
                "cargo::rustc-env" => {
                    let (name, value) = value.split_once('=').unwrap();
                    command.env(name, value)
                }
                _ => &mut command,
            };
        }
        let output = command.arg(&file).output().unwrap();
        let said = printed + &String::from_utf8_lossy(&output.stderr);
        match output.status.success() {
            true => Ok(said),
            false => Err(said),
        }
    }

    /// rustc with compat-core at hand.
    pub fn command(&self) -> Command {
        let mut command = Command::new(std::env::var_os("RUSTC").unwrap_or("rustc".into()));
        command
            .args(["--edition=2024", "--color=never"])
            .arg(format!("--extern=compat_core={}", self.library.display()))
            .arg(format!("-Ldependency={}", self.dependencies().display()));
        command
    }

    fn dependencies(&self) -> PathBuf {
        let folder = self.library.parent().unwrap_or(&self.library);
        match folder.ends_with("deps") {
            true => folder.to_owned(),
            false => folder.join("deps"),
        }
    }
}
