// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! `cargo xtask regenerate`: the histories' snapshots from the reports.

use std::fs;
use std::path::{Path, PathBuf};

use compat_data::import::{Origin, import};
use compat_data::{record, report};
use sha2::{Digest, Sha256};

use crate::error::{Error, Result};
use crate::workspace;

/// Whose kernels the seed reports speak of (DESIGN.md of the project).
const DISTRIBUTION: &str = "Ubuntu";

/// What becomes of one history.
struct Outcome {
    path: PathBuf,
    before: String,
    after: String,
}

/// Reads every report in the folder into the history of its struct, and writes each history that changed:
/// all of them or, on any error, none. With `check`, nothing is written and a change is an error.
pub fn regenerate(reports: &Path, check: bool) -> Result<()> {
    let mut outcomes: Vec<Outcome> = Vec::new();
    let mut paths: Vec<PathBuf> = fs::read_dir(reports)
        .map_err(|error| Error::at(reports, &error))?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<std::io::Result<_>>()
        .map_err(|error| Error::at(reports, &error))?;
    paths.sort();
    for path in paths {
        import_one(&path, &mut outcomes)?;
    }
    if outcomes.is_empty() {
        return Err(Error::new(format!(
            "{}: there is no report in this folder",
            reports.display()
        )));
    }
    for outcome in &outcomes {
        let path = outcome.path.display();
        match (outcome.before == outcome.after, check) {
            (true, _) => println!("{path}: as it was"),
            (false, true) => {
                return Err(Error::new(format!(
                    "{path} is not what the reports give: run `cargo xtask regenerate`"
                )));
            }
            (false, false) => {
                write_whole(&outcome.path, &outcome.after)?;
                println!("{path}: written");
            }
        }
    }
    Ok(())
}

fn import_one(path: &Path, outcomes: &mut Vec<Outcome>) -> Result<()> {
    let content = fs::read_to_string(path).map_err(|error| Error::at(path, &error))?;
    let name = report::parse(&content)
        .map_err(|error| Error::new(format!("{}: {error}", path.display())))?
        .name;
    let history_path = workspace::root().join(format!("compat-data/histories/{name}.toml"));
    let at = match outcomes
        .iter()
        .position(|outcome| outcome.path == history_path)
    {
        Some(at) => at,
        None => {
            let before = fs::read_to_string(&history_path)
                .map_err(|error| Error::at(&history_path, &error))?;
            outcomes.push(Outcome {
                path: history_path,
                after: before.clone(),
                before,
            });
            outcomes.len() - 1
        }
    };
    let outcome = &mut outcomes[at];
    let mut history = record::parse(&outcome.path.display().to_string(), &outcome.after)
        .map_err(|error| Error::new(error.to_string()))?;
    let origin = Origin {
        name: path
            .file_name()
            .map(|name| name.to_string_lossy().into_owned())
            .unwrap_or_default(),
        sha256: hexadecimal(&Sha256::digest(&content)),
        distribution: DISTRIBUTION.to_owned(),
    };
    import(&mut history, origin, &content).map_err(|error| Error::new(error.to_string()))?;
    outcome.after = record::print(&history);
    Ok(())
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Writes the file whole or not at all.
fn write_whole(path: &Path, content: &str) -> Result<()> {
    let draft = path.with_extension("toml.new");
    fs::write(&draft, content)
        .and_then(|()| fs::rename(&draft, path))
        .map_err(|error| Error::at(path, &error))
}
