// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The shape of the TOML.

use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, Error, MapAccess, Visitor};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawHistory {
    pub r#struct: String,
    #[serde(default)]
    pub absent: Vec<String>,
    #[serde(default)]
    pub header: Vec<RawHeader>,
    #[serde(default)]
    pub module: Vec<RawModule>,
    #[serde(default)]
    pub layout: Vec<RawLayout>,
    #[serde(default)]
    pub demand: Vec<RawDemand>,
    #[serde(default)]
    pub source: Vec<RawSource>,
    #[serde(default)]
    pub vendor: Vec<RawVendor>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawHeader {
    pub releases: String,
    pub path: String,
    #[serde(default)]
    pub private: bool,
    pub commit: Option<String>,
    #[serde(default = "yes")]
    pub confirmed: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawModule {
    pub releases: String,
    pub name: String,
    pub commit: Option<String>,
    #[serde(default = "yes")]
    pub confirmed: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawLayout {
    pub name: String,
    pub mainline: Option<String>,
    #[serde(default)]
    pub changes: Vec<RawChange>,
    pub members: String,
    #[serde(default)]
    pub places: Vec<RawPlaces>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawPlaces {
    pub kernels: Vec<String>,
    pub size: u64,
    pub alignment: u64,
    pub offsets: Vec<u64>,
    #[serde(default)]
    pub bits: BTreeMap<String, String>,
    #[serde(default = "yes")]
    pub plain: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawChange {
    pub kind: String,
    pub member: Option<String>,
    pub from: Option<String>,
    pub to: Option<String>,
    pub note: Option<String>,
    pub commit: Option<String>,
    #[serde(default = "yes")]
    pub confirmed: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawDemand {
    pub releases: String,
    #[serde(default)]
    pub required: Vec<String>,
    #[serde(default)]
    pub together: Vec<Vec<String>>,
    #[serde(default)]
    pub excludes: BTreeMap<String, Vec<String>>,
    pub otherwise: String,
    pub source: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawSource {
    pub name: Option<String>,
    pub sha256: Option<String>,
    pub manifest: Option<String>,
    pub distribution: Option<String>,
    #[serde(default)]
    pub kernels: BTreeMap<String, RawSnapshot>,
    #[serde(default)]
    pub layouts: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    pub differs: BTreeMap<String, Vec<String>>,
}

/// `"5.3"`, or `{ layout = "5.3", differs = "…" }`.
pub(super) struct RawSnapshot {
    pub layout: String,
    pub differs: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawDiffering {
    layout: String,
    differs: String,
}

/// By hand: an untagged enum's errors name neither the key nor those that are known.
impl<'de> Deserialize<'de> for RawSnapshot {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(SnapshotVisitor)
    }
}

struct SnapshotVisitor;

impl<'de> Visitor<'de> for SnapshotVisitor {
    type Value = RawSnapshot;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a layout, or `{ layout = \"…\", differs = \"…\" }`")
    }

    fn visit_str<E: Error>(self, layout: &str) -> Result<RawSnapshot, E> {
        Ok(RawSnapshot {
            layout: layout.to_owned(),
            differs: None,
        })
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<RawSnapshot, A::Error> {
        let raw = RawDiffering::deserialize(MapAccessDeserializer::new(map))?;
        Ok(RawSnapshot {
            layout: raw.layout,
            differs: Some(raw.differs),
        })
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawVendor {
    pub name: String,
    pub release: String,
    pub tag: String,
    #[serde(default)]
    pub minors: Vec<String>,
    #[serde(default)]
    pub builds: Vec<String>,
    pub layout: String,
    pub note: Option<String>,
}

fn yes() -> bool {
    true
}
