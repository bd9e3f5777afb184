// SPDX-License-Identifier: MIT OR GPL-2.0-only
//! Kernels of which only what carries type information is wanted: the image, and the module with vfio's structs.

mod cache;

use super::packages::{Archive, numbers};
use super::{DebianKernel, KernelChoice};
use crate::error::{Error, Result};
use cache::Cache;
use compat_data::release::Release;
use std::path::{Path, PathBuf};

/// The suite of which every kernel is wanted, and not only the newest of a series.
const EVERY_KERNEL_OF: &str = "trixie-backports";

/// What the image is called where it lies beside the modules.
const BESIDE_MODULES: [&str; 2] = ["vmlinuz", "vmlinuz.unsigned"];

/// The modules that may have vfio's structs: up to 5.14 there is only the second.
const MODULES: [&str; 2] = ["vfio-pci-core", "vfio-pci"];

/// An unpacked kernel without its headers.
#[derive(Clone, Debug)]
pub struct KernelImage {
    /// The full release, `6.12.117+deb12-amd64`.
    pub name: String,
    /// The bootable image.
    pub image: PathBuf,
    /// The module with vfio's structs, perhaps compressed; none: the packages that are listed do not have it.
    pub module: Option<PathBuf>,
}

/// What could be had.
#[derive(Debug, Default)]
pub struct Images {
    /// The kernels that are at hand, oldest first.
    pub kernels: Vec<KernelImage>,
    /// What is not: a kernel or a suite, and why.
    pub missing: Vec<(String, Error)>,
}

/// The newest kernel of each series that the chores boot, every kernel of trixie-backports, and what the cache has of
/// earlier times; of these releases only, if any are given. What can't be fetched does not keep the others from it.
pub fn fetch(releases: &[Release]) -> Result<Images> {
    let wanted = |name: &str| {
        let is_of = |release: &Release| name.starts_with(&format!("{release}."));
        releases.is_empty() || releases.iter().any(is_of)
    };
    let cache = Cache::open()?;
    let mut images = Images::default();
    for choice in KernelChoice::ALL {
        if wanted(&format!("{}.", choice.release)) {
            let name = format!("{} of {}", choice.release, choice.suite);
            images.add(&cache, &name, || {
                let archive = Archive::open(&[choice])?;
                let newest = archive.newest(&choice)?;
                Ok((archive, vec![newest]))
            });
        }
    }
    images.add(&cache, EVERY_KERNEL_OF, || {
        let archive = Archive::of_suites([(EVERY_KERNEL_OF, None)])?;
        let mut names = archive.kernels()?;
        names.retain(|name| wanted(name));
        Ok((archive, names))
    });
    for name in cache.names()? {
        if wanted(&name) && !images.has(&name) {
            images.kernels.extend(cache.kernel(&name)?);
        }
    }
    images.kernels.sort_by_key(|kernel| numbers(&kernel.name));
    Ok(images)
}

impl Images {
    /// Adds the kernels that `list` names, from the cache or else from the archive.
    fn add(
        &mut self,
        cache: &Cache,
        what: &str,
        list: impl FnOnce() -> Result<(Archive, Vec<String>)>,
    ) {
        let (archive, names) = match list() {
            Ok(listed) => listed,
            Err(error) => return self.missing.push((what.to_owned(), error)),
        };
        for name in names {
            if self.has(&name) {
                continue;
            }
            match get(cache, &archive, &name) {
                Ok(kernel) => self.kernels.push(kernel),
                Err(error) => self.missing.push((name, error)),
            }
        }
    }

    fn has(&self, name: &str) -> bool {
        self.kernels.iter().any(|kernel| kernel.name == name)
    }
}

fn get(cache: &Cache, archive: &Archive, name: &str) -> Result<KernelImage> {
    if let Some(kernel) = cache.kernel(name)? {
        return Ok(kernel);
    }
    eprintln!("fetching Debian's kernel {name}");
    let packages = archive.download_image(name)?;
    cache.unpack(name, &packages)
}

impl KernelImage {
    /// That of a kernel that was unpacked to be booted.
    pub fn of(kernel: &DebianKernel) -> Result<KernelImage> {
        let tree = &kernel.build_tree;
        let folder = tree
            .ancestors()
            .find(|folder| folder.join("usr/src").is_dir())
            .ok_or_else(|| Error::new(format!("{} is in no unpacked kernel", tree.display())))?;
        KernelImage::locate(folder, &kernel.name)
    }

    /// Finds the parts in the folder that its packages were unpacked in.
    fn locate(folder: &Path, name: &str) -> Result<KernelImage> {
        let libraries =
            ["usr/lib", "lib"].map(|library| folder.join(format!("{library}/modules/{name}")));
        // Debian has moved it: from 7.2 on it is beside the modules.
        let mut images = vec![folder.join(format!("boot/vmlinuz-{name}"))];
        for library in &libraries {
            images.extend(BESIDE_MODULES.map(|image| library.join(image)));
        }
        let image = images.into_iter().find(|path| path.is_file());
        let image = image.ok_or_else(|| {
            Error::new(format!(
                "no image of {name} in what its packages unpack to, {}",
                folder.display()
            ))
        })?;
        let folders = libraries.map(|library| library.join("kernel/drivers/vfio/pci"));
        let names = MODULES
            .iter()
            .flat_map(|module| ["", ".xz", ".zst"].map(|ending| format!("{module}.ko{ending}")));
        let module = names
            .flat_map(|name| folders.each_ref().map(|folder| folder.join(&name)))
            .find(|path| path.is_file());
        Ok(KernelImage {
            name: name.to_owned(),
            image,
            module,
        })
    }
}

/// Whether a file of a package is one of the parts.
fn is_part(path: &str) -> bool {
    let is_module = |module: &&str| path.contains(&format!("/drivers/vfio/pci/{module}.ko"));
    let is_image = path.starts_with("./boot/vmlinuz-")
        || path.contains("/lib/modules/")
            && BESIDE_MODULES
                .iter()
                .any(|image| path.ends_with(&format!("/{image}")));
    is_image || MODULES.iter().any(is_module)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    const NAME: &str = "6.16.3+deb13-amd64";

    #[test]
    fn image_and_module_are_found_among_the_parts() {
        let folder = tempfile::tempdir().unwrap();
        let vfio = format!("usr/lib/modules/{NAME}/kernel/drivers/vfio/pci");
        let locate = || KernelImage::locate(folder.path(), NAME);
        assert!(locate().unwrap_err().to_string().contains("no image"));

        let put = |path: &str| {
            assert!(is_part(&format!("./{path}")), "{path}");
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "").unwrap();
        };
        put(&format!("usr/lib/modules/{NAME}/vmlinuz.unsigned"));
        assert!(locate().unwrap().image.ends_with("vmlinuz.unsigned"));
        put(&format!("boot/vmlinuz-{NAME}"));
        assert!(
            locate()
                .unwrap()
                .image
                .starts_with(folder.path().join("boot"))
        );
        assert_eq!(locate().unwrap().module, None);
        put(&format!("{vfio}/vfio-pci.ko.xz"));
        put(&format!("{vfio}/vfio-pci-core.ko.xz"));
        let module = locate().unwrap().module.unwrap();
        assert!(module.ends_with("pci/vfio-pci-core.ko.xz"), "{module:?}");
        assert!(!is_part(&format!("./{vfio}/mlx5/mlx5-vfio-pci.ko.xz")));
    }
}
