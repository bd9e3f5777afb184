// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Files with the target's BTF: of that very kernel, or refused.
//!
//! Modules, boot images and a `vmlinux` with its constants name their kernel. Raw BTF and a `vmlinux` that holds BTF alone,
//! such as Debian's, name none: there whoever names the file, or made the tree, is believed.

use std::path::Path;

use compat_btf::file::BtfFile;

use crate::disagreement::Disagreement;
use crate::error::Error;
use crate::target::Target;

/// Holds a file against the target; `path` is what people call it.
///
/// # Errors
/// When it is another kernel's.
pub(crate) fn check(target: &Target, path: &Path, file: &BtfFile) -> Result<(), Error> {
    match file.kernel_release() {
        Some(release) if release != target.kernel.name => Err(Disagreement::Kernel {
            path: path.to_owned(),
            release: release.to_owned(),
            target: target.kernel.name.clone(),
        }
        .into()),
        _ => Ok(()),
    }
}
