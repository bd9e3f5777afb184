// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! A kernel build tree's own type information, as a driver's build observes it, against the record.

use std::path::Path;

use compat_build::presence::Presence;
use compat_build::selection::{Choice, StructSelection};
use compat_build::{Selection, Structs, configure, select};
use compat_data::judgement::Observed;

use super::outcome::{Outcome, State};
use crate::build::{TreeArguments, scratch};
use crate::context::Context;
use crate::error::{Error, Errors};

/// Holds the structs as the tree has them against the record of its kernel: by its BTF, that of its modules, or what its
/// compiler makes of its headers.
pub(super) fn check(
    kdir: &Path,
    names: &[String],
    context: &Context<'_>,
) -> Result<Vec<Outcome>, Errors> {
    let selection = selection(kdir, names)?;
    let mut outcomes = Vec::new();
    for name in names {
        let history = context.histories.get(name)?;
        let mut structs = selection.structs.iter();
        let selected = structs.find(|selected| selected.name == history.name);
        let kernel = &selection.target.kernel;
        outcomes.push(
            match selected.map(|selected| (selected, &selected.observation)) {
                Some((_, Some(observation))) => {
                    Outcome::of(&history, kernel, Some(&Observed::of(observation)))
                }
                Some((selected, None)) if selected.presence == Presence::Absent => {
                    Outcome::of(&history, kernel, None)
                }
                found => Outcome::new(
                    &kernel.name,
                    &history.name,
                    State::Untold,
                    why(
                        found.map(|(selected, _)| selected),
                        &history.name,
                        &selection,
                    ),
                ),
            },
        );
    }
    Ok(outcomes)
}

fn selection(kdir: &Path, names: &[String]) -> Result<Selection, Errors> {
    let folder = scratch()?;
    let tree = TreeArguments {
        kdir: Some(kdir.to_owned()),
        btf: None,
    };
    let names = names.iter();
    let named = configure().structs(Structs::Named);
    let configuration = names.fold(named, |configuration, name| configuration.observe(name));
    select(&tree.environment(folder.path()), &configuration)
        .map_err(|error| Error::new(error).into())
}

/// Why a struct was not observed.
fn why(selected: Option<&StructSelection>, name: &str, selection: &Selection) -> String {
    let refusal = selected.and_then(|selected| match &selected.choice {
        Choice::Refused { reason, .. } => Some(reason.as_str()),
        Choice::Layout { .. } => None,
    });
    let warnings = selection.warnings.iter().map(String::as_str);
    let about_it = warnings.filter(|warning| warning.contains(name));
    let words: Vec<&str> = refusal.into_iter().chain(about_it).collect();
    match words.is_empty() {
        true => "the tree's type information has no such struct: it may live in a module, and its headers do not declare it"
            .to_owned(),
        false => words.join("; ").replace('\n', "; "),
    }
}
