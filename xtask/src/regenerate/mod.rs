// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! `cargo xtask regenerate`: the histories' snapshots from the reports.

mod publish;
mod reports;

use std::fs;
use std::path::{Path, PathBuf};

use compat_data::history::History;
use compat_data::import::{Origin, import};
use compat_data::{record, report};
use sha2::{Digest, Sha256};

use crate::error::{Error, Result};
use crate::workspace;

/// What becomes of one history.
pub struct Outcome {
    pub path: PathBuf,
    pub before: String,
    pub after: String,
}

/// Reads every report in the folder into the history of its struct, and writes each history that changed:
/// all of them or, on any error, none. With `check`, nothing is written and a change is an error.
///
/// `distribution` says whose kernels those reports speak of that no history names yet.
pub fn regenerate(reports: &Path, distribution: Option<&str>, check: bool) -> Result<()> {
    let histories = workspace::root().join("compat-data/histories");
    let outcomes = outcomes(reports, &histories, distribution)?;
    let changed: Vec<&Outcome> = outcomes
        .iter()
        .filter(|outcome| outcome.before != outcome.after)
        .collect();
    let paths = |outcomes: &[&Outcome]| {
        let paths = outcomes
            .iter()
            .map(|outcome| outcome.path.display().to_string());
        paths.collect::<Vec<_>>().join(", ")
    };
    if check && !changed.is_empty() {
        return Err(Error::new(format!(
            "not what the reports give: {}: run `cargo xtask regenerate --reports {}`",
            paths(&changed),
            reports.display()
        )));
    }
    publish::publish(&changed)?;
    for outcome in &outcomes {
        let verdict = match outcome.before == outcome.after {
            true => "as it was",
            false => "written",
        };
        println!("{}: {verdict}", outcome.path.display());
    }
    Ok(())
}

/// What the reports make of the histories. All that is wrong with them comes in one error.
fn outcomes(folder: &Path, histories: &Path, distribution: Option<&str>) -> Result<Vec<Outcome>> {
    let mut outcomes: Vec<Outcome> = Vec::new();
    let mut errors: Vec<String> = Vec::new();
    for path in reports::reports(folder)? {
        if let Err(error) = import_one(&path, histories, distribution, &mut outcomes) {
            errors.push(format!("{}: {error}", path.display()));
        }
    }
    for outcome in &outcomes {
        if let Err(error) = refuse_to_lose_comments(outcome) {
            errors.push(error.to_string());
        }
    }
    match errors.is_empty() {
        true => Ok(outcomes),
        false => Err(Error::new(errors.join("\n"))),
    }
}

fn import_one(
    path: &Path,
    histories: &Path,
    distribution: Option<&str>,
    outcomes: &mut Vec<Outcome>,
) -> Result<()> {
    let failed = |error: &dyn std::fmt::Display| Error::new(error.to_string());
    let content = fs::read_to_string(path).map_err(|error| failed(&error))?;
    let name = report::parse(&content)
        .map_err(|error| failed(&error))?
        .name;
    let at = find(&name, histories, outcomes)?;
    let outcome = &mut outcomes[at];
    let mut history = record::parse(&outcome.path.display().to_string(), &outcome.after)
        .map_err(|error| failed(&error))?;
    let origin = origin(path, &content, &history, distribution)?;
    import(&mut history, origin, &content).map_err(|error| failed(&error))?;
    outcome.after = record::print(&history);
    Ok(())
}

/// The place of the struct's history among the outcomes, where it is put if it is not there yet.
fn find(name: &str, histories: &Path, outcomes: &mut Vec<Outcome>) -> Result<usize> {
    let path = histories.join(format!("{name}.toml"));
    if let Some(at) = outcomes.iter().position(|outcome| outcome.path == path) {
        return Ok(at);
    }
    if !path.is_file() {
        return Err(Error::new(format!(
            "it is on `struct {name}`, which has no history; these have: {}",
            reports::names(histories)?.join(", ")
        )));
    }
    let before = fs::read_to_string(&path).map_err(|error| Error::at(&path, &error))?;
    outcomes.push(Outcome {
        path,
        after: before.clone(),
        before,
    });
    Ok(outcomes.len() - 1)
}

/// A history is printed anew, which drops comments: those of a person must not get lost so.
fn refuse_to_lose_comments(outcome: &Outcome) -> Result<()> {
    let comments = record::comments(&outcome.before);
    if outcome.before == outcome.after || comments.is_empty() {
        return Ok(());
    }
    let mut message = format!(
        "{}: it has comments, which would get lost: move them into `note` or `differs`",
        outcome.path.display()
    );
    for (line, comment) in comments {
        message += &format!("\n  line {line}: {comment}");
    }
    Err(Error::new(message))
}

/// A report that the history names is of the distribution that is recorded there; one that it doesn't, or that has
/// changed since, is of the given one.
fn origin(
    path: &Path,
    content: &str,
    history: &History,
    distribution: Option<&str>,
) -> Result<Origin> {
    let name = path
        .file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default();
    let sha256: String = Sha256::digest(content)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let recorded = history.sources.iter().find(|source| source.name == name);
    let distribution = match (recorded, distribution) {
        (Some(recorded), _) if recorded.sha256 == sha256 => recorded.distribution.clone(),
        (Some(recorded), Some(given)) if recorded.distribution != given => {
            return Err(Error::new(format!(
                "the history of `struct {}` has a report of this name on kernels of {}: give the one on kernels of \
                 {given} another name",
                history.name, recorded.distribution
            )));
        }
        (_, Some(given)) => given.to_owned(),
        (recorded, None) => {
            let why = match recorded {
                Some(_) => "has changed since it was read into",
                None => "is new to",
            };
            return Err(Error::new(format!(
                "this report {why} the history of `struct {}`: say whose kernels it is on, `--distribution Ubuntu`",
                history.name
            )));
        }
    };
    Ok(Origin {
        name,
        sha256,
        distribution,
    })
}

#[cfg(test)]
mod tests;
