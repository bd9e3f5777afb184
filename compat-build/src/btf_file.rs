// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Files with the target's BTF: of that very kernel, or refused.
//!
//! Modules name their kernel. Where a file names none, whoever names the file, or made the tree, is believed.

use std::path::Path;

use compat_btf::file::BtfFile;

use crate::error::Error;
use crate::target::Target;

/// Holds a file against the target; `path` is what people call it.
///
/// # Errors
/// When it is another kernel's.
pub(crate) fn check(target: &Target, path: &Path, file: &BtfFile) -> Result<(), Error> {
    match file.kernel_release() {
        Some(release) if release != target.kernel.name => Err(Error::TypeInformation {
            path: path.to_owned(),
            reason: format!(
                "{} is of kernel {release}, but the target is kernel {}",
                path.display(),
                target.kernel.name
            ),
        }),
        _ => Ok(()),
    }
}
