// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The report of what was found where: for people in the output of the build script, which `cargo build -vv` shows, and
//! for tools as `kernel-compat.toml` in its `OUT_DIR`.
//!
//! ```toml
//! format = 1                           # another number: keys have changed their meaning
//! warnings = []
//!
//! [target]
//! kernel = "6.12.117+deb12-amd64"
//! release = "6.12"
//! architecture = "amd64"
//! named_by = "KDIR"                    # a variable, `running kernel`, or `nothing`
//! tree = "/usr/src/linux-headers-6.12.117+deb12-amd64"
//!
//! [[place]]                            # each place that was looked at, in order
//! name = "vmlinux"
//! path = "/usr/src/linux-headers-6.12.117+deb12-amd64/vmlinux"
//! state = "read"                       # a word of `place::State`
//!
//! [[struct]]
//! name = "dma_buf_ops"
//! presence = "present"                 # `absent`, `in-module`, `unknown`
//! layout = "5.18"                      # or `refusal`, the word of the cfg
//! evidence = "observed"                # or `recorded`
//! said = "observed: BTF of /usr/src/…/vmlinux"
//! observation = "/…/out/dma_buf_ops.observation.toml"
//! ```
//!
//! A key without a value is left out: `tree`, `path`, `said` of a place, `modules` and `mismatch` of a struct.

use std::fmt;
use std::path::PathBuf;

use serde::Serialize;

use crate::cfgs::one_line;
use crate::environment::{BTF, TARGET, TREES};
use crate::error::Error;
use crate::place::{Place, State};
use crate::presence::Presence;
use crate::selection::{Choice, Selection, StructSelection};
use crate::target::Source;

/// The report's name in `OUT_DIR`.
pub const FILE: &str = "kernel-compat.toml";

/// What was found where. Displays as plain lines, none of which cargo takes for a directive.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Report {
    format: u32,
    warnings: Vec<String>,
    target: TargetReport,
    place: Vec<PlaceReport>,
    r#struct: Vec<StructReport>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct TargetReport {
    kernel: String,
    release: String,
    architecture: String,
    named_by: String,
    tree: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct PlaceReport {
    name: String,
    path: Option<String>,
    state: State,
    said: Option<String>,
    #[serde(skip)]
    words: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct StructReport {
    name: String,
    presence: Presence,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    modules: Vec<String>,
    layout: Option<String>,
    refusal: Option<&'static str>,
    evidence: Option<&'static str>,
    said: String,
    mismatch: Option<String>,
    observation: Option<String>,
}

impl Report {
    /// The report of a selection.
    pub fn of(selection: &Selection) -> Self {
        let target = &selection.target;
        let kernel = &target.kernel;
        Self {
            format: 1,
            warnings: selection.warnings.clone(),
            target: TargetReport {
                kernel: kernel.name.clone(),
                release: kernel.release.to_string(),
                architecture: kernel.architecture.to_string(),
                named_by: named_by(selection),
                tree: target.tree().map(|tree| tree.path.display().to_string()),
            },
            place: selection.places.iter().map(PlaceReport::of).collect(),
            r#struct: selection
                .structs
                .iter()
                .map(|selected| StructReport::of(selected, selection))
                .collect(),
        }
    }

    /// The report for tools.
    ///
    /// # Errors
    /// When it can't be written as TOML.
    pub fn toml(&self) -> Result<String, Error> {
        let text = toml::to_string(self).map_err(|error| Error::Report {
            reason: error.to_string(),
        })?;
        Ok(format!(
            "# Written by compat-build: what was found where.\n{text}"
        ))
    }
}

impl PlaceReport {
    fn of(place: &Place) -> Self {
        Self {
            name: place.name.clone(),
            path: place.path.as_ref().map(|path| path.display().to_string()),
            state: place.state,
            said: Some(place.said.clone()).filter(|said| !said.is_empty()),
            words: place.to_string(),
        }
    }
}

impl StructReport {
    fn of(selected: &StructSelection, selection: &Selection) -> Self {
        let (layout, refusal, said) = match &selected.choice {
            Choice::Layout { name, evidence } => (Some(name.clone()), None, evidence),
            Choice::Refused { kind, reason } => (None, Some(*kind), reason),
        };
        let observed = selected.observation.as_ref();
        let file = observed.and_then(|_| observation(selection, &selected.name));
        Self {
            name: selected.name.clone(),
            presence: selected.presence.clone(),
            modules: selected.modules.clone(),
            evidence: layout.as_ref().map(|_| match observed {
                Some(_) => "observed",
                None => "recorded",
            }),
            layout,
            refusal,
            said: said.clone(),
            mismatch: selected.mismatch.clone(),
            observation: file.map(|path| path.display().to_string()),
        }
    }
}

/// The file with the struct's observation.
fn observation<'a>(selection: &'a Selection, name: &str) -> Option<&'a PathBuf> {
    let file = format!("{name}.observation.toml");
    let mut paths = selection.observations.iter().map(|file| &file.path);
    paths.find(|path| path.ends_with(&file))
}

/// What names the target: the first variable that says which kernel.
fn named_by(selection: &Selection) -> String {
    let variables: &[&str] = match selection.target.source {
        Source::Name(_) => &[TARGET],
        Source::Tree(_) => &TREES,
        Source::Running => &[BTF],
        Source::Newest => return "nothing".to_owned(),
    };
    let decides = selection
        .places
        .iter()
        .find(|place| place.state == State::Decides && variables.contains(&place.name.as_str()));
    decides.map_or_else(String::new, |place| place.name.clone())
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut line = |text: String| writeln!(f, "kernel-compat: {}", one_line(&text));
        let target = &self.target;
        line(format!(
            "the target is kernel {} for {}, named by {}",
            target.kernel, target.architecture, target.named_by
        ))?;
        for place in &self.place {
            line(format!("looked at {}", place.words))?;
        }
        for found in &self.r#struct {
            let name = &found.name;
            let modules = match found.modules.is_empty() {
                true => String::new(),
                false => format!(" (its modules: {})", found.modules.join(", ")),
            };
            match (&found.layout, found.refusal) {
                (Some(layout), _) => {
                    line(format!(
                        "struct {name}: layout {layout}, {}{modules}",
                        found.said
                    ))?;
                }
                (None, refusal) => {
                    let refusal = refusal.unwrap_or_default();
                    line(format!("struct {name}: {refusal}: {}{modules}", found.said))?;
                }
            }
            if let Some(mismatch) = &found.mismatch {
                line(format!("struct {name}: {mismatch}"))?;
            }
        }
        Ok(())
    }
}
