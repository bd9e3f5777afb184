// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The BTF of a module that a struct lives in: of the running kernel, of the kernel build tree, or of the installed
//! modules of that release.

use std::fs;
use std::path::{Path, PathBuf};

use compat_btf::file::{FileProblem, open};
use compat_btf::{Error, Observations};
use compat_data::observation::Observation;

use super::kernel::{KernelTypes, of_running_module};
use crate::btf_file;
use crate::environment::Environment;
use crate::kdir::KernelTree;
use crate::place::{Place, State};
use crate::target::{Source, Target};

/// Where depmod(8) and `make modules_install` put the modules of each release.
const INSTALLED: &str = "/lib/modules";
/// The lists of modules with their paths, depmod's and Kbuild's.
const LISTS: [&str; 2] = ["modules.dep", "modules.order"];
/// What `make modules_install` may append (CONFIG_MODULE_COMPRESS), with what undoes it.
const COMPRESSED: [(&str, &str); 3] = [("xz", "xz"), ("zst", "zstd"), ("gz", "gzip")];

/// What came of looking for structs in one module.
pub(super) struct InModules {
    /// Each of them, in the order in which they were asked for.
    pub structs: Vec<InModule>,
    pub files: Vec<PathBuf>,
}

/// What came of looking for one struct in one module.
#[derive(Clone, Default)]
pub(super) struct InModule {
    pub observed: Option<(String, Observation)>,
    pub places: Vec<Place>,
}

/// Looks for the structs in each place where the module's BTF may be.
pub(super) fn observe(
    environment: &Environment,
    target: &Target,
    kernel: &KernelTypes,
    module: &str,
    names: &[&str],
) -> InModules {
    let mut files = Vec::new();
    let mut structs = vec![InModule::default(); names.len()];
    let label = format!("module {module}");
    for candidate in candidates(environment, target, kernel, module) {
        let missing = structs.iter_mut().zip(names);
        let missing = missing.filter(|(found, _)| found.observed.is_none());
        let (missing, names): (Vec<_>, Vec<&str>) = missing.unzip();
        if missing.is_empty() {
            break;
        }
        let (path, looked) = match &candidate {
            Candidate::Running(path, vmlinux) => {
                (path, look_in_running(environment, path, vmlinux, &names))
            }
            Candidate::File { path, .. } => (path, look_in_file(path, target, kernel, &names)),
            Candidate::Unlisted(folder) => {
                let said = "no list of modules there names it".to_owned();
                (folder, Err((State::Missing, said)))
            }
        };
        let lists = match &candidate {
            Candidate::Running(..) => Vec::new(),
            Candidate::File { folder, .. } | Candidate::Unlisted(folder) => lists(folder),
        };
        // What is missing can't be watched; a module that is built or installed later is in a list that changes.
        let candidates = [path.clone()].into_iter().chain(lists);
        files.extend(candidates.filter(|file| environment.system(file).is_file()));
        let place = |state| Place::new(&label, Some(path), state);
        let looked = looked.unwrap_or_else(|failed| vec![Err(failed); names.len()]);
        for ((found, name), looked) in missing.into_iter().zip(names).zip(looked) {
            found.places.push(match looked {
                Ok(Some(observation)) => {
                    found.observed = Some((format!("BTF of {}", path.display()), observation));
                    place(State::Read)
                }
                Ok(None) => place(State::Read).saying(format!("it has no `struct {name}`")),
                Err((state, said)) => place(state).saying(said),
            });
        }
    }
    InModules { structs, files }
}

/// Where a module's BTF may be.
enum Candidate<'a> {
    /// The running kernel's own, and that of the kernel whose types it continues.
    Running(PathBuf, &'a Path),
    /// A module's file, in that folder.
    File { path: PathBuf, folder: PathBuf },
    /// A folder with no such module.
    Unlisted(PathBuf),
}

/// The places in the order in which they are looked at; none for a kernel of which there is no more than its name.
fn candidates<'a>(
    environment: &Environment,
    target: &'a Target,
    kernel: &'a KernelTypes,
    module: &str,
) -> Vec<Candidate<'a>> {
    let running = kernel.running.as_deref();
    let running = running.map(|vmlinux| Candidate::Running(of_running_module(module), vmlinux));
    let mut candidates: Vec<Candidate<'a>> = running.into_iter().collect();
    if let Source::Tree(tree) = &target.source {
        for folder in [tree.path.clone(), installed(environment, tree)] {
            candidates.push(match in_folder(&folder, module) {
                Some(path) => Candidate::File { path, folder },
                None => Candidate::Unlisted(folder),
            });
        }
    }
    candidates
}

/// What is found of each struct, or why nothing is read.
type Looked = Result<Vec<Result<Option<Observation>, Failed>>, Failed>;
type Failed = (State, String);

fn look_in_running(environment: &Environment, path: &Path, base: &Path, names: &[&str]) -> Looked {
    let file = environment.system(path);
    if !file.is_file() {
        return Err((State::Missing, "the module is not loaded".to_owned()));
    }
    let broken = |error: &dyn std::fmt::Display| (State::Broken, error.to_string());
    let module = open(&file).map_err(|error| broken(&error))?;
    let base = open(&environment.system(base)).map_err(|error| broken(&error))?;
    each(module.observe_all(Some(&base), names), |error| {
        broken(error)
    })
}

fn look_in_file(path: &Path, target: &Target, kernel: &KernelTypes, names: &[&str]) -> Looked {
    if !path.is_file() {
        return Err(missing(path));
    }
    let module = open(path).map_err(|error| match error.problem {
        FileProblem::NoBtfSection => (State::NoTypeInformation, String::new()),
        problem => (State::Broken, problem.to_string()),
    })?;
    btf_file::check(target, path, &module)
        .map_err(|error| (State::OtherKernel, error.to_string()))?;
    let base = kernel.vmlinux.as_ref();
    if module.is_split() && base.is_none() && matches!(module.base(), Ok(None)) {
        let reason = "its types continue those of its kernel, whose BTF is not at hand";
        return Err((State::Broken, reason.to_owned()));
    }
    let base = base.map(|base| &base.file);
    each(module.observe_all(base, names), |error| {
        let reason = format!(
            "its types do not continue those of the kernel that was read, or are broken: {error}"
        );
        (State::Broken, reason)
    })
}

/// The same with errors in words.
fn each(observed: Result<Observations, Error>, failed: impl Fn(&Error) -> Failed) -> Looked {
    let observed = observed.map_err(|error| failed(&error))?.into_iter();
    let in_words = |one: Result<_, Error>| one.map_err(|error| failed(&error));
    Ok(observed.map(in_words).collect())
}

/// What to say of a file that is not there: it may be there in another form.
fn missing(path: &Path) -> (State, String) {
    for (suffix, program) in COMPRESSED {
        let mut compressed = path.as_os_str().to_owned();
        compressed.push(format!(".{suffix}"));
        if Path::new(&compressed).is_file() {
            let said = format!(
                "unpack a copy with `{program} -d` and name it with KERNEL_COMPAT_BTF, beside KDIR"
            );
            return (State::Compressed, said);
        }
    }
    (State::Missing, String::new())
}

/// The folder with the installed modules of the tree's release: beside the tree, where it goes by the name
/// `/lib/modules/RELEASE/build`.
fn installed(environment: &Environment, tree: &KernelTree) -> PathBuf {
    let beside = tree
        .path
        .parent()
        .filter(|parent| tree.path.ends_with("build") && parent.ends_with(&tree.release));
    match beside {
        Some(folder) => folder.to_owned(),
        None => environment.system(&Path::new(INSTALLED).join(&tree.release)),
    }
}

/// The module's file as the lists of a folder have it, without what compression appends, or in the folder itself.
fn in_folder(folder: &Path, module: &str) -> Option<PathBuf> {
    let listed = lists(folder)
        .iter()
        .filter_map(|list| fs::read_to_string(list).ok())
        .find_map(|list| listed(&list, module));
    let Some(listed) = listed else {
        return Some(folder.join(format!("{module}.ko"))).filter(|file| file.is_file());
    };
    let file = folder.join(&listed);
    // Up to 5.2 a tree's own list has the paths that its modules are installed at.
    match listed.strip_prefix("kernel/") {
        Some(built) if !file.parent().is_some_and(Path::is_dir) => Some(folder.join(built)),
        _ => Some(file),
    }
}

fn lists(folder: &Path) -> Vec<PathBuf> {
    LISTS.iter().map(|list| folder.join(list)).collect()
}

/// The path of the module in a list: `kernel/drivers/vfio/vfio.ko.xz: …` or, in a tree from 6.2 on,
/// `drivers/vfio/vfio.o`.
fn listed(list: &str, module: &str) -> Option<String> {
    let plain = |name: &str| name.replace('-', "_");
    list.lines().find_map(|line| {
        let path = line.split(':').next()?.trim();
        let (folder, file) = path.rsplit_once('/').unwrap_or(("", path));
        let (stem, _) = file.split_once(".ko").or_else(|| file.split_once(".o"))?;
        let slash = if folder.is_empty() { "" } else { "/" };
        (plain(stem) == plain(module)).then(|| format!("{folder}{slash}{stem}.ko"))
    })
}
