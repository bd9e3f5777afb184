// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Real kernels, as far as they are in the cache that `cargo xtask demo` fills.

use std::path::{Path, PathBuf};
use std::process::Command;

/// One kernel's files.
#[derive(Clone, Debug)]
pub struct Kernel {
    /// Its release: `6.12`.
    pub release: &'static str,
    /// The folder that its packages were unpacked in.
    pub root: PathBuf,
}

/// The kernels in the cache, and those of the folders in `KERNEL_COMPAT_KERNELS`; says which are missing.
pub fn kernels(test: &str) -> Vec<Kernel> {
    let home = std::env::var_os("HOME")
        .map(PathBuf::from)
        .unwrap_or_default();
    let more = std::env::var_os("KERNEL_COMPAT_KERNELS").unwrap_or_default();
    let mut folders = folders(&home.join(".cache/kernel-compat/debian"));
    folders.extend(std::env::split_paths(&more).filter(|path| path.is_dir()));
    let mut kernels = Vec::new();
    for release in ["5.10", "6.1", "6.12", "7.2"] {
        let dotted = format!("{release}.");
        let root = folders.iter().find(|folder| {
            let name = folder.file_name().unwrap_or_default().to_string_lossy();
            name == release || name.starts_with(&dotted)
        });
        match root {
            Some(root) => kernels.push(Kernel {
                release,
                root: root.clone(),
            }),
            None => println!("SKIPPED: {test} on {release}: that kernel is not in the cache"),
        }
    }
    kernels
}

impl Kernel {
    /// The file with BTF for its modules to build on: an ELF file of the headers package.
    pub fn vmlinux(&self) -> Option<PathBuf> {
        let trees = folders(&self.root.join("usr/src"));
        trees
            .into_iter()
            .map(|tree| tree.join("vmlinux"))
            .find(|path| path.is_file())
    }

    /// The boot image.
    #[cfg(feature = "vmlinuz")]
    pub fn image(&self) -> Option<PathBuf> {
        let mut places = vec![self.root.join("boot")];
        places.extend(self.module_folders());
        places.iter().flat_map(|place| entries(place)).find(|path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            name.starts_with("vmlinuz") && path.is_file()
        })
    }

    /// The module of that path below `kernel/`, without `.ko` and what may follow.
    pub fn module(&self, path: &str) -> Option<PathBuf> {
        let endings = [".ko", ".ko.xz", ".ko.zst"];
        self.module_folders()
            .iter()
            .flat_map(|folder| endings.map(|ending| folder.join(format!("kernel/{path}{ending}"))))
            .find(|path| path.is_file())
    }

    fn module_folders(&self) -> Vec<PathBuf> {
        ["lib/modules", "usr/lib/modules"]
            .iter()
            .flat_map(|modules| folders(&self.root.join(modules)))
            .collect()
    }
}

/// The bytes of a file, decompressed by xz(1) if its name says so; none: there is no xz.
pub fn unpack_xz(path: &Path) -> Option<Vec<u8>> {
    if path.extension().is_none_or(|extension| extension != "xz") {
        return Some(std::fs::read(path).unwrap());
    }
    let output = Command::new("xz").arg("-dc").arg(path).output().ok()?;
    output.status.success().then_some(output.stdout)
}

fn folders(path: &Path) -> Vec<PathBuf> {
    let mut folders = entries(path);
    folders.retain(|entry| entry.is_dir());
    folders
}

fn entries(path: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(path) else {
        return Vec::new();
    };
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    paths
}
