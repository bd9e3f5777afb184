// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! A new driver, as cargo and rustfmt take it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use compat_build::environment::VARIABLES;

use crate::support::{kernel_compat, text};

/// A new driver. Cargo takes packages of one name in one target folder for the same one: each has a name of its own.
pub struct Driver {
    /// Goes with the value.
    _parent: tempfile::TempDir,
    pub folder: PathBuf,
}

impl Driver {
    /// What the command writes for these arguments beside its own.
    #[track_caller]
    pub fn new(name: &str, arguments: &[&str]) -> Self {
        let parent = tempfile::tempdir().unwrap();
        let folder = parent.path().join(name);
        let own = ["new", name, "--path", text(&folder)];
        kernel_compat(&[&own, arguments].concat()).success();
        // The same versions as here, so that nothing is fetched.
        let lock = Path::new(env!("CARGO_MANIFEST_DIR")).join("../Cargo.lock");
        fs::copy(lock, folder.join("Cargo.lock")).unwrap();
        Self {
            _parent: parent,
            folder,
        }
    }

    pub fn read(&self, file: &str) -> String {
        fs::read_to_string(self.folder.join(file)).unwrap()
    }

    /// Has cargo check it for that kernel, where a warning is an error; what cargo says if it fails.
    pub fn check(&self, target: &str) -> Result<(), String> {
        let mut cargo = Command::new(env!("CARGO"));
        cargo.args(["check", "--quiet", "--offline", "--color=never"]);
        cargo.current_dir(&self.folder);
        for variable in VARIABLES.into_iter().chain(["CARGO_BUILD_TARGET"]) {
            cargo.env_remove(variable);
        }
        let target_folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("new");
        cargo
            .env("CARGO_TARGET_DIR", target_folder)
            .env("CARGO_ENCODED_RUSTFLAGS", "-Dwarnings")
            .env("KERNEL_COMPAT_TARGET", target);
        let output = cargo.output().unwrap();
        match output.status.success() {
            true => Ok(()),
            false => Err(String::from_utf8_lossy(&output.stderr).into_owned()),
        }
    }

    /// Asserts that the Rust of it is as rustfmt would have it.
    #[track_caller]
    pub fn assert_formatted(&self) {
        assert_formatted(std::slice::from_ref(&self.folder));
    }
}

/// Asserts that the Rust of these drivers is as rustfmt would have it.
#[track_caller]
pub fn assert_formatted(folders: &[PathBuf]) {
    let mut files: Vec<PathBuf> = Vec::new();
    for folder in folders {
        files.extend(["build.rs", "src/lib.rs"].map(|file| folder.join(file)));
    }
    let output = Command::new("rustfmt")
        .args(["--check", "--edition=2024", "--color=never"])
        .args(files)
        .output()
        .expect("rustfmt");
    let differences = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{differences}");
}
