// SPDX-License-Identifier: MIT OR GPL-2.0-only
//! The files of one kernel that carry type information: its image and its modules.

use crate::digest;
use crate::error::{Error, Result};
use crate::kernels::images::KernelImage;
use compat_btf::Btf;
use compat_btf::file::{self, BtfFile, FileProblem};
use std::path::Path;

/// The files of one kernel that have type information.
pub struct KernelFiles<'a> {
    image: &'a KernelImage,
    file: BtfFile,
    /// The modules that have some, by name.
    pub modules: Vec<ModuleFile<'a>>,
}

/// A module with type information.
pub struct ModuleFile<'a> {
    /// Its name.
    pub name: &'a str,
    /// Where it is.
    pub path: &'a Path,
    file: BtfFile,
}

impl<'a> KernelFiles<'a> {
    /// Opens them.
    ///
    /// # Errors
    /// A file that can't be read, or that is of another kernel, and an image without type information.
    pub fn open(image: &'a KernelImage) -> Result<KernelFiles<'a>> {
        let file = open(&image.image, &image.name)?
            .ok_or_else(|| Error::new(format!("{}: no type information", image.image.display())))?;
        let mut modules = Vec::new();
        for (name, path) in &image.modules {
            if let Some(file) = open(path, &image.name)? {
                modules.push(ModuleFile { name, path, file });
            }
        }
        Ok(KernelFiles {
            image,
            file,
            modules,
        })
    }

    /// The kernel's own types.
    pub fn kernel(&self) -> Result<Btf<'_>> {
        self.file
            .btf()
            .map_err(|error| at(&self.image.image, &error))
    }

    /// See [`CatalogueKernel::modules`].
    pub fn sum_of_modules(&self) -> Result<Option<String>> {
        let mut sums = String::new();
        for module in &self.modules {
            let name = module.path.file_name().unwrap_or_default();
            sums += &format!(
                "{}  {}\n",
                digest::of_file(module.path)?,
                name.to_string_lossy()
            );
        }
        Ok((!sums.is_empty()).then(|| digest::of_text(&sums)))
    }
}

impl ModuleFile<'_> {
    /// The module's types over those of its kernel.
    pub fn over<'b>(&'b self, kernel: &'b Btf<'b>) -> Result<Btf<'b>> {
        let view = self.file.btf_over(kernel);
        view.map_err(|error| at(self.path, &error))
    }
}

/// The file's type information; none: it has none.
///
/// # Errors
/// A file that can't be read, or that says that it is of another kernel, or does not say of which.
pub fn open(path: &Path, kernel: &str) -> Result<Option<BtfFile>> {
    let file = match file::open(path) {
        Ok(file) => file,
        Err(error) if matches!(error.problem, FileProblem::NoBtfSection) => return Ok(None),
        Err(error) => return Err(Error::new(error.to_string())),
    };
    match file.kernel_release() {
        Some(release) if release == kernel => Ok(Some(file)),
        said => Err(Error::new(format!(
            "{}: it is of {}, and not of {kernel}",
            path.display(),
            said.unwrap_or("a kernel that it does not name")
        ))),
    }
}

pub(super) fn at(path: &Path, error: &dyn std::fmt::Display) -> Error {
    Error::new(format!("{}: {error}", path.display()))
}
