// SPDX-License-Identifier: MIT OR GPL-2.0-only
//! Kernels of which only what carries type information is wanted: the image, and the modules that structs live in.

mod cache;

use super::packages::{Archive, numbers};
use super::{DebianKernel, KernelChoice, file_name};
use crate::catalogue::manifest::Manifest;
use crate::error::{Error, Result};
use cache::Cache;
use compat_data::kernel::{Architecture, Kernel};
use compat_data::release::Release;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

/// The suite of which every kernel is wanted, and not only the newest of a series.
const EVERY_KERNEL_OF: &str = "trixie-backports";

/// What the image is called where it lies beside the modules.
const BESIDE_MODULES: [&str; 2] = ["vmlinuz", "vmlinuz.unsigned"];

/// The modules that may have vfio's structs: up to 5.14 there is only the second.
const VFIO_MODULES: [&str; 2] = ["vfio-pci-core", "vfio-pci"];

/// How many kernels are fetched at once: the archive is everybody's.
const AT_ONCE: usize = 2;

/// An unpacked kernel without its headers.
#[derive(Clone, Debug)]
pub struct KernelImage {
    /// The full release, `6.12.117+deb12-amd64`.
    pub name: String,
    /// What it runs on.
    pub architecture: Architecture,
    /// The bootable image.
    pub image: PathBuf,
    /// Of the modules that structs live in those that it has, by name, perhaps compressed.
    pub modules: BTreeMap<String, PathBuf>,
    /// The packages that it was unpacked from, with their versions; none, where the cache does not say.
    pub packages: BTreeMap<String, String>,
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
/// earlier times for x86-64; of these releases only, if any are given. What can't be fetched does not keep the others from it.
pub fn fetch(releases: &[Release]) -> Result<Images> {
    let wanted = |name: &str| {
        let is_of = |release: &Release| name.starts_with(&format!("{release}."));
        releases.is_empty() || releases.iter().any(is_of)
    };
    let cache = Cache::open(wanted_modules()?)?;
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
        if wanted(&name) && name.ends_with("-amd64") && !images.has(&name) {
            images.kernels.extend(cache.kernel(&name)?);
        }
    }
    images.kernels.sort_by_key(|kernel| numbers(&kernel.name));
    Ok(images)
}

/// The kernels of that name, each with the suite that has it: from the cache, or else from the archive, two at once. What can't
/// be had does not keep the others from it. They come in the order in which they were named.
pub fn fetch_named(wanted: &[(String, String)]) -> Result<Images> {
    let cache = Cache::open(wanted_modules()?)?;
    let mut images = Images::default();
    let mut lacking = Vec::new();
    for (name, suite) in wanted {
        match cache.complete(name)? {
            Some(kernel) => images.kernels.push(kernel),
            None => lacking.push((name, suite)),
        }
    }
    if lacking.is_empty() {
        return Ok(images);
    }
    let suites: BTreeSet<&str> = lacking.iter().map(|(_, suite)| suite.as_str()).collect();
    let archive = Archive::of_every(suites)?;
    let count = lacking.len();
    let queue = Mutex::new(lacking.into_iter().enumerate());
    let fetched = Mutex::new(images);
    std::thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                loop {
                    // Neither lock is held over anything that panics.
                    let next = queue.lock().ok().and_then(|mut queue| queue.next());
                    let Some((at, (name, _))) = next else {
                        break;
                    };
                    eprintln!("fetching {name} ({} of {count})", at + 1);
                    let result = archive
                        .download_image(name)
                        .and_then(|packages| cache.unpack(name, &packages));
                    let Ok(mut images) = fetched.lock() else {
                        break;
                    };
                    match result {
                        Ok(kernel) => images.kernels.push(kernel),
                        Err(error) => {
                            eprintln!("NOT FETCHED: {name}: {error}");
                            images.missing.push((name.clone(), error));
                        }
                    }
                }
            });
        }
    });
    let mut images = fetched
        .into_inner()
        .map_err(|_| Error::new("fetching kernels was cut short"))?;
    let place = |name: &str| wanted.iter().position(|(wanted, _)| wanted == name);
    images.kernels.sort_by_key(|kernel| place(&kernel.name));
    images.missing.sort_by_key(|(name, _)| place(name));
    Ok(images)
}

/// Of these kernels those that the cache has, in the order in which they are named.
pub fn cached(wanted: &[(String, String)]) -> Result<Vec<KernelImage>> {
    let cache = Cache::open(wanted_modules()?)?;
    let mut kernels = Vec::new();
    for (name, _) in wanted {
        kernels.extend(cache.complete(name)?);
    }
    Ok(kernels)
}

/// The modules that are kept: those with vfio's structs, and the owners of the catalogue's.
fn wanted_modules() -> Result<BTreeSet<String>> {
    let mut modules = Manifest::read()?.modules();
    modules.extend(VFIO_MODULES.map(str::to_owned));
    Ok(modules)
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
        KernelImage::locate(folder, &kernel.name, &wanted_modules()?)
    }

    /// The module with vfio's structs; none: the packages that are listed do not have it.
    pub fn vfio_module(&self) -> Option<&Path> {
        let mut found = VFIO_MODULES
            .iter()
            .filter_map(|name| self.modules.get(*name));
        found.next().map(PathBuf::as_path)
    }

    /// Finds the parts in the folder that its packages were unpacked in.
    fn locate(folder: &Path, name: &str, modules: &BTreeSet<String>) -> Result<KernelImage> {
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
        let kernel: Kernel = name
            .parse()
            .map_err(|error| Error::new(format!("{error}")))?;
        let mut found = BTreeMap::new();
        for library in &libraries {
            modules_in(&library.join("kernel"), modules, &mut found)?;
        }
        Ok(KernelImage {
            name: name.to_owned(),
            architecture: kernel.architecture,
            image,
            modules: found,
            packages: BTreeMap::new(),
        })
    }
}

/// The modules of these names anywhere in the folder.
fn modules_in(
    folder: &Path,
    wanted: &BTreeSet<String>,
    found: &mut BTreeMap<String, PathBuf>,
) -> Result<()> {
    if !folder.is_dir() {
        return Ok(());
    }
    let failed = |error| Error::at(folder, &error);
    for entry in fs::read_dir(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let path = entry.path();
        if entry.file_type().map_err(failed)?.is_dir() {
            modules_in(&path, wanted, found)?;
        } else if let Some(name) = module_name(&file_name(&path)) {
            if wanted.contains(name) {
                found.insert(name.to_owned(), path);
            }
        }
    }
    Ok(())
}

/// The name of the module with that file: `drm` of `drm.ko.xz`.
fn module_name(file: &str) -> Option<&str> {
    let (name, ending) = file.split_once(".ko")?;
    matches!(ending, "" | ".xz" | ".zst" | ".gz").then_some(name)
}

/// Whether a file of a package is one of the parts.
fn is_part(path: &str, modules: &BTreeSet<String>) -> bool {
    let Some((folder, file)) = path.rsplit_once('/') else {
        return false;
    };
    let in_modules = folder.contains("/lib/modules/");
    path.starts_with("./boot/vmlinuz-")
        || in_modules && BESIDE_MODULES.contains(&file)
        || in_modules && module_name(file).is_some_and(|name| modules.contains(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAME: &str = "6.16.3+deb13-amd64";

    fn vfio() -> BTreeSet<String> {
        VFIO_MODULES.map(str::to_owned).into()
    }

    #[test]
    fn image_and_modules_are_found_among_the_parts() {
        let folder = tempfile::tempdir().unwrap();
        let vfio_pci = format!("usr/lib/modules/{NAME}/kernel/drivers/vfio/pci");
        let locate = || KernelImage::locate(folder.path(), NAME, &vfio());
        assert!(locate().unwrap_err().to_string().contains("no image"));

        let put = |path: &str| {
            assert!(is_part(&format!("./{path}"), &vfio()), "{path}");
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
        assert_eq!(locate().unwrap().vfio_module(), None);
        put(&format!("{vfio_pci}/vfio-pci.ko.xz"));
        put(&format!("{vfio_pci}/vfio-pci-core.ko.xz"));
        let kernel = locate().unwrap();
        let module = kernel.vfio_module().unwrap();
        assert!(module.ends_with("pci/vfio-pci-core.ko.xz"), "{module:?}");
        assert_eq!(kernel.architecture, Architecture::Amd64);
        assert!(!is_part(
            &format!("./{vfio_pci}/mlx5/mlx5-vfio-pci.ko.xz"),
            &vfio()
        ));
    }

    #[test]
    fn only_the_files_that_are_wanted_are_parts() {
        let is = |path: &str| is_part(path, &vfio());
        assert!(is("./boot/vmlinuz-6.16.3+deb13-amd64"));
        assert!(is(
            "./lib/modules/6.1.0-56-amd64/kernel/drivers/vfio/pci/vfio-pci-core.ko"
        ));
        assert!(is("./usr/lib/modules/7.3.4+deb13-arm64/vmlinuz"));
        assert!(!is(
            "./usr/lib/modules/7.3.4+deb13-arm64/kernel/drivers/vfio/vfio.ko.xz"
        ));
        assert!(!is("./usr/share/doc/vfio-pci.ko"));
        assert!(!is("./boot/System.map-6.16.3+deb13-amd64"));
    }
}
