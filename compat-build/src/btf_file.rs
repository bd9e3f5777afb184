// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Files with the target's BTF: of that very kernel, or refused.
//!
//! Modules, boot images and a `vmlinux` with its constants name their kernel. Raw BTF and a `vmlinux` that holds BTF alone,
//! such as Debian's, name none: there whoever names the file, or made the tree, is believed.

use std::path::Path;

use compat_btf::file::{self, BtfFile, FileError, FileProblem};

use crate::disagreement::Disagreement;
use crate::error::Error;
use crate::target::Target;

/// Reads the file; `path` is what people call it.
///
/// # Errors
/// When it has no BTF or is broken, and when it is another kernel's than the target.
pub(crate) fn read(target: &Target, from: &Path, path: &Path) -> Result<BtfFile, Error> {
    of_target(target, file::open(from), path)
}

/// Reads the `vmlinux` of a kernel build tree; none: it is not there, or stripped of its BTF, which is no fault.
///
/// # Errors
/// Those of [`read`].
pub(crate) fn read_vmlinux(target: &Target, path: &Path) -> Result<Option<BtfFile>, Error> {
    if !path.is_file() {
        return Ok(None);
    }
    match file::open(path) {
        Err(FileError {
            problem: FileProblem::NoBtfSection,
            ..
        }) => Ok(None),
        opened => of_target(target, opened, path).map(Some),
    }
}

fn of_target(
    target: &Target,
    opened: Result<BtfFile, FileError>,
    path: &Path,
) -> Result<BtfFile, Error> {
    let file = opened.map_err(|error| Error::TypeInformation {
        path: path.to_owned(),
        reason: error.to_string(),
    })?;
    match file.kernel_release() {
        Some(release) if release != target.kernel.name => Err(Disagreement::Kernel {
            path: path.to_owned(),
            release: release.to_owned(),
            target: target.kernel.name.clone(),
        }
        .into()),
        _ => Ok(file),
    }
}
