// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The kernels that the chores of this workspace fetch: `cargo xtask demo`.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use compat_btf::file::BtfFile;
use compat_build::kdir::KernelTree;
use compat_build::probe::{self, Format, ProbeError, Probed, Request, Wanted};
use compat_build::{Configuration, Environment, Selection, select};

/// Structs, and the headers that define them.
pub const STRUCTS: [(&str, &str); 13] = [
    ("dma_buf_ops", "linux/dma-buf.h"),
    ("file_operations", "linux/fs.h"),
    ("super_operations", "linux/fs.h"),
    ("inode_operations", "linux/fs.h"),
    ("vm_operations_struct", "linux/mm.h"),
    ("net_device_ops", "linux/netdevice.h"),
    ("block_device_operations", "linux/blkdev.h"),
    ("i2c_algorithm", "linux/i2c.h"),
    ("pci_driver", "linux/pci.h"),
    ("tty_operations", "linux/tty_driver.h"),
    ("usb_driver", "linux/usb.h"),
    // No ops tables, but with all that structs can have.
    ("sk_buff", "linux/skbuff.h"),
    ("task_struct", "linux/sched.h"),
];

/// A kernel of the cache.
pub struct Kernel {
    pub tree: KernelTree,
    /// The folder with its packages.
    folder: PathBuf,
    compiler: String,
}

/// The kernels in the cache, oldest first.
pub fn all() -> Vec<Kernel> {
    let home = PathBuf::from(std::env::var_os("HOME").unwrap_or_default());
    let cache = home.join(".cache/kernel-compat/debian");
    let mut kernels = Vec::new();
    for folder in entries(&cache) {
        for tree in entries(&folder.join("usr/src")) {
            if tree.join("include/config/auto.conf").is_file() {
                let kernel = Kernel {
                    tree: KernelTree::read("KDIR", &tree).unwrap(),
                    folder: folder.clone(),
                    // Debian's 5.10 names gcc-10, which newer systems do not have.
                    compiler: std::env::var("CC").unwrap_or_else(|_| "gcc".to_owned()),
                };
                kernels.extend(kernel.has_its_compiler().then_some(kernel));
            }
        }
    }
    if kernels.is_empty() {
        let cache = cache.display();
        println!("SKIPPED: no kernels in {cache}; `cargo xtask demo` fetches them");
    }
    kernels.sort_by_key(|kernel| kernel.tree.kernel().unwrap().release);
    kernels
}

impl Kernel {
    pub fn release(&self) -> &str {
        &self.tree.release
    }

    /// Whether our gcc is as new as the one that its configuration was made for, whose options it names.
    fn has_its_compiler(&self) -> bool {
        let output = Command::new(&self.compiler).arg("-dumpversion").output();
        let version = output.map_or(String::new(), |output| {
            String::from_utf8_lossy(&output.stdout).into_owned()
        });
        let major = version.split('.').next().unwrap_or_default().trim();
        let ours = major.parse::<u32>().unwrap_or_default();
        let its = self.tree.config.number("CONFIG_GCC_VERSION");
        let its = its.unwrap_or_default() / 10_000;
        if ours < its {
            println!(
                "SKIPPED: kernel {} wants gcc {its}, and `{}` is {ours}",
                self.release(),
                self.compiler
            );
        }
        ours >= its
    }

    /// The BTF of its vmlinux, else of its boot image.
    pub fn image(&self) -> Option<BtfFile> {
        let vmlinux = self.tree.path.join("vmlinux");
        let image = format!("boot/vmlinuz-{}", self.release());
        let files = [vmlinux, self.folder.join(image)];
        match files.iter().find(|file| file.is_file()) {
            Some(file) => Some(compat_btf::file::open(file).unwrap()),
            None => {
                println!(
                    "SKIPPED: kernel {} has no image in the cache",
                    self.release()
                );
                None
            }
        }
    }

    /// The BTF of a module; none: there is no such module, or no BTF in it, as in 5.10.
    pub fn module(&self, name: &str) -> Option<BtfFile> {
        let mut folders = vec![self.folder.join("lib/modules").join(self.release())];
        let file = loop {
            let entries = entries(&folders.pop()?);
            let is_module = |file: &&PathBuf| {
                file.file_stem().is_some_and(|stem| {
                    stem == name || stem.to_str() == Some(&format!("{name}.ko"))
                })
            };
            if let Some(file) = entries.iter().find(is_module) {
                break file.clone();
            }
            folders.extend(entries.into_iter().filter(|entry| entry.is_dir()));
        };
        compat_btf::file::open(&file).ok()
    }

    /// The folder with its headers and Makefiles.
    pub fn sources(&self) -> PathBuf {
        self.folder.join("usr")
    }

    pub fn with_compiler(self, compiler: &str) -> Self {
        Self {
            compiler: compiler.to_owned(),
            ..self
        }
    }

    /// What a driver's build takes on it.
    pub fn select(&self, folder: &Path, configuration: &Configuration) -> Selection {
        let folders = [("KDIR", &*self.tree.path), ("OUT_DIR", folder)];
        let folders = folders.map(|(name, path)| (name, path.to_str().unwrap()));
        select(&self.environment(&folders), configuration).unwrap()
    }

    /// The variables of this process that don't name a target, its compiler, and these.
    pub fn environment(&self, variables: &[(&str, &str)]) -> Environment {
        let targets = compat_build::environment::VARIABLES;
        let inherited =
            std::env::vars_os().filter(|(name, _)| !targets.iter().any(|one| name == one));
        let own = self.variables();
        let ours = own.iter().chain(variables);
        let ours = ours.map(|(name, value)| (OsString::from(name), OsString::from(value)));
        Environment::new(inherited.chain(ours))
    }

    /// Its compiler.
    pub fn variables(&self) -> [(&str, &str); 1] {
        [("CC", self.compiler.as_str())]
    }

    pub fn observe(
        &self,
        structs: &[Wanted],
        format: Format,
        folder: &Path,
    ) -> Result<Probed, ProbeError> {
        probe::observe(&Request {
            tree: &self.tree,
            structs,
            folder,
            environment: &self.environment(&[]),
            format,
        })
    }
}

pub fn wanted(name: &str, header: &str) -> Wanted {
    Wanted {
        name: name.to_owned(),
        headers: vec![header.to_owned()],
    }
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries.map(|entry| entry.path()).collect()
}
