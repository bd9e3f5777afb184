// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The enumerators and the members that compat-core's source has: what is judged is what is committed.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::error::{Error, Result};
use crate::workspace;

/// What compat-core's source has.
#[derive(Debug, Default)]
pub struct Committed {
    /// The enumerators with their values, by enum.
    pub enumerators: BTreeMap<String, Vec<(String, i128)>>,
    /// The members with their types in Rust, by struct.
    pub members: BTreeMap<String, Vec<(String, String)>>,
}

impl Committed {
    /// Reads the source.
    pub fn read() -> Result<Self> {
        let folder = workspace::root().join("compat-core/src/types/catalogue");
        Ok(Self {
            enumerators: enumerators(&folder.join("enumerations.rs"))?,
            members: members(&text(&folder.join("structs.rs"))?),
        })
    }
}

fn text(path: &Path) -> Result<String> {
    fs::read_to_string(path).map_err(|error| Error::at(path, &error))
}

fn enumerators(path: &Path) -> Result<BTreeMap<String, Vec<(String, i128)>>> {
    let mut all: BTreeMap<String, Vec<(String, i128)>> = BTreeMap::new();
    let mut current = String::new();
    for line in text(path)?.lines().map(str::trim) {
        if let Some((name, _)) = line.split_once(": c_") {
            name.clone_into(&mut current);
            all.entry(current.clone()).or_default();
        } else if let Some((name, value)) = line.split_once(" = ") {
            let value = value.trim_end_matches(',').parse::<i128>();
            let value = value
                .map_err(|error| Error::new(format!("{}: {line}: {error}", path.display())))?;
            if let Some(values) = all.get_mut(&current) {
                values.push((name.to_owned(), value));
            }
        }
    }
    Ok(all)
}

fn members(text: &str) -> BTreeMap<String, Vec<(String, String)>> {
    let mut all: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
    let mut current = String::new();
    for line in text
        .lines()
        .filter_map(|line| line.trim().strip_prefix("pub "))
    {
        let line = line.trim_end_matches(',');
        if let Some(name) = line.strip_prefix("struct ") {
            name.trim_end_matches(" {").clone_into(&mut current);
        } else if let Some((name, ty)) = line.split_once(": ") {
            let name = name.trim_start_matches("r#").to_owned();
            let members = all.entry(current.clone()).or_default();
            members.push((name, ty.to_owned()));
        }
    }
    all
}
