// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Where things are in this workspace.

use std::path::{Path, PathBuf};

/// The folder with the workspace's Cargo.toml.
pub fn root() -> &'static Path {
    let manifest: &'static Path = Path::new(env!("CARGO_MANIFEST_DIR"));
    manifest.parent().unwrap_or(manifest)
}

/// The folder of seed reports beside the checkout, where it is at hand.
pub fn seeds() -> PathBuf {
    root().join("../shared/seeds")
}

/// The folder for what is built.
pub fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR")
        .map_or_else(|| root().join("target"), |folder| root().join(folder))
}
