// SPDX-License-Identifier: MIT OR GPL-2.0-only
//! The kernel's own modules, with those that they need, in the order in which they can be loaded.

use super::{DebianKernel, file_name};
use crate::command::{bytes, capture};
use crate::error::{Error, Result};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Copies these modules of the kernel, and those that they depend on, into a folder, as files that can be loaded one
/// after the other. A name may be several, `a|b`, for a module that was renamed: the first that the kernel has is meant.
pub fn stage(kernel: &DebianKernel, names: &[&str], folder: &Path) -> Result<Vec<PathBuf>> {
    fs::create_dir_all(folder).map_err(|error| Error::at(folder, &error))?;
    let mut packed = BTreeMap::new();
    find(&kernel.modules.join("kernel"), &mut packed)?;
    // Debian's packages carry no modules.dep, which is made when they are installed: the modules say it themselves.
    let names: Vec<&str> = names
        .iter()
        .map(|&name| present(name, |name| packed.contains_key(&module_name(name))))
        .collect();
    in_order(&names, |name| {
        let packed = packed.get(name).ok_or_else(|| {
            Error::new(format!("{} has no module {name}", kernel.modules.display()))
        })?;
        let module = folder.join(format!("{name}.ko"));
        unpack(packed, &module)?;
        depends(&module)
    })
    .map(|names| {
        let path = |name: String| folder.join(format!("{name}.ko"));
        names.into_iter().map(path).collect()
    })
}

/// The name of `a|b` that is there, or else all of them.
fn present(names: &str, is_there: impl Fn(&str) -> bool) -> &str {
    names
        .split('|')
        .find(|name| is_there(name))
        .unwrap_or(names)
}

/// Each name once, after all that it depends on.
fn in_order(
    names: &[&str],
    mut depends: impl FnMut(&str) -> Result<Vec<String>>,
) -> Result<Vec<String>> {
    /// A name is put aside while its dependencies have their turn.
    enum Step {
        Visit(String),
        Load(String),
    }
    let visit = |name: String| Step::Visit(module_name(&name));
    let mut steps: Vec<Step> = names
        .iter()
        .rev()
        .map(|&name| visit(name.to_owned()))
        .collect();
    let (mut seen, mut order) = (Vec::new(), Vec::new());
    while let Some(step) = steps.pop() {
        match step {
            Step::Load(name) => order.push(name),
            Step::Visit(name) if seen.contains(&name) => {}
            Step::Visit(name) => {
                seen.push(name.clone());
                let needed = depends(&name)?;
                steps.push(Step::Load(name));
                steps.extend(needed.into_iter().rev().map(visit));
            }
        }
    }
    Ok(order)
}

/// What the kernel calls the module of this file: `vfio_pci_core` for `vfio-pci-core.ko.xz`.
fn module_name(file: &str) -> String {
    let stem = file.split_once('.').map_or(file, |(stem, _)| stem);
    stem.replace('-', "_")
}

/// The modules' files, by name.
fn find(folder: &Path, found: &mut BTreeMap<String, PathBuf>) -> Result<()> {
    let entries = fs::read_dir(folder).map_err(|error| Error::at(folder, &error))?;
    for entry in entries {
        let path = entry.map_err(|error| Error::at(folder, &error))?.path();
        if path.is_dir() {
            find(&path, found)?;
        } else {
            found.insert(module_name(&file_name(&path)), path);
        }
    }
    Ok(())
}

fn unpack(packed: &Path, module: &Path) -> Result<()> {
    let contents = match packed.extension().and_then(|extension| extension.to_str()) {
        Some("ko") => fs::read(packed).map_err(|error| Error::at(packed, &error))?,
        Some("xz") => bytes(Command::new("xz").arg("-dc").arg(packed))?,
        _ => {
            return Err(Error::new(format!(
                "{}: packed in a way that is not known here",
                packed.display()
            )));
        }
    };
    fs::write(module, contents).map_err(|error| Error::at(module, &error))
}

/// What a module says that it depends on.
fn depends(module: &Path) -> Result<Vec<String>> {
    // objcopy writes to a file alone.
    let section = module.with_extension("modinfo");
    capture(
        Command::new("objcopy")
            .args(["-O", "binary", "-j", ".modinfo"])
            .arg(module)
            .arg(&section),
    )?;
    let information = fs::read(&section).map_err(|error| Error::at(&section, &error))?;
    let information = String::from_utf8_lossy(&information);
    depended_on(&information).ok_or_else(|| {
        Error::new(format!(
            "{}: it does not say what it depends on",
            module.display()
        ))
    })
}

/// The line `depends=a,b` of a module's information, whose lines end with a zero byte.
fn depended_on(information: &str) -> Option<Vec<String>> {
    let list = information
        .split('\0')
        .find_map(|line| line.strip_prefix("depends="))?;
    let names = list.split(',').filter(|name| !name.is_empty());
    Some(names.map(str::to_owned).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dependencies_come_first_and_each_module_once() {
        let depends = |name: &str| {
            Ok(match name {
                "vfio_pci_core" => vec![
                    "vfio".to_owned(),
                    "vfio-virqfd".to_owned(),
                    "irqbypass".to_owned(),
                ],
                "vfio_iommu_type1" | "vfio_virqfd" => vec!["vfio".to_owned()],
                _ => Vec::new(),
            })
        };
        assert_eq!(
            in_order(&["vfio-pci-core", "vfio_iommu_type1"], depends).unwrap(),
            [
                "vfio",
                "vfio_virqfd",
                "irqbypass",
                "vfio_pci_core",
                "vfio_iommu_type1"
            ]
        );
        let error = in_order(&["a"], |name| Err(Error::new(name))).unwrap_err();
        assert_eq!(error.to_string(), "a");
    }

    #[test]
    fn of_several_names_the_one_that_is_there_is_meant() {
        let named = |there: &'static str| present("old|new", move |name| name == there);
        assert_eq!(named("old"), "old");
        assert_eq!(named("new"), "new");
        // To be missed under all of its names.
        assert_eq!(named("other"), "old|new");
    }

    #[test]
    fn a_module_says_what_it_depends_on() {
        let information = "license=GPL\0\0alias=depends=x\0depends=vfio,irqbypass\0name=m\0";
        assert_eq!(depended_on(information).unwrap(), ["vfio", "irqbypass"]);
        assert_eq!(depended_on("depends=\0name=vfio\0").unwrap(), [""; 0]);
        assert_eq!(depended_on("name=vfio\0"), None);
    }

    #[test]
    fn files_are_known_by_the_kernels_names() {
        assert_eq!(module_name("vfio-pci-core.ko.xz"), "vfio_pci_core");
        assert_eq!(module_name("vfio.ko"), "vfio");
    }
}
