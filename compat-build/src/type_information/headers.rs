// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The headers of the kernel build tree, compiled, for the structs that no BTF at hand has.

use super::{Finding, TypeInformation, observed};
use crate::environment::Environment;
use crate::error::Error;
use crate::kdir::KernelTree;
use crate::place::{Place, State};
use crate::probe::{self, Format, Request, Unobserved, Wanted};
use crate::sought::Sought;
use crate::target::{Source, Target};

/// Compiles the headers of structs that were not found, and notes what they say: of all, where the kernel has no BTF; else of
/// those that the driver names, or of all if it wants all observed. A compile takes a second, and a driver should not pay it
/// for a struct that it does not use.
///
/// # Errors
/// When `OUT_DIR` is no path.
pub(super) fn find(
    environment: &Environment,
    target: &Target,
    sought: &[Sought],
    every: bool,
    found: &mut TypeInformation,
) -> Result<(), Error> {
    let every = every || found.description.is_none();
    let Source::Tree(tree) = &target.source else {
        return Ok(());
    };
    let place = |state| Place::new("headers", Some(&tree.path), state);
    let wanted: Vec<Wanted> = sought
        .iter()
        .filter(|sought| matches!(found.of(&sought.name), Some(Finding::Nothing { .. })))
        .filter(|sought| every || sought.named)
        .filter_map(|sought| {
            Some(Wanted {
                name: sought.name.clone(),
                headers: vec![sought.header.clone()?],
            })
        })
        .collect();
    if wanted.is_empty() {
        return Ok(());
    }
    if let Some(symbol) = tree.randomised() {
        let place = place(State::Randomised);
        found.places.push(place.saying(format_args!("{symbol}=y")));
        return Ok(());
    }
    // Without the folder that cargo gives a build script there is no place to compile in.
    let Some(folder) = environment.path("OUT_DIR")? else {
        return Ok(());
    };
    let request = Request {
        tree,
        structs: &wanted,
        folder: &folder,
        environment,
        format: Format::Dwarf,
    };
    let names: Vec<&str> = wanted.iter().map(|wanted| wanted.name.as_str()).collect();
    match probe::observe(&request) {
        Ok(probed) => {
            let said = format!("{}, for {}", probed.compiler, names.join(", "));
            found.places.push(place(State::Read).saying(said));
            let description = description(tree, &probed);
            found.described(&description);
            found.files.extend(probed.files);
            for (wanted, result) in wanted.iter().zip(probed.structs) {
                note(found, &wanted.name, result, &description);
            }
        }
        Err(error) => {
            found.warnings.push(format!(
                "the target's headers could not be read, so the records decide on {}: {error}",
                names.join(", ")
            ));
            found.places.push(place(State::NotCompiled).saying(error));
        }
    }
    Ok(())
}

fn description(tree: &KernelTree, probed: &probe::Probed) -> String {
    let path = tree.path.display();
    format!("headers of {path}, compiled by {}", probed.compiler)
}

fn note(
    found: &mut TypeInformation,
    name: &str,
    result: Result<compat_data::observation::Observation, Unobserved>,
    description: &str,
) {
    let Some(finding) = found.findings.get_mut(name) else {
        return;
    };
    match result {
        Ok(observation) => *finding = observed(description.to_owned(), observation),
        Err(reason @ Unobserved::NoStruct { .. }) => *finding = Finding::Absent(reason.to_string()),
        Err(reason) => {
            if let Finding::Nothing { fault, .. } = finding {
                *fault = Some(reason.to_string());
            }
        }
    }
}
