// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The command where a build would run: with variables that name a target, and with trees.

use std::ffi::OsStr;
use std::path::Path;
use std::process::Command;

use crate::support::Outcome;

/// Trees that compile.
#[allow(dead_code, reason = "compat-build's own tests use the rest")]
#[path = "../../../compat-build/tests/probe/fake.rs"]
pub mod compiling;
/// The kernels of the cache.
#[allow(dead_code, reason = "compat-build's own tests use the rest")]
#[path = "../../../compat-build/tests/probe/kernels.rs"]
pub mod kernels;
#[allow(dead_code, reason = "compat-build's own tests use the rest")]
#[path = "../../../compat-build/tests/support/fake.rs"]
pub mod plain;

/// A history of the driver's own.
pub const HISTORY: &str = "\
struct = \"my_ops\"

[[layout]]
name = \"5.4\"
mainline = \"5.4..=5.15\"
members = '''
int (*open)(void *, unsigned int);
'''
";

/// The command in that folder, with these variables and no others that a build looks at.
pub fn kernel_compat_with<V: AsRef<OsStr>>(
    folder: &Path,
    variables: &[(&str, V)],
    arguments: &[&str],
) -> Outcome {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kernel-compat"));
    for variable in compat_build::environment::VARIABLES {
        command.env_remove(variable);
    }
    let variables = variables.iter().map(|(name, value)| (name, value.as_ref()));
    command.current_dir(folder).envs(variables).args(arguments);
    Outcome::of(command.output().unwrap())
}

/// The same without variables, in a folder where nothing is.
pub fn kernel_compat_alone(arguments: &[&str]) -> Outcome {
    let folder = tempfile::tempdir().unwrap();
    kernel_compat_with::<&str>(folder.path(), &[], arguments)
}
