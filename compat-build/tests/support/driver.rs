// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! A driver crate outside of the workspace, checked by real cargo.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A driver crate that does nothing but ask for its target.
pub struct Driver {
    pub folder: tempfile::TempDir,
}

impl Driver {
    /// Cargo takes packages of one name and version in one target folder for the same one: each has a name of its own.
    #[allow(dead_code, reason = "not every test that shares this file needs it")]
    pub fn new(name: &str, source: &str) -> Self {
        Self::with_build(name, "compat_build::emit()", source)
    }

    /// The same with its own words in build.rs, and with the macro at hand.
    pub fn with_build(name: &str, build: &str, source: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let package = Path::new(env!("CARGO_MANIFEST_DIR"));
        let manifest = format!(
            "[package]\nname = \"driver-{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n\
             [dependencies]\ncompat-core = {{ path = {core:?} }}\n\n\
             [build-dependencies]\ncompat-build = {{ path = {package:?} }}\n\n[workspace]\n",
            core = package.join("../compat-core")
        );
        let write = |name: &str, text: &str| {
            let file = folder.path().join(name);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, text).unwrap();
        };
        write("Cargo.toml", &manifest);
        write("build.rs", &format!("fn main() {{ {build} }}"));
        write("src/lib.rs", &format!("#![no_std]\n{source}"));
        // The same versions as here, so that nothing is fetched.
        let lock = package.join("../Cargo.lock");
        if lock.exists() {
            fs::copy(lock, folder.path().join("Cargo.lock")).unwrap();
        }
        Self { folder }
    }

    /// What cargo says of it with these variables and no others of ours; an error if the build fails.
    pub fn check(&self, variables: &[(&str, &str)]) -> Result<String, String> {
        self.check_with("--verbose", variables)
    }

    /// The same with another option: `-vv` shows what the build script prints.
    pub fn check_with(&self, option: &str, variables: &[(&str, &str)]) -> Result<String, String> {
        let mut command = Command::new(env!("CARGO"));
        command.args(["check", option, "--offline", "--color=never"]);
        command.current_dir(self.folder.path());
        let target: PathBuf = Path::new(env!("CARGO_TARGET_TMPDIR")).join("driver");
        command.env("CARGO_TARGET_DIR", target);
        for variable in compat_build::environment::VARIABLES {
            command.env_remove(variable);
        }
        for variable in ["RUSTFLAGS", "CARGO_ENCODED_RUSTFLAGS", "CARGO_BUILD_TARGET"] {
            command.env_remove(variable);
        }
        let output = command.envs(variables.iter().copied()).output().unwrap();
        let said = [output.stderr, output.stdout].concat();
        let said = String::from_utf8_lossy(&said).into_owned();
        match output.status.success() {
            true => Ok(said),
            false => Err(said),
        }
    }
}
