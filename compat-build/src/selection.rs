// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! What a build takes: the target, and the layout of each struct on it.

use compat_data::history::{History, Layout};
use compat_data::kernel::{Kernel, Lineage};
use compat_data::release::Release;
use compat_data::resolve::RefusalKind;

use crate::environment::{Environment, MAKE};
use crate::error::Error;
use crate::make::Fragment;
use crate::target::{Source, Target};

/// The word in cfgs for a struct whose members the kernel's build shuffled.
pub const RANDOMISED: &str = "randomised";

/// All that is selected for one build.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Selection {
    /// The kernel that the build is for.
    pub target: Target,
    /// Every struct that has a history, by name.
    pub structs: Vec<StructSelection>,
    /// The make fragment, where one is asked for.
    pub fragment: Option<Fragment>,
}

/// What is selected for one struct.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StructSelection {
    /// The struct's tag.
    pub name: String,
    /// The names of all its layouts.
    pub layouts: Vec<String>,
    /// The one that the target has, or why there is none.
    pub choice: Choice,
}

/// The layout of a struct on the target, or why there is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Choice {
    /// A layout.
    Layout {
        /// Its name.
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
    /// All words that may stand in the struct's cfg for a refusal.
    pub fn refusal_kinds() -> impl Iterator<Item = &'static str> {
        RefusalKind::ALL
            .into_iter()
            .map(RefusalKind::name)
            .chain([RANDOMISED])
    }
}

/// Finds the target kernel and selects the layout of every struct.
///
/// # Errors
/// When the environment names no kernel that can be found, or one of a release that nothing is known of; when the
/// make fragment that it asks for cannot be made.
pub fn select(environment: &Environment) -> Result<Selection, Error> {
    let histories = compat_data::histories().map_err(|error| Error::Histories {
        reason: error.to_string(),
    })?;
    let target = Target::find(environment)?;
    let structs: Vec<_> = histories
        .iter()
        .map(|history| struct_selection(history, &target))
        .collect();
    check_release(&target, &structs)?;
    let fragment = match environment.path(MAKE)? {
        Some(path) => Some(Fragment::new(path, &target, &structs, environment)?),
        None => None,
    };
    Ok(Selection {
        target,
        structs,
        fragment,
    })
}

fn struct_selection(history: &History, target: &Target) -> StructSelection {
    let layouts = history
        .layouts
        .iter()
        .map(|layout: &Layout| layout.name.clone());
    StructSelection {
        name: history.name.clone(),
        layouts: layouts.collect(),
        choice: choose(history, target),
    }
}

fn choose(history: &History, target: &Target) -> Choice {
    let randomised = target.tree().and_then(|tree| tree.randomised());
    if let Some(symbol) = randomised {
        return Choice::Refused {
            kind: RANDOMISED,
            reason: format!(
                "the layout of `struct {}` on kernel {} is randomised: with {symbol}=y the kernel's build shuffles the \
                 members of structs of function pointers, so a recorded order says nothing there",
                history.name, target.kernel
            ),
        };
    }
    let newest = match target.source {
        Source::Newest => history.newest().map(Kernel::mainline),
        Source::Name | Source::Tree(_) => None,
    };
    match history.resolve(newest.as_ref().unwrap_or(&target.kernel)) {
        Ok(resolution) => Choice::Layout {
            name: resolution.layout.name.clone(),
            evidence: resolution.evidence.to_string(),
        },
        Err(refusal) => Choice::Refused {
            kind: refusal.kind().name(),
            reason: refusal.to_string(),
        },
    }
}

/// A release of which nothing is known is a slip of the pen more likely than a kernel. A vendor's may be older than all.
fn check_release(target: &Target, structs: &[StructSelection]) -> Result<(), Error> {
    let Kernel {
        release, lineage, ..
    } = &target.kernel;
    let release = *release;
    let vendor = matches!(lineage, Lineage::Vendor { .. });
    let has_layout = |selected: &StructSelection| matches!(selected.choice, Choice::Layout { .. });
    let known = Release::mainline().any(|known| known == release)
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
        let selection = select(&Environment::new(variables.iter().copied())).unwrap();
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
            let error = select(&environment).unwrap_err().to_string();
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
        let environment = Environment::new([
            ("KERNEL_COMPAT_TARGET", "5.4"),
            ("KERNEL_COMPAT_MAKE", "/tmp/x.mk"),
        ]);
        let error = select(&environment).unwrap_err().to_string();
        assert!(
            error.starts_with("`KERNEL_COMPAT_MAKE` asks for code generation flags"),
            "{error}"
        );
    }
}
