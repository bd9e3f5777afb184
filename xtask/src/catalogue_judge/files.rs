// SPDX-License-Identifier: MIT OR GPL-2.0-only
//! The files of a kernel that carry type information.

use std::fs;
use std::path::{Path, PathBuf};

use compat_btf::file::BtfFile;

use crate::catalogue::kernel_files;
use crate::error::{Error, Result};
use crate::kernels::images::KernelImage;

/// A kernel's image and its modules.
pub struct Files<'a> {
    /// Where they are.
    kernel: &'a KernelImage,
    /// The kernel's own types.
    image: BtfFile,
    /// Where raw type information is written for those who read no image.
    folder: PathBuf,
}

impl<'a> Files<'a> {
    /// Reads the image.
    pub fn open(kernel: &'a KernelImage, folder: PathBuf) -> Result<Self> {
        fs::create_dir_all(&folder).map_err(|error| Error::at(&folder, &error))?;
        Ok(Self {
            image: open(&kernel.image, &kernel.name)?,
            kernel,
            folder,
        })
    }

    /// The kernel's own types.
    pub fn image(&self) -> &BtfFile {
        &self.image
    }

    /// The types of a module, by its name.
    pub fn module(&self, name: &str) -> Result<BtfFile> {
        let path = self.kernel.modules.get(name);
        let path = path.ok_or_else(|| Error::new(format!("there is no module {name}")))?;
        open(path, &self.kernel.name)
    }

    /// Writes the type information of a file as it is, for programs that read no image.
    pub fn write_raw(&self, name: &str, file: &BtfFile) -> Result<PathBuf> {
        let path = self.folder.join(format!("{name}.btf"));
        fs::write(&path, file.raw()).map_err(|error| Error::at(&path, &error))?;
        Ok(path)
    }
}

/// The file's type information, which must be of that kernel.
fn open(path: &Path, kernel: &str) -> Result<BtfFile> {
    let file = kernel_files::open(path, kernel)?;
    file.ok_or_else(|| Error::new(format!("{}: no type information", path.display())))
}
