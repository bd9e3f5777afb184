// SPDX-License-Identifier: MIT OR GPL-2.0-only
//! What the catalogue is made of, as a person writes it: structs, and kernels.

use crate::error::{Error, Result};
use crate::workspace;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;

/// Where the manifest is, from the top of the workspace.
const FILE: &str = "compat-data/catalogue/debian.toml";

/// The structs and kernels of the catalogue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Manifest {
    /// The structs, by tag.
    pub structs: BTreeMap<String, CatalogueStruct>,
    /// The release strings of the kernels, each with the suite of Debian's archive that has it.
    pub kernels: BTreeMap<String, String>,
}

/// A struct of the catalogue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CatalogueStruct {
    /// The header that declares it, as an `#include` has it.
    pub header: String,
    /// The module that owns it where kernels do not build it in; none: all of them build it in.
    pub module: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    structs: BTreeMap<String, RawStruct>,
    kernels: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(
    untagged,
    expecting = "a header, \"linux/fs.h\", or `{ header = \"…\", module = \"…\" }`"
)]
enum RawStruct {
    Header(String),
    InModule { header: String, module: String },
}

impl Manifest {
    /// The manifest of this workspace.
    pub fn read() -> Result<Manifest> {
        let path = workspace::root().join(FILE);
        let text = fs::read_to_string(&path).map_err(|error| Error::at(&path, &error))?;
        Manifest::parse(&text).map_err(|error| Error::new(format!("{}: {error}", path.display())))
    }

    /// Reads the text of a manifest.
    pub fn parse(text: &str) -> Result<Manifest> {
        let raw: Raw = toml::from_str(text).map_err(|error| Error::new(error.to_string()))?;
        for build in raw.kernels.keys() {
            super::reading::snapshot_kernel(build)?;
        }
        let structs = raw.structs.into_iter().map(|(name, raw)| {
            let owned = match raw {
                RawStruct::Header(header) => CatalogueStruct {
                    header,
                    module: None,
                },
                RawStruct::InModule { header, module } => CatalogueStruct {
                    header,
                    module: Some(module),
                },
            };
            (name, owned)
        });
        Ok(Manifest {
            structs: structs.collect(),
            kernels: raw.kernels,
        })
    }

    /// The kernels of these release strings, in this order, or all; each with the suite that has it.
    pub fn wanted(&self, names: &[String]) -> Result<Vec<(String, String)>> {
        if names.is_empty() {
            let kernels = self.kernels.iter();
            return Ok(kernels
                .map(|(name, suite)| (name.clone(), suite.clone()))
                .collect());
        }
        let wanted = names.iter().map(|name| match self.kernels.get(name) {
            Some(suite) => Ok((name.clone(), suite.clone())),
            None => Err(Error::new(format!(
                "{FILE} has no kernel {name}: add a line with its release string and its suite"
            ))),
        });
        wanted.collect()
    }

    /// The modules that own structs.
    pub fn modules(&self) -> BTreeSet<String> {
        let structs = self.structs.values();
        structs.filter_map(|one| one.module.clone()).collect()
    }
}
