// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The structs with a history that a build selects. The histories of others are not read.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use compat_data::history::History;
use compat_data::library::Library;

use crate::configuration::{Configuration, Structs};
use crate::error::Error;
use crate::place::{Place, State};
use crate::sources::Sources;

/// The structs that are used, and how that is known.
#[derive(Default)]
pub(crate) struct Used {
    names: BTreeSet<String>,
    /// The folders and files that were read for it.
    pub sources: Vec<PathBuf>,
    /// The same for the report.
    pub place: Option<Place>,
}

impl Used {
    /// Finds those that the sources use or build.rs names.
    ///
    /// # Errors
    /// Sources that can't be read.
    pub fn find(
        configuration: &Configuration,
        package: Option<&Path>,
        library: &Library,
    ) -> Result<Self, Error> {
        let known = library.names();
        let mut used = match (configuration.structs, package) {
            (Structs::Named, _) => Self::default(),
            (Structs::Used, Some(package)) => Self::by_sources(package, &known)?,
            (Structs::Used, None) | (Structs::All, _) => Self {
                names: known.iter().copied().map(str::to_owned).collect(),
                ..Self::default()
            },
        };
        used.names.extend(configuration.names().map(str::to_owned));
        Ok(used)
    }

    /// The histories of those that have one, by name.
    ///
    /// # Errors
    /// One that contradicts itself, which the tests of compat-data exclude.
    pub fn histories<'a>(&self, library: &'a Library) -> Result<Vec<&'a History>, Error> {
        let histories = self.names.iter().filter_map(|name| library.history(name));
        let histories = histories.collect::<Result<Vec<_>, _>>();
        histories.map_err(|error| Error::Histories {
            reason: error.to_string(),
        })
    }

    fn by_sources(package: &Path, known: &[&str]) -> Result<Self, Error> {
        let sources = Sources::read(package, known)?;
        let names: Vec<&str> = sources.used.iter().map(String::as_str).collect();
        let said = match names.is_empty() {
            true => "they name no struct that has a history".to_owned(),
            false => names.join(", "),
        };
        let place = Place::new("driver's sources", Some(package), State::Read).saying(said);
        Ok(Self {
            place: Some(place),
            names: sources.used,
            sources: sources.watched,
        })
    }
}
