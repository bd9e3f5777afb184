// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! What the compiler is to know of the target: cfgs, their possible values, and variables for the macro. One list, which
//! is printed for cargo and for builds without it.
//!
//! For every struct, say `dma_buf_ops`: the cfg `dma_buf_ops="5.18"` with the name of its layout, or with the word for
//! its refusal, and the variables `KERNEL_COMPAT_EVIDENCE_dma_buf_ops` and `KERNEL_COMPAT_REFUSAL_dma_buf_ops`, one of
//! which is empty. For the target: `KERNEL_COMPAT_KERNEL`, and `kernel_since="5.4"` for it and all releases before.

mod cargo;
mod rustc;
mod shell;

use std::fmt;

use compat_data::observation::OBSERVED;
use compat_data::release::Release;

use crate::selection::{Choice, Selection, StructSelection};

pub use cargo::{error_lines, lines};
pub use rustc::{arguments, codegen_arguments};
pub use shell::{assignment, assignments};

/// One thing that the compiler is to know. Displays as it stands after the name of its kind in cargo's directives and
/// in rustc's options.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fact {
    /// A cfg that holds.
    Cfg {
        /// Its name: `dma_buf_ops`.
        name: String,
        /// Its value: `5.18`.
        value: String,
    },
    /// All values that a cfg may have.
    Values {
        /// Its name.
        name: String,
        /// The values.
        values: Vec<String>,
    },
    /// An environment variable that the macro reads.
    Variable {
        /// Its name.
        name: String,
        /// Its value, on one line.
        value: String,
    },
}

/// All that the compiler is to know of a selection, in a fixed order.
pub fn facts(selection: &Selection) -> Vec<Fact> {
    let mut facts = vec![variable(
        "KERNEL_COMPAT_KERNEL",
        &selection.target.kernel.to_string(),
    )];
    releases(selection.target.kernel.release, &mut facts);
    let names = selection.structs.iter();
    facts.push(Fact::Values {
        name: "kernel_has".to_owned(),
        values: names.map(|selected| selected.name.clone()).collect(),
    });
    for selected in &selection.structs {
        layout(selected, &mut facts);
    }
    for file in &selection.observations {
        let name = file.path.file_name().and_then(|name| name.to_str());
        let name = name.unwrap_or_default().split('.').next();
        facts.push(variable(
            &format!("KERNEL_COMPAT_OBSERVED_{}", name.unwrap_or_default()),
            &file.path.to_string_lossy(),
        ));
    }
    facts
}

/// What the author should know of a selection, each in words and on one line: of the target, of what was looked at, and
/// where the target contradicts its record.
pub fn warnings(selection: &Selection) -> Vec<String> {
    let kernel = &selection.target.kernel;
    let mismatches = selection.structs.iter().filter_map(|selected| {
        let (name, mismatch) = (&selected.name, selected.mismatch.as_ref()?);
        Some(format!(
            "`struct {name}` of kernel {kernel} is taken as observed: {mismatch}"
        ))
    });
    let warnings = selection.warnings.iter().cloned().chain(mismatches);
    warnings.map(|warning| one_line(&warning)).collect()
}

/// The text on one line: a line break would end cargo's directive and begin another.
pub(crate) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn releases(target: Release, facts: &mut Vec<Fact>) {
    let name = || "kernel_since".to_owned();
    facts.push(Fact::Values {
        name: name(),
        values: Release::mainline()
            .map(|release| release.to_string())
            .collect(),
    });
    let until = Release::mainline().filter(|&release| release <= target);
    facts.extend(until.map(|release| Fact::Cfg {
        name: name(),
        value: release.to_string(),
    }));
}

fn layout(selected: &StructSelection, facts: &mut Vec<Fact>) {
    let name = &selected.name;
    let values = selected
        .layouts
        .iter()
        .cloned()
        .chain([OBSERVED.to_owned()])
        .chain(StructSelection::refusal_kinds().map(str::to_owned));
    facts.push(Fact::Values {
        name: name.clone(),
        values: values.collect(),
    });
    let (value, evidence, refusal) = match &selected.choice {
        Choice::Layout { name, evidence } => (name.as_str(), evidence.as_str(), ""),
        Choice::Refused { kind, reason } => (*kind, "", reason.as_str()),
    };
    let cfg = |name: &str, value: &str| Fact::Cfg {
        name: name.to_owned(),
        value: value.to_owned(),
    };
    facts.push(cfg(name, value));
    if matches!(selected.choice, Choice::Layout { .. }) {
        facts.push(cfg("kernel_has", name));
        facts.push(variable(
            &format!("KERNEL_COMPAT_LAYOUT_{name}"),
            &one_line(value),
        ));
    }
    for (kind, text) in [("EVIDENCE", evidence), ("REFUSAL", refusal)] {
        facts.push(variable(
            &format!("KERNEL_COMPAT_{kind}_{name}"),
            &one_line(text),
        ));
    }
}

/// A release string comes from a file: whatever breaks a line there must not break one here.
fn variable(name: &str, value: &str) -> Fact {
    Fact::Variable {
        name: name.to_owned(),
        value: value.replace(['\n', '\r'], " "),
    }
}

/// `dma_buf_ops="5.18"`, `cfg(dma_buf_ops, values("5.3", "5.18"))`, `KERNEL_COMPAT_KERNEL=6.12`.
impl fmt::Display for Fact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Cfg { name, value } => write!(f, "{name}=\"{value}\""),
            Self::Values { name, values } => {
                let values: Vec<String> =
                    values.iter().map(|value| format!("\"{value}\"")).collect();
                write!(f, "cfg({name}, values({}))", values.join(", "))
            }
            Self::Variable { name, value } => write!(f, "{name}={value}"),
        }
    }
}

#[cfg(test)]
#[path = "../tests/unit/cfgs.rs"]
mod tests;
