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
#[non_exhaustive]
pub struct Report {
    /// 1; another number: keys have changed their meaning.
    pub format: u32,
    /// What the author should know.
    pub warnings: Vec<String>,
    /// The kernel that the build is for.
    pub target: TargetReport,
    /// Each place that was looked at, in order.
    pub place: Vec<PlaceReport>,
    /// Each struct that the driver uses or names.
    pub r#struct: Vec<StructReport>,
}

/// The kernel that the build is for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct TargetReport {
    /// Its name.
    pub kernel: String,
    /// Its upstream release.
    pub release: String,
    /// Its architecture.
    pub architecture: String,
    /// A variable, `running kernel`, or `nothing`.
    pub named_by: String,
    /// The kernel build tree, where there is one.
    pub tree: Option<String>,
}

/// A place that was looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct PlaceReport {
    /// What it is.
    pub name: String,
    /// The file or folder, where it is one.
    pub path: Option<String>,
    /// What came of it, in one word.
    pub state: State,
    /// The same in words, where there is more to say.
    pub said: Option<String>,
    /// All of it in words.
    #[serde(skip)]
    pub words: String,
}

/// What was found of a struct.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct StructReport {
    /// Its tag.
    pub name: String,
    /// Whether the target has it.
    pub presence: Presence,
    /// The modules that it lives in, where the kernel does not build it in.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub modules: Vec<String>,
    /// The name of its layout.
    pub layout: Option<String>,
    /// Where it has none, the word for the reason.
    pub refusal: Option<&'static str>,
    /// `observed` or `recorded`, of a layout.
    pub evidence: Option<&'static str>,
    /// How that is known, or why there is none.
    pub said: String,
    /// How the target's own type information differs from its record, where it does.
    pub mismatch: Option<String>,
    /// The file with the observation, where it was observed.
    pub observation: Option<String>,
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

    /// The same without the files of the observations: of a build that leaves none.
    pub fn without_observations(mut self) -> Self {
        for found in &mut self.r#struct {
            found.observation = None;
        }
        self
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
