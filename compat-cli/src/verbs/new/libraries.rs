// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Where the driver takes compat-core and compat-build from.

use std::path::{Path, PathBuf};

use super::NewArguments;
use crate::error::{Error, Errors};

/// Where the driver takes its libraries from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Libraries {
    /// A checkout of kernel-compat, by its absolute path.
    Checkout(String),
    /// A Git repository, and a tag there.
    Git { url: String, tag: Option<String> },
}

impl Libraries {
    /// What the arguments say, else the checkout that this command was built from.
    ///
    /// # Errors
    /// When there is no such checkout, or Cargo.toml can't name it.
    pub fn of(arguments: &NewArguments) -> Result<Self, Errors> {
        if let Some(url) = &arguments.git {
            let words = [Some(url), arguments.tag.as_ref()];
            if let Some(word) = words
                .into_iter()
                .flatten()
                .find(|word| word.chars().any(char::is_control))
            {
                return Err(Error::new(format_args!("{word:?} has control characters")).into());
            }
            return Ok(Self::Git {
                url: url.clone(),
                tag: arguments.tag.clone(),
            });
        }
        if let Some(folder) = &arguments.libraries {
            if !is_checkout(folder) {
                return Err(Error::new(
                    "it is no checkout of kernel-compat: it lacks compat-core and compat-build",
                )
                .at(folder)
                .into());
            }
            return checkout(folder);
        }
        match built_from() {
            Some(folder) => checkout(&folder),
            None => Err(Error::new(
                "the checkout of kernel-compat that this command was built from is gone, and a driver takes its libraries \
                 from there",
            )
            .help("name a checkout: `--libraries DIR`")
            .help("or a repository: `--git URL`, and `--tag TAG`")
            .into()),
        }
    }

    /// A line of Cargo.toml's dependencies.
    pub fn dependency(&self, library: &str) -> String {
        let source = match self {
            Self::Checkout(folder) => format!("path = {}", quoted(&format!("{folder}/{library}"))),
            Self::Git { url, tag: None } => format!("git = {}", quoted(url)),
            Self::Git {
                url,
                tag: Some(tag),
            } => {
                format!("git = {}, tag = {}", quoted(url), quoted(tag))
            }
        };
        format!("{library} = {{ {source} }}")
    }
}

/// The checkout that this command was built from, if it is still there.
fn built_from() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).parent()?;
    is_checkout(folder).then(|| folder.to_owned())
}

fn is_checkout(folder: &Path) -> bool {
    ["compat-core", "compat-build"]
        .iter()
        .all(|library| folder.join(library).join("Cargo.toml").is_file())
}

fn checkout(folder: &Path) -> Result<Libraries, Errors> {
    let absolute = folder
        .canonicalize()
        .map_err(|error| Error::file(folder, &error))?;
    let text = absolute
        .to_str()
        .filter(|text| !text.chars().any(char::is_control));
    match text {
        Some(text) => Ok(Libraries::Checkout(text.to_owned())),
        None => Err(
            Error::new("this path is no plain text, and Cargo.toml can't name it")
                .at(&absolute)
                .help("have the checkout in a folder with a plain name")
                .into(),
        ),
    }
}

/// A string of TOML, of a text without control characters.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
