// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! What a build takes: the target, and the layout of each struct on it.

use std::path::{Path, PathBuf};

use compat_data::kernel::{Kernel, Lineage};
use compat_data::library::Library;
use compat_data::observation::{NOT_OBSERVED, Observation, RANDOMISED, record};
use compat_data::release::Release;
use compat_data::resolve::RefusalKind;

use crate::choose::Chooser;
use crate::configuration::Configuration;
use crate::environment::{Environment, MAKE};
use crate::error::Error;
use crate::make::fragment;
use crate::output::OutputFile;
use crate::place::{Place, State};
use crate::presence::Presence;
use crate::sought::sought;
use crate::target::{Source, Target};
use crate::type_information::TypeInformation;
use crate::used::Used;
use crate::variables::variables;

/// The words in cfgs for refusals beside those of the records: the kernel's build shuffled the members; the driver
/// wants an observation and there is none.
const FURTHER_REFUSALS: [&str; 2] = [RANDOMISED, NOT_OBSERVED];

/// All that is selected for one build.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Selection {
    /// The kernel that the build is for.
    pub target: Target,
    /// The folder of the driver's own histories, if it has one.
    pub histories: Option<PathBuf>,
    /// The folders and files with the driver's sources, where they decide which structs are selected.
    pub sources: Vec<PathBuf>,
    /// The files that the target's type information was read from.
    pub type_information: Vec<PathBuf>,
    /// Where the target and its type information were looked for, in order, and what came of it.
    pub places: Vec<Place>,
    /// What the author should know, each in words.
    pub warnings: Vec<String>,
    /// Every struct that the driver uses or names, those with a history first, by name.
    pub structs: Vec<StructSelection>,
    /// The make fragment, where one is asked for.
    pub fragment: Option<OutputFile>,
    /// The observations, for the macro.
    pub observations: Vec<OutputFile>,
}

/// What is selected for one struct.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StructSelection {
    /// The struct's tag.
    pub name: String,
    /// Whether the target has it.
    pub presence: Presence,
    /// The modules that it lives in, as the driver and the record say, where the kernel does not build it in.
    pub modules: Vec<String>,
    /// The names of all its recorded layouts.
    pub layouts: Vec<String>,
    /// The one that the target has, or why there is none.
    pub choice: Choice,
    /// What the target's own type information says, where it was read.
    pub observation: Option<Observation>,
    /// How that differs from what is recorded for the target, where it does.
    pub mismatch: Option<String>,
}

/// The layout of a struct on the target, or why there is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Choice {
    /// A layout.
    Layout {
        /// Its name: a recorded one's, or [`OBSERVED`](compat_data::observation::OBSERVED).
        name: String,
        /// How we know.
        evidence: String,
    },
    /// None. Only a driver that uses the struct fails: the macro sees to that.
    Refused {
        /// The word for it in cfgs.
        kind: &'static str,
        /// The reason.
        reason: String,
    },
}

impl StructSelection {
    /// All words that may stand in a struct's cfg for a refusal.
    pub fn refusal_kinds() -> impl Iterator<Item = &'static str> {
        RefusalKind::ALL
            .into_iter()
            .map(RefusalKind::name)
            .chain(FURTHER_REFUSALS)
    }
}

/// Finds the target kernel and selects the layout of every struct that the driver uses: see [`Structs`].
///
/// # Errors
/// When the driver's sources can't be read; when the environment names no kernel that can be found, or one of a release that nothing is known of; when type
/// information that was found is broken, or contradicts the record and the configuration denies that; when a file
/// cannot be made.
pub fn select(
    environment: &Environment,
    configuration: &Configuration,
) -> Result<Selection, Error> {
    let package = environment.path("CARGO_MANIFEST_DIR")?;
    let library = match &package {
        Some(package) => {
            Library::of_driver(package).map_err(|error| Error::OwnHistories { error })?
        }
        None => Library::default(),
    };
    let used = Used::find(configuration, package.as_deref(), &library)?;
    let histories = used.histories(&library)?;
    let target = Target::find(environment)?;
    let variables = variables(environment, &target)?;
    let sought = sought(&histories, &target, configuration)?;
    let types = TypeInformation::find(
        environment,
        &target,
        &sought,
        configuration.require_observed,
    )?;
    let mut warnings: Vec<String> = unnamed(&target).into_iter().collect();
    warnings.extend(types.warnings.clone());
    let chooser = Chooser {
        target: &target,
        types: &types,
        sought: &sought,
        configuration,
    };
    let mut structs = Vec::new();
    for history in &histories {
        structs.push(chooser.recorded(history, &mut warnings)?);
    }
    for sought in &sought {
        if !structs.iter().any(|selected| selected.name == sought.name) {
            structs.push(chooser.unrecorded(&sought.name)?);
        }
    }
    check_release(&target, &structs, &library)?;
    let fragment = match environment.path(MAKE)? {
        Some(path) => Some(fragment(path, &target, &structs, environment)?),
        None => None,
    };
    Ok(Selection {
        observations: observations(environment, &structs)?,
        type_information: types.files,
        places: variables
            .into_iter()
            .chain(own(&library))
            .chain(used.place)
            .chain(types.places)
            .collect(),
        histories: library.folder().map(Path::to_owned),
        sources: used.sources,
        warnings,
        target,
        structs,
        fragment,
    })
}

/// The warning where nothing names the target.
fn unnamed(target: &Target) -> Option<String> {
    let release = target.kernel.release;
    (target.source == Source::Newest).then(|| {
        format!(
            "no target kernel is named: each struct takes its newest recorded layout, which will do for an editor and \
             never for a module; set KDIR to a kernel build tree, or KERNEL_COMPAT_TARGET to a release such as {release}"
        )
    })
}

/// The place of the driver's own histories.
fn own(library: &Library) -> Option<Place> {
    let folder = library.folder()?;
    let files: Vec<&str> = library
        .names()
        .into_iter()
        .filter(|name| library.file(name).is_some())
        .collect();
    let place = Place::new("driver's own histories", Some(folder), State::Read);
    Some(place.saying(files.join(", ")))
}

/// A file in `OUT_DIR` for each observation.
fn observations(
    environment: &Environment,
    structs: &[StructSelection],
) -> Result<Vec<OutputFile>, Error> {
    let mut files = Vec::new();
    for selected in structs {
        let Some(observation) = &selected.observation else {
            continue;
        };
        let variable = "OUT_DIR";
        let folder = environment
            .path(variable)?
            .ok_or(Error::NoBuildScript { variable })?;
        let text = record::print(observation).map_err(|error| Error::Observation {
            name: selected.name.clone(),
            reason: error.to_string(),
        })?;
        files.push(OutputFile {
            path: folder.join(format!("{}.observation.toml", selected.name)),
            text,
        });
    }
    Ok(files)
}

/// A release of which nothing is known is a slip of the pen more likely than a kernel. A vendor's may be older than all.
fn check_release(
    target: &Target,
    structs: &[StructSelection],
    library: &Library,
) -> Result<(), Error> {
    let Kernel {
        release, lineage, ..
    } = &target.kernel;
    let release = *release;
    let vendor = matches!(lineage, Lineage::Vendor { .. });
    let is_observed = |selected: &StructSelection| selected.observation.is_some();
    let known = Release::mainline().any(|known| known == release)
        || structs.iter().any(is_observed)
        || vendor && is_recorded(&target.kernel, library);
    match known {
        true => Ok(()),
        false => Err(Error::UnknownRelease {
            kernel: target.kernel.name.clone(),
            release,
        }),
    }
}

/// Whether a history of some struct knows the kernel. It may be another than those of the driver's structs.
fn is_recorded(kernel: &Kernel, library: &Library) -> bool {
    let histories = library
        .names()
        .into_iter()
        .flat_map(|name| library.history(name));
    histories
        .flatten()
        .any(|history| history.resolve(kernel).is_ok())
}

#[cfg(test)]
#[path = "../tests/unit/selection.rs"]
mod tests;
