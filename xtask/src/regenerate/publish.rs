// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Writes several files, all of them or none.

use std::fs;
use std::path::PathBuf;

use super::Outcome;
use crate::error::{Error, Result};

/// Writes all drafts beside the files, and renames them only when all are there. On an error, the files are what they
/// were and no draft stays behind.
pub fn publish(outcomes: &[&Outcome]) -> Result<()> {
    let published = write_drafts(outcomes).and_then(|()| rename_drafts(outcomes));
    if published.is_err() {
        for outcome in outcomes {
            // Best effort, and most often there is none any more: the error is what counts.
            let _ = fs::remove_file(draft(outcome));
        }
    }
    published
}

fn draft(outcome: &Outcome) -> PathBuf {
    outcome.path.with_extension("toml.new")
}

fn write_drafts(outcomes: &[&Outcome]) -> Result<()> {
    outcomes.iter().try_for_each(|outcome| {
        let draft = draft(outcome);
        fs::write(&draft, &outcome.after).map_err(|error| Error::at(&draft, &error))
    })
}

fn rename_drafts(outcomes: &[&Outcome]) -> Result<()> {
    for (at, outcome) in outcomes.iter().enumerate() {
        if let Err(error) = fs::rename(draft(outcome), &outcome.path) {
            let mut message = Error::at(&outcome.path, &error).to_string();
            for done in &outcomes[..at] {
                if let Err(error) = fs::write(&done.path, &done.before) {
                    let path = done.path.display();
                    message += &format!("\n{path}: it is changed and can't be restored: {error}");
                }
            }
            return Err(Error::new(message));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcomes(folder: &std::path::Path) -> Vec<Outcome> {
        ["a", "b"]
            .into_iter()
            .map(|name| Outcome {
                path: folder.join(format!("{name}.toml")),
                before: format!("{name} before"),
                after: format!("{name} after"),
            })
            .collect()
    }

    fn files(folder: &std::path::Path) -> Vec<(String, String)> {
        let mut files: Vec<_> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.is_file())
            .map(|path| {
                let name = path.file_name().unwrap().to_string_lossy().into_owned();
                (name, fs::read_to_string(&path).unwrap())
            })
            .collect();
        files.sort();
        files
    }

    #[test]
    fn all_are_written() {
        let folder = tempfile::tempdir().unwrap();
        let outcomes = outcomes(folder.path());
        publish(&outcomes.iter().collect::<Vec<_>>()).unwrap();
        let expected = [("a.toml", "a after"), ("b.toml", "b after")];
        let expected = expected.map(|(name, text)| (name.to_owned(), text.to_owned()));
        assert_eq!(files(folder.path()), expected);
    }

    #[test]
    fn a_draft_that_cannot_be_written_changes_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let outcomes = outcomes(folder.path());
        for outcome in &outcomes {
            fs::write(&outcome.path, &outcome.before).unwrap();
        }
        let before = files(folder.path());
        fs::create_dir(folder.path().join("b.toml.new")).unwrap();
        let error = publish(&outcomes.iter().collect::<Vec<_>>()).unwrap_err();
        assert!(error.to_string().contains("b.toml.new"), "{error}");
        assert_eq!(files(folder.path()), before);
    }

    #[test]
    fn a_file_that_cannot_be_replaced_restores_the_others() {
        let folder = tempfile::tempdir().unwrap();
        let outcomes = outcomes(folder.path());
        fs::write(&outcomes[0].path, &outcomes[0].before).unwrap();
        fs::create_dir(&outcomes[1].path).unwrap();
        let before = files(folder.path());
        let error = publish(&outcomes.iter().collect::<Vec<_>>()).unwrap_err();
        assert!(error.to_string().contains("b.toml"), "{error}");
        assert_eq!(files(folder.path()), before);
    }
}
