// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Looks up what is known of the struct that the attribute names: its history, and what the build script observed of it on
//! the target.

use std::path::Path;

use compat_data::core_types::{spell_out_functions, spell_out_observed_functions};
use compat_data::history::History;
use compat_data::kernel::{Architecture, Kernel};
use compat_data::library::{FOLDER, Library};
use compat_data::observation::{OBSERVED, Observation, record};
use compat_data::release::Release;
use compat_data::suggestion::some;
use compat_syntax::binding::subject::Subject;
use syn::Ident;

use crate::errors::did_you_mean;
use crate::own::library;

/// Looks the struct up.
///
/// # Errors
/// When there is neither a history nor an observation of it, or one of them can't be read; when build.rs ran and did not
/// select it.
pub(crate) fn look_up(name: &Ident) -> syn::Result<Subject> {
    let text = name.to_string();
    let error = |message: String| syn::Error::new(name.span(), message);
    let mut observation = observation(&text).map_err(error)?;
    observation
        .iter_mut()
        .for_each(spell_out_observed_functions);
    let library = library().map_err(error)?;
    let file = library.file(&text).map(Path::to_owned);
    if library.has(&text) && build_script_knows_not(&text) {
        return Err(error(not_selected(&text, file.is_some())));
    }
    let recorded = match library.history(&text) {
        Some(Ok(history)) => {
            let mut history = history.clone();
            spell_out_functions(&mut history);
            Some(history)
        }
        Some(Err(problem)) => return Err(error(problem.to_string())),
        None => None,
    };
    let history = match (recorded, &observation) {
        (Some(recorded), None) => recorded,
        (None, None) => {
            // Where build.rs names the struct, it knows why there is nothing.
            let refusal = variable(&format!("KERNEL_COMPAT_REFUSAL_{text}"));
            return Err(error(
                refusal.unwrap_or_else(|| nothing_known(&text, &library)),
            ));
        }
        (recorded, Some(observation)) => {
            let history = recorded.unwrap_or_else(|| History::new(&text));
            with_observed(history, observation)
        }
    };
    Ok(Subject {
        history,
        observation,
        release: target_release(),
        file,
        target: variable(&format!("KERNEL_COMPAT_LAYOUT_{text}")),
    })
}

/// The variables that the build script sets for rustc, and so for us.
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// Whether the build script ran, and without that struct.
fn build_script_knows_not(name: &str) -> bool {
    let is_set = |variable: &str| std::env::var_os(variable).is_some();
    is_set("KERNEL_COMPAT_KERNEL") && !is_set(&format!("KERNEL_COMPAT_REFUSAL_{name}"))
}

/// The file with the observation, if the build script made one.
fn observation(name: &str) -> Result<Option<Observation>, String> {
    let Some(path) = variable(&format!("KERNEL_COMPAT_OBSERVED_{name}")) else {
        return Ok(None);
    };
    let text = std::fs::read_to_string(&path).map_err(|error| {
        format!("the observation of `struct {name}` can't be read: {path}: {error}")
    })?;
    match record::parse(&text) {
        Ok(observation) if observation.name == name => Ok(Some(observation)),
        Ok(observation) => Err(format!(
            "{path} is of `struct {}`, not of `struct {name}`",
            observation.name
        )),
        Err(error) => Err(format!("{path}: {error}")),
    }
}

fn target_release() -> Option<Release> {
    let name = variable("KERNEL_COMPAT_KERNEL")?;
    let kernel = Kernel::from_release_string(&name, Architecture::Amd64).ok()?;
    Some(kernel.release)
}

fn with_observed(mut history: History, observation: &Observation) -> History {
    if observation.recorded_in(&history).is_none() {
        history.layouts.push(observation.layout(OBSERVED));
    }
    history
}

/// Build.rs selects by the sources as they were when it ran.
fn not_selected(name: &str, is_own: bool) -> String {
    let or = match is_own {
        true => format!("there was no history of it in `{FOLDER}`, or "),
        false => String::new(),
    };
    format!(
        "build.rs did not select `struct {name}`: when it ran, {or}the name stood in none of the `.rs` files of this package\n\
         help: name it in build.rs: `compat_build::configure().uses(\"{name}\").emit()`\n\
         help: if it is there by now, have build.rs run again, by `touch build.rs`"
    )
}

fn nothing_known(name: &str, library: &Library) -> String {
    let known = library.names();
    let guess = did_you_mean(name, known.iter().copied());
    let known = some(&known);
    match guess.is_empty() {
        false => format!("there is no history of `struct {name}`{guess}"),
        true => format!(
            "there is no history of `struct {name}`, and the build script observed none on the target\n\
             note: histories are of: {known}\n\
             help: have build.rs observe it: `compat_build::configure().header(\"linux/….h\", \"{name}\").emit()`"
        ),
    }
}
