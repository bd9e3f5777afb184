// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The target's own type information: BTF, where it is at hand, else what the tree's compiler makes of its headers.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use compat_btf::file::{BtfFile, FileProblem, open};
use compat_data::observation::Observation;

use crate::btf_file;
use crate::environment::{BTF, Environment};
use crate::error::Error;
use crate::kdir::KernelTree;
use crate::probe::{self, Format, Request, Unobserved, Wanted};
use crate::target::{Source, Target};

/// The BTF of the running kernel, and the file that says which one runs.
pub(crate) const RUNNING_BTF: &str = "/sys/kernel/btf/vmlinux";
const RUNNING_RELEASE: &str = "/proc/sys/kernel/osrelease";

/// The type information of a target.
pub struct TypeInformation {
    /// What it is, for people: `BTF of …/vmlinux`.
    pub description: String,
    /// The files that it was read from.
    pub files: Vec<PathBuf>,
    kind: Kind,
}

enum Kind {
    Btf(BtfFile),
    Headers(BTreeMap<String, Result<Observation, Unobserved>>),
}

/// What type information says of one struct.
pub enum Finding<'a> {
    /// The struct, and what says so.
    Observed(&'a TypeInformation, Box<Observation>),
    /// The kernel's own headers define no such struct.
    Absent(String),
    /// Nothing: it may live in a module, be configured out, or have no header to read. Where something went wrong,
    /// the words for it.
    Nothing(Option<String>),
}

impl TypeInformation {
    /// Finds it: the file that `KERNEL_COMPAT_BTF` names, else `vmlinux` in the kernel build tree, else the running
    /// kernel's, if that is the very kernel, else the tree's headers, compiled, unless their layouts are randomised. What
    /// could not be read is a warning.
    ///
    /// # Errors
    /// When the file that is named has none, or is broken; when it or the tree's `vmlinux` is another kernel's.
    pub fn find(
        environment: &Environment,
        target: &Target,
        wanted: &[Wanted],
        warnings: &mut Vec<String>,
    ) -> Result<Option<Self>, Error> {
        if let Some(path) = &target.btf {
            let found = Self::read(environment, target, path)?;
            return Ok(Some(found));
        }
        let Source::Tree(tree) = &target.source else {
            return Ok(None);
        };
        let vmlinux = tree.path.join("vmlinux");
        if vmlinux.is_file() {
            match open(&vmlinux) {
                Ok(file) => {
                    btf_file::check(target, &vmlinux, &file)?;
                    return Ok(Some(Self::of_btf(&vmlinux, file)));
                }
                // It is stripped, which is no fault of the tree.
                Err(error) if matches!(error.problem, FileProblem::NoBtfSection) => {}
                Err(error) => warnings.push(format!(
                    "the type information of the target's vmlinux can't be read, so it is looked for elsewhere: {error}"
                )),
            }
        }
        if is_running(environment, tree) {
            let path = Path::new(RUNNING_BTF);
            let found = Self::read(environment, target, path)?;
            return Ok(Some(found));
        }
        if tree.randomised().is_some() {
            // Only the kernel's own BTF says how its build shuffled the members.
            return Ok(None);
        }
        Self::probe(environment, tree, wanted, warnings)
    }

    fn probe(
        environment: &Environment,
        tree: &KernelTree,
        wanted: &[Wanted],
        warnings: &mut Vec<String>,
    ) -> Result<Option<Self>, Error> {
        // Without the folder that cargo gives a build script there is no place to compile in.
        let Some(folder) = environment.path("OUT_DIR")?.filter(|_| !wanted.is_empty()) else {
            return Ok(None);
        };
        let request = Request {
            tree,
            structs: wanted,
            folder: &folder,
            environment,
            format: Format::Dwarf,
        };
        match probe::observe(&request) {
            Ok(probed) => {
                let names = wanted.iter().map(|wanted| wanted.name.clone());
                let found = Self {
                    description: format!(
                        "headers of {}, compiled by {}",
                        tree.path.display(),
                        probed.compiler
                    ),
                    files: probed.files,
                    kind: Kind::Headers(names.zip(probed.structs).collect()),
                };
                Ok(Some(found))
            }
            Err(error) => {
                warnings.push(format!(
                    "the target's headers could not be read, so the records decide: {error}"
                ));
                Ok(None)
            }
        }
    }

    fn of_btf(path: &Path, file: BtfFile) -> Self {
        Self {
            description: format!("BTF of {}", path.display()),
            files: vec![path.to_owned()],
            kind: Kind::Btf(file),
        }
    }

    fn read(environment: &Environment, target: &Target, path: &Path) -> Result<Self, Error> {
        match open(&environment.system(path)) {
            Ok(file) => {
                btf_file::check(target, path, &file)?;
                Ok(Self::of_btf(path, file))
            }
            Err(error) => Err(Error::TypeInformation {
                path: path.to_owned(),
                reason: error.to_string(),
            }),
        }
    }

    /// What it says of a struct.
    ///
    /// # Errors
    /// When BTF is broken, or has several structs of that tag that differ.
    pub fn find_struct(&self, name: &str) -> Result<Finding<'_>, Error> {
        match &self.kind {
            Kind::Btf(file) => {
                let broken = |error: compat_btf::Error| Error::TypeInformation {
                    path: self.files.first().cloned().unwrap_or_default(),
                    reason: error.to_string(),
                };
                let observation = file.btf().and_then(|btf| btf.observe(name));
                Ok(match observation.map_err(broken)? {
                    Some(observation) => Finding::Observed(self, Box::new(observation)),
                    None => Finding::Nothing(None),
                })
            }
            Kind::Headers(structs) => Ok(match structs.get(name) {
                None => Finding::Nothing(None),
                Some(Ok(observation)) => Finding::Observed(self, Box::new(observation.clone())),
                Some(Err(reason @ Unobserved::NoStruct { .. })) => {
                    Finding::Absent(reason.to_string())
                }
                Some(Err(reason)) => Finding::Nothing(Some(reason.to_string())),
            }),
        }
    }
}

/// What the running kernel calls itself; none: it does not say.
pub(crate) fn running_release(environment: &Environment) -> Option<String> {
    let text = fs::read_to_string(environment.system(Path::new(RUNNING_RELEASE))).ok()?;
    Some(text.trim().to_owned()).filter(|release| !release.is_empty())
}

fn is_running(environment: &Environment, tree: &KernelTree) -> bool {
    environment.system(Path::new(RUNNING_BTF)).is_file()
        && running_release(environment).is_some_and(|release| release == tree.release)
}

/// The error for BTF of a kernel whose release nothing says.
pub(crate) fn no_release(path: &Path) -> Error {
    Error::BtfWithoutRelease {
        variable: BTF,
        path: path.to_owned(),
    }
}
