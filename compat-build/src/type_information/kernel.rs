// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The kernel's own BTF: the file that `KERNEL_COMPAT_BTF` names, `vmlinux` of the kernel build tree, or the running
//! kernel's, if that is the very kernel.

use std::fs;
use std::path::{Path, PathBuf};

use compat_btf::file::{BtfFile, FileProblem, open};
use compat_data::observation::Observation;

use super::TypeInformation;
use crate::btf_file;
use crate::environment::{BTF, Environment};
use crate::error::Error;
use crate::kdir::KernelTree;
use crate::place::{Place, State};
use crate::target::{Source, Target};

/// The folder with the BTF of the running kernel and of each of its modules; the kernel's; what says which one runs.
const RUNNING_FOLDER: &str = "/sys/kernel/btf";
const RUNNING_BTF: &str = "/sys/kernel/btf/vmlinux";
const RUNNING_RELEASE: &str = "/proc/sys/kernel/osrelease";

/// What of the kernel's BTF is at hand.
#[derive(Default)]
pub(super) struct KernelTypes {
    /// The kernel's.
    pub vmlinux: Option<NamedBtf>,
    /// That of the module which `KERNEL_COMPAT_BTF` names.
    module: Option<NamedBtf>,
    /// The running kernel's, if that is the target: what its modules' BTF continues.
    pub running: Option<PathBuf>,
}

/// BTF, and the file that it is from.
pub(super) struct NamedBtf {
    pub path: PathBuf,
    pub file: BtfFile,
}

impl NamedBtf {
    /// What it is, for people.
    pub fn description(&self) -> String {
        format!("BTF of {}", self.path.display())
    }
}

impl KernelTypes {
    /// The structs, each with what says so, in their order.
    ///
    /// # Errors
    /// When the BTF contradicts itself.
    pub fn observe(&self, names: &[&str]) -> Result<Vec<Option<(String, Observation)>>, Error> {
        let vmlinux = self.vmlinux.iter().map(|vmlinux| (vmlinux, None));
        let base = self.vmlinux.as_ref().map(|vmlinux| &vmlinux.file);
        let module = self.module.iter().map(|module| (module, base));
        let mut found = vec![None; names.len()];
        for (btf, base) in vmlinux.chain(module) {
            let missing = found.iter_mut().zip(names);
            let missing = missing.filter(|(found, _)| found.is_none());
            let (missing, names): (Vec<_>, Vec<&str>) = missing.unzip();
            if missing.is_empty() {
                break;
            }
            let failed = |error| unusable(&btf.path, &error);
            let observed = btf.file.observe_all(base, &names).map_err(failed)?;
            for (found, observed) in missing.into_iter().zip(observed) {
                let observed = observed.map_err(failed)?;
                *found = observed.map(|observed| (btf.description(), observed));
            }
        }
        Ok(found)
    }
}

/// Finds it, and notes each place that was looked at.
///
/// # Errors
/// When the file that `KERNEL_COMPAT_BTF` names, or the running kernel's, can't be used, or is another kernel's.
pub(super) fn find(
    environment: &Environment,
    target: &Target,
    found: &mut TypeInformation,
) -> Result<KernelTypes, Error> {
    let mut types = KernelTypes {
        running: is_running(environment, target).then(|| PathBuf::from(RUNNING_BTF)),
        ..KernelTypes::default()
    };
    if let Some(path) = &target.btf {
        let file = read(environment, target, path)?;
        let place = Place::new(BTF, Some(path), State::Read);
        let named = NamedBtf {
            path: path.clone(),
            file,
        };
        found.read(place, &named.description());
        if named.file.is_packed() {
            found.warnings.push(format!(
                "{} is a boot image or compressed: the command `kernel-compat` reads it, and a driver's build.rs does not: \
                 name a file with the BTF unpacked there",
                path.display()
            ));
        }
        if !named.file.is_split() {
            types.vmlinux = Some(named);
            return Ok(types);
        }
        types.vmlinux = base(environment, target, &named, found)?;
        types.module = Some(named);
        return Ok(types);
    }
    if let Source::Tree(tree) = &target.source {
        types.vmlinux = match vmlinux(target, tree, found)? {
            Some(vmlinux) => Some(vmlinux),
            None => running(environment, target, types.running.is_some(), found)?,
        };
    }
    Ok(types)
}

/// The kernel's BTF that a named module's continues. One that brings the types it needs can do without.
fn base(
    environment: &Environment,
    target: &Target,
    module: &NamedBtf,
    found: &mut TypeInformation,
) -> Result<Option<NamedBtf>, Error> {
    let is_of_running = is_of_running(&module.path);
    let of_tree = match target.tree().filter(|_| !is_of_running) {
        Some(tree) => vmlinux(target, tree, found)?,
        None => None,
    };
    let base = match of_tree {
        Some(base) => Some(base),
        None => {
            let serves = is_of_running || is_running(environment, target);
            running(environment, target, serves, found)?
        }
    };
    let brings_its_own = module
        .file
        .base()
        .map_err(|error| unusable(&module.path, &error))?
        .is_some();
    match base {
        None if !brings_its_own => Err(unusable(
            &module.path,
            &"it is a module's, whose types continue those of its kernel, and that kernel's BTF is not at hand: KDIR \
              must name a kernel build tree with the vmlinux of that very build",
        )),
        base => Ok(base),
    }
}

/// That of the tree's own `vmlinux`. A stripped one has none, which is no fault of the tree; a broken one is told.
fn vmlinux(
    target: &Target,
    tree: &KernelTree,
    found: &mut TypeInformation,
) -> Result<Option<NamedBtf>, Error> {
    let path = tree.path.join("vmlinux");
    let place = |state| Place::new("vmlinux", Some(&path), state);
    if !path.is_file() {
        found.places.push(place(State::Missing));
        return Ok(None);
    }
    let broken = match open(&path) {
        Ok(file) => match file.btf().map(|_| ()) {
            Ok(()) => {
                btf_file::check(target, &path, &file)?;
                let named = NamedBtf {
                    path: path.clone(),
                    file,
                };
                found.read(place(State::Read), &named.description());
                return Ok(Some(named));
            }
            Err(error) => error.to_string(),
        },
        Err(error) if matches!(error.problem, FileProblem::NoBtfSection) => {
            found.places.push(place(State::NoTypeInformation));
            return Ok(None);
        }
        Err(error) => error.to_string(),
    };
    found.warnings.push(format!(
        "the type information of the target's vmlinux can't be read, so it is looked for elsewhere: {broken}"
    ));
    found.places.push(place(State::Broken).saying(broken));
    Ok(None)
}

/// The running kernel's, if it serves the target.
fn running(
    environment: &Environment,
    target: &Target,
    serves: bool,
    found: &mut TypeInformation,
) -> Result<Option<NamedBtf>, Error> {
    let path = Path::new(RUNNING_BTF);
    let place = |state| Place::new("running kernel", Some(path), state);
    if !serves {
        let running = running_release(environment);
        let place = place(State::NotRunning);
        found.places.push(match running {
            Some(release) => place.saying(format_args!("{release} runs")),
            None => place,
        });
        return Ok(None);
    }
    if !environment.system(path).is_file() {
        found.places.push(place(State::Missing));
        return Ok(None);
    }
    let named = NamedBtf {
        path: path.to_owned(),
        file: read(environment, target, path)?,
    };
    found.read(place(State::Read), &named.description());
    Ok(Some(named))
}

fn read(environment: &Environment, target: &Target, path: &Path) -> Result<BtfFile, Error> {
    let file = open(&environment.system(path)).map_err(|error| unusable(path, &error))?;
    btf_file::check(target, path, &file)?;
    Ok(file)
}

fn unusable(path: &Path, reason: &dyn std::fmt::Display) -> Error {
    Error::TypeInformation {
        path: path.to_owned(),
        reason: reason.to_string(),
    }
}

/// The BTF of a module of the running kernel: there, `-` is `_`.
pub(super) fn of_running_module(module: &str) -> PathBuf {
    Path::new(RUNNING_FOLDER).join(module.replace('-', "_"))
}

/// Whether the file is the BTF of the running kernel, or of one of its modules.
pub fn is_of_running(path: &Path) -> bool {
    path.parent() == Some(Path::new(RUNNING_FOLDER))
}

/// What the running kernel calls itself; none: it does not say.
pub fn running_release(environment: &Environment) -> Option<String> {
    let text = fs::read_to_string(environment.system(Path::new(RUNNING_RELEASE))).ok()?;
    Some(text.trim().to_owned()).filter(|release| !release.is_empty())
}

/// Whether the target is the kernel that runs here.
fn is_running(environment: &Environment, target: &Target) -> bool {
    match &target.source {
        Source::Running => true,
        Source::Tree(tree) => running_release(environment).as_deref() == Some(&tree.release),
        Source::Name(_) | Source::Newest => false,
    }
}
