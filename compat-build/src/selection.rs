// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! What a build takes: the target, and the layout of each struct on it.

use std::path::PathBuf;

use compat_data::history::History;
use compat_data::kernel::{Kernel, Lineage};
use compat_data::observation::{NOT_OBSERVED, Observation, RANDOMISED, record};
use compat_data::release::Release;
use compat_data::resolve::RefusalKind;

use crate::choose::Chooser;
use crate::configuration::Configuration;
use crate::environment::{Environment, MAKE};
use crate::error::Error;
use crate::make::fragment;
use crate::output::OutputFile;
use crate::probe::Wanted;
use crate::target::Target;
use crate::type_information::TypeInformation;

/// The words in cfgs for refusals beside those of the records: the kernel's build shuffled the members; the driver
/// wants an observation and there is none.
const FURTHER_REFUSALS: [&str; 2] = [RANDOMISED, NOT_OBSERVED];

/// All that is selected for one build.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Selection {
    /// The kernel that the build is for.
    pub target: Target,
    /// The files that the target's type information was read from.
    pub type_information: Vec<PathBuf>,
    /// What the author should know, each in words.
    pub warnings: Vec<String>,
    /// Every struct that has a history or that the driver names, by name.
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
        /// Its name: a recorded one's, or [`OBSERVED`].
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

/// Finds the target kernel and selects the layout of every struct.
///
/// # Errors
/// When the environment names no kernel that can be found, or one of a release that nothing is known of; when type
/// information that was found is broken, or contradicts the record and the configuration denies that; when a file
/// cannot be made.
pub fn select(
    environment: &Environment,
    configuration: &Configuration,
) -> Result<Selection, Error> {
    let histories = compat_data::histories().map_err(|error| Error::Histories {
        reason: error.to_string(),
    })?;
    let target = Target::find(environment)?;
    let wanted = wanted(&histories, &target, configuration);
    let mut warnings = Vec::new();
    let types = TypeInformation::find(environment, &target, &wanted, &mut warnings)?;
    let chooser = Chooser {
        target: &target,
        types: types.as_ref(),
        configuration,
    };
    let mut structs = Vec::new();
    for history in &histories {
        structs.push(chooser.recorded(history, &mut warnings)?);
    }
    for (_, name) in &configuration.headers {
        if !structs.iter().any(|selected| selected.name == *name) {
            structs.push(chooser.unrecorded(name)?);
        }
    }
    check_release(&target, &structs)?;
    let fragment = match environment.path(MAKE)? {
        Some(path) => Some(fragment(path, &target, &structs, environment)?),
        None => None,
    };
    Ok(Selection {
        observations: observations(environment, &structs)?,
        type_information: types.map(|types| types.files).unwrap_or_default(),
        warnings,
        target,
        structs,
        fragment,
    })
}

/// The structs to look for, each with the header that declares it in the target: the recorded ones that have a public
/// one there, and those that the driver names.
fn wanted(histories: &[&History], target: &Target, configuration: &Configuration) -> Vec<Wanted> {
    let release = target.kernel.release;
    let recorded = histories.iter().filter_map(|history| {
        let header = history
            .headers
            .iter()
            .find(|header| header.releases.contains(release) && !header.private)?;
        Some((&header.path, &history.name))
    });
    let named = configuration
        .headers
        .iter()
        .map(|(header, name)| (header, name));
    let mut wanted: Vec<Wanted> = Vec::new();
    // What the driver says of a header counts more than the record.
    for (header, name) in named.chain(recorded) {
        if !wanted.iter().any(|wanted| wanted.name == *name) {
            wanted.push(Wanted {
                name: name.clone(),
                headers: vec![header.clone()],
            });
        }
    }
    wanted
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
fn check_release(target: &Target, structs: &[StructSelection]) -> Result<(), Error> {
    let Kernel {
        release, lineage, ..
    } = &target.kernel;
    let release = *release;
    let vendor = matches!(lineage, Lineage::Vendor { .. });
    let has_layout = |selected: &StructSelection| matches!(selected.choice, Choice::Layout { .. });
    let is_observed = |selected: &StructSelection| selected.observation.is_some();
    let known = Release::mainline().any(|known| known == release)
        || structs.iter().any(is_observed)
        || vendor && structs.iter().any(has_layout);
    match known {
        true => Ok(()),
        false => Err(Error::UnknownRelease {
            kernel: target.kernel.name.clone(),
            release,
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kdir::fake::{DEBIAN, Tree};

    fn choices(variables: &[(&str, &str)]) -> Vec<(String, Choice)> {
        let selection = select(
            &Environment::new(variables.iter().copied()),
            &Configuration::default(),
        )
        .unwrap();
        selection
            .structs
            .into_iter()
            .map(|selected| (selected.name, selected.choice))
            .collect()
    }

    fn layout(variables: &[(&str, &str)], name: &str) -> String {
        let choices = choices(variables);
        match choices
            .into_iter()
            .find(|(struct_name, _)| struct_name == name)
        {
            Some((_, Choice::Layout { name, .. })) => name,
            other => panic!("{variables:?}: {other:?}"),
        }
    }

    #[test]
    fn layouts_by_name_by_tree_and_by_default() {
        let target = |name| layout(&[("KERNEL_COMPAT_TARGET", name)], "dma_buf_ops");
        assert_eq!(target("5.4"), "5.3");
        assert_eq!(target("5.5"), "5.5");
        assert_eq!(target("6.1.39"), "5.18");
        let tree = Tree::new(&DEBIAN);
        assert_eq!(layout(&[("KDIR", tree.path())], "dma_buf_ops"), "5.18");
        assert_eq!(layout(&[], "dma_buf_ops"), "6.16");
        assert_eq!(layout(&[], "vfio_pci_regops"), "5.15");
    }

    #[test]
    fn a_struct_that_is_refused_is_no_error_of_the_build() {
        let choices = choices(&[("KERNEL_COMPAT_TARGET", "4.5")]);
        let regops = choices.iter().find(|(name, _)| name == "vfio_pci_regops");
        let Some((_, Choice::Refused { kind, reason })) = regops else {
            panic!("{regops:?}");
        };
        assert_eq!(*kind, "absent");
        assert!(reason.contains("vfio_pci_regops"), "{reason}");
    }

    #[test]
    fn an_unknown_release_is_an_error_of_the_build() {
        for name in ["9.9", "5.25", "3.10"] {
            let environment = Environment::new([("KERNEL_COMPAT_TARGET", name)]);
            let error = select(&environment, &Configuration::default())
                .unwrap_err()
                .to_string();
            assert!(
                error.starts_with(&format!("unknown release {name}")),
                "{error}"
            );
            assert!(error.contains("releases 4.4 to 7.3 are known"), "{error}");
        }
    }

    #[test]
    fn randomised_structs_are_all_refused() {
        let tree = Tree::new(&DEBIAN);
        tree.write(
            "include/config/auto.conf",
            "CONFIG_X86_64=y\nCONFIG_RANDSTRUCT=y\nCONFIG_RANDSTRUCT_FULL=y\n",
        );
        for (name, choice) in choices(&[("KDIR", tree.path())]) {
            let Choice::Refused { kind, reason } = choice else {
                panic!("{name} has a layout");
            };
            assert_eq!(kind, RANDOMISED);
            assert!(
                reason.contains(&name) && reason.contains("CONFIG_RANDSTRUCT_FULL"),
                "{reason}"
            );
        }
    }

    #[test]
    fn a_fragment_needs_a_tree() {
        let variables = [
            ("KERNEL_COMPAT_TARGET", "5.4"),
            ("KERNEL_COMPAT_MAKE", "/tmp/x.mk"),
        ];
        let select = |variables: &[(&str, &str)]| {
            select(
                &Environment::new(variables.iter().copied()),
                &Configuration::default(),
            )
        };
        let error = select(&variables).unwrap_err().to_string();
        assert!(
            error.starts_with("`KERNEL_COMPAT_MAKE` asks for code generation flags"),
            "{error}"
        );
        // The name says which kernel, the tree how to compile for it.
        let tree = Tree::new(&DEBIAN);
        let rustc = [("RUSTC", "rustc"), ("KDIR", tree.path())];
        let selection = select(&[&variables[..], &rustc[..]].concat()).unwrap();
        assert_eq!(selection.target.kernel.name, "5.4");
        let text = selection.fragment.unwrap().text;
        assert!(
            text.contains("KERNEL_COMPAT_LAYOUT_dma_buf_ops := 5.3\n"),
            "{text}"
        );
        assert!(text.contains("-Zfunction-return=thunk-extern"), "{text}");
    }
}
