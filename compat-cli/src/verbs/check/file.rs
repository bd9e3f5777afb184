// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! A file with a kernel's type information, against the record.

use std::path::Path;

use compat_data::history::Provenance;
use compat_data::judgement::Observed;
use compat_data::kernel::Kernel;

use super::outcome::Outcome;
use crate::context::Context;
use crate::digest::sha256;
use crate::error::Errors;
use crate::kernel_file::KernelFile;
use crate::kernels::named;

/// Holds the structs in the file against the record of its kernel.
pub(super) fn check(
    path: &Path,
    base: Option<&Path>,
    kernel: Option<&str>,
    names: &[String],
    context: &Context<'_>,
) -> Result<Vec<Outcome>, Errors> {
    let kernel = kernel.map(named).transpose()?;
    let file = KernelFile::open(path, base, kernel.as_ref())?;
    let recorded = match file.kernel {
        Some(_) => None,
        None => recorded(path, names, context)?,
    };
    let kernel = match &recorded {
        Some(kernel) => kernel,
        None => file.kernel()?,
    };
    let mut outcomes = Vec::new();
    for name in names {
        let history = context.histories.get(name)?;
        let observation = file.observe(name)?;
        let observed = observation.as_ref().map(Observed::of);
        outcomes.push(Outcome::of(&history, kernel, observed.as_ref()));
    }
    Ok(outcomes)
}

/// The kernel that some history knows to have been read from this very file.
fn recorded(
    path: &Path,
    names: &[String],
    context: &Context<'_>,
) -> Result<Option<Kernel>, Errors> {
    let digest = sha256(path)?;
    for name in names {
        let history = context.histories.get(name)?;
        let mut sources = history.sources.iter();
        let is_of = |provenance: &Provenance| matches!(provenance, Provenance::File { sha256 } if *sha256 == digest);
        let source = sources.find(|source| is_of(&source.provenance));
        if let Some([snapshot]) = source.map(|source| source.kernels.as_slice()) {
            return named(&snapshot.kernel.to_string()).map(Some);
        }
    }
    Ok(None)
}
