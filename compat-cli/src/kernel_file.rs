// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! A file with a kernel's type information, and which kernel it is of.

use std::path::{Path, PathBuf};

use compat_btf::file::{BtfFile, open};
use compat_build::kdir::KernelTree;
use compat_build::target::host_architecture;
use compat_build::{Environment, is_of_running, running_release};
use compat_data::kernel::{Architecture, Kernel};
use compat_data::observation::Observation;

use crate::error::{Error, Errors};

/// A file with a kernel's type information, or a module's over its kernel's.
pub(crate) struct KernelFile {
    pub path: PathBuf,
    /// The kernel that it is of; none: nothing says.
    pub kernel: Option<Kernel>,
    file: BtfFile,
    base: Option<BtfFile>,
}

impl KernelFile {
    /// Opens it. A module's types continue those of its kernel, which `base` names, or the `vmlinux` of the tree that the
    /// module lies in. `named` is the kernel that the user says it is of.
    ///
    /// # Errors
    /// When one of the files has no type information, or is of another kernel than the user says.
    pub fn open(path: &Path, base: Option<&Path>, named: Option<&Kernel>) -> Result<Self, Errors> {
        let file = read(path)?;
        let base = match base {
            _ if !file.is_split() || matches!(file.base(), Ok(Some(_))) => None,
            Some(base) => Some(base.to_owned()),
            None => match kernels_own(path) {
                Some(vmlinux) => Some(vmlinux),
                None => {
                    return Err(Error::new("a module's types continue those of its kernel")
                        .at(path)
                        .help("name that kernel's type information, a vmlinux for example: `--base FILE`")
                        .into());
                }
            },
        };
        let (base, base_said) = match base {
            None => (None, None),
            Some(base) => {
                let kernels = read(&base)?;
                let said = said(&base, &kernels)?;
                (Some(kernels), said.map(|(kernel, _)| (kernel, base)))
            }
        };
        if base.is_none() && !file.is_split() {
            file.btf().map_err(|error| broken(path, &error))?;
        }
        let said = said(path, &file)?;
        if let (Some((kernel, _)), Some((of_base, base))) = (&said, &base_said) {
            if kernel.name != of_base.name {
                return Err(Error::new(format_args!(
                    "this is a module of kernel {kernel}, and its base {} is of {of_base}",
                    base.display()
                ))
                .at(path)
                .into());
            }
        }
        let kernel = match (said, named) {
            (Some((kernel, by)), Some(named)) if kernel.name != named.name => {
                let is_record = !named.is_build()
                    && named.release == kernel.release
                    && named.architecture == kernel.architecture;
                if !is_record {
                    return Err(Error::new(format_args!(
                        "this is of kernel {kernel}, as {by} says, and not of {named}"
                    ))
                    .at(path)
                    .into());
                }
                Some(named.clone())
            }
            (said, named) => named.cloned().or(said.map(|(kernel, _)| kernel)),
        };
        let opened = Self {
            path: path.to_owned(),
            kernel,
            file,
            base,
        };
        Ok(opened)
    }

    /// The struct as the file has it; none: it has no such struct.
    ///
    /// # Errors
    /// When its type information contradicts itself, or is for another architecture than the kernel's.
    pub fn observe(&self, name: &str) -> Result<Option<Observation>, Errors> {
        let observation = self
            .file
            .observe(self.base.as_ref(), name)
            .map_err(|error| self.broken(&error))?;
        if let (Some(observation), Some(kernel)) = (&observation, &self.kernel) {
            let (found, expected) = (observation.pointer_size, kernel.architecture.pointer_size());
            if found != expected {
                return Err(Error::new(format_args!(
                    "its pointers have {found} bytes, and those of {} have {expected}: it is not of kernel {kernel}",
                    kernel.architecture
                ))
                .at(&self.path)
                .into());
            }
        }
        Ok(observation)
    }

    /// Over another build's types a module's names begin elsewhere: that is what goes wrong most.
    fn broken(&self, error: &compat_btf::Error) -> Error {
        let error = broken(&self.path, error);
        match &self.base {
            None => error,
            Some(_) => {
                error.help("the base must be that of the very build which the module was built for")
            }
        }
    }

    /// The kernel that it is of.
    ///
    /// # Errors
    /// When nothing says which.
    pub fn kernel(&self) -> Result<&Kernel, Errors> {
        self.kernel.as_ref().ok_or_else(|| {
            Error::new("this does not say which kernel it is of")
                .at(&self.path)
                .help("name it by its release string: `--kernel 6.12.117+deb12-amd64`")
                .into()
        })
    }
}

fn read(path: &Path) -> Result<BtfFile, Errors> {
    open(path).map_err(|error| {
        let text = error.problem.to_string();
        let error = Error::new(text).at(path);
        error.into()
    })
}

fn broken(path: &Path, error: &compat_btf::Error) -> Error {
    Error::new(format_args!("{}: {}", error.place, error.problem)).at(path)
}

/// The kernel that the file is of, and what says so: the file itself; for the running kernel's, that kernel; for the
/// `vmlinux` of a kernel build tree, the tree.
fn said(path: &Path, file: &BtfFile) -> Result<Option<(Kernel, String)>, Errors> {
    if let Some(release) = file.kernel_release() {
        return of_release(path, release, file.architecture(), "the file itself");
    }
    if is_of_running(path) {
        let release = running_release(&Environment::of_process()).unwrap_or_default();
        return of_release(path, &release, host_architecture(), "the running kernel");
    }
    let folder = path.parent().filter(|_| path.ends_with("vmlinux"));
    let tree = folder.and_then(|folder| KernelTree::read("KDIR", folder).ok());
    Ok(tree.and_then(|tree| {
        let kernel = tree.kernel().ok()?;
        Some((kernel, format!("the tree {}", tree.path.display())))
    }))
}

/// The kernel of that release string. Of many distributions it does not say the architecture, and then the file must.
fn of_release(
    path: &Path,
    release: &str,
    architecture: Option<Architecture>,
    by: &str,
) -> Result<Option<(Kernel, String)>, Errors> {
    let read: Result<Kernel, _> = release.parse();
    let kernel = match (read, architecture) {
        (Ok(kernel), None) if kernel.says_architecture() => kernel,
        (Ok(_), None) => return Ok(None),
        (_, Some(architecture)) => Kernel::from_release_string(release, architecture)
            .map_err(|error| Error::new(error).at(path))?,
        (Err(error), None) => return Err(Error::new(error).at(path).into()),
    };
    Ok(Some((kernel, by.to_owned())))
}

/// The type information of the kernel that a module belongs to: of the running one, or of the tree above it.
fn kernels_own(module: &Path) -> Option<PathBuf> {
    let mut folders = module.ancestors().skip(1);
    let vmlinux = folders.find_map(|folder| {
        let vmlinux = folder.join("vmlinux");
        let is_kernels = is_of_running(&vmlinux) || is_tree(folder);
        Some(vmlinux).filter(|vmlinux| is_kernels && vmlinux.is_file())
    });
    vmlinux.filter(|vmlinux| vmlinux != module)
}

fn is_tree(folder: &Path) -> bool {
    folder.join("include/generated/utsrelease.h").is_file()
}
