// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Where the build of a kernel tree is: in the tree, or in a folder of its own.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use crate::environment::{Environment, OUTPUTS};

/// The folder of the build, where it is not the tree itself, and the variable that names it.
///
/// Kbuild takes `KBUILD_OUTPUT` from the environment, and `O` from its command line alone, from where an outer make
/// brings it into the environment; both start at the tree (the kernel's top Makefile). A folder that is a build, such as
/// /lib/modules/RELEASE/build, is taken as it stands.
pub(super) fn output(tree: &Path, environment: &Environment) -> Option<(&'static str, PathBuf)> {
    if !tree.join("Makefile").is_file() {
        return None;
    }
    let prepared = is_prepared(tree);
    let [output, option] = OUTPUTS;
    let named = |variable| {
        let folder = environment
            .get(variable)
            .filter(|folder: &&OsStr| !folder.is_empty())?;
        Some((variable, tree.join(folder)))
    };
    // The source itself, where Kbuild heeds the variable whatever else has been built there.
    let is_source = tree.join("Kconfig").is_file();
    if let Some(named) = named(output).filter(|_| is_source || !prepared) {
        return Some(named);
    }
    // Other build systems have an `O` of their own.
    named(option).filter(|(_, folder)| !prepared && is_prepared(folder))
}

fn is_prepared(folder: &Path) -> bool {
    super::PREPARED
        .iter()
        .any(|name| folder.join(name).is_file())
}
