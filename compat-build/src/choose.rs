// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The choice for one struct: what was observed, else what is recorded, else why neither.

use compat_data::history::History;
use compat_data::kernel::Kernel;
use compat_data::observation::{NOT_OBSERVED, OBSERVED, Observation, RANDOMISED};
use compat_data::resolve::RefusalKind;

use crate::configuration::{Configuration, Mismatch};
use crate::error::Error;
use crate::kdir::KernelTree;
use crate::selection::{Choice, StructSelection};
use crate::target::{Source, Target};
use crate::type_information::{Finding, TypeInformation};

/// Chooses the layout of one struct at a time.
pub(crate) struct Chooser<'a> {
    pub target: &'a Target,
    pub types: Option<&'a TypeInformation>,
    pub configuration: &'a Configuration,
}

impl Chooser<'_> {
    /// A struct with a history.
    pub fn recorded(
        &self,
        history: &History,
        warnings: &mut Vec<String>,
    ) -> Result<StructSelection, Error> {
        let layouts = history.layouts.iter();
        let mut selected = StructSelection {
            name: history.name.clone(),
            layouts: layouts.map(|layout| layout.name.clone()).collect(),
            choice: self.by_record(history),
            observation: None,
            mismatch: None,
        };
        let (types, observation) = match self.find(&history.name)? {
            Finding::Observed(types, observation) => (types, *observation),
            Finding::Absent(reason) => {
                selected.choice = absent(reason);
                return Ok(selected);
            }
            Finding::Nothing(_) if self.configuration.require_observed => {
                selected.choice = self.not_observed(&history.name);
                return Ok(selected);
            }
            Finding::Nothing(fault) => {
                warnings.extend(fault.map(|fault| {
                    format!("the record decides, since the target could not be read: {fault}")
                }));
                return Ok(selected);
            }
        };
        let layout = observation.recorded_in(history);
        let name = layout
            .map_or(OBSERVED, |layout| layout.name.as_str())
            .to_owned();
        if let Choice::Layout {
            name: recorded,
            evidence,
        } = &selected.choice
        {
            if *recorded != name {
                let differences = differences(history, recorded, &observation);
                selected.mismatch = Some(format!(
                    "its type information ({}) differs from layout {recorded} ({evidence}): {differences}",
                    types.description
                ));
            }
        }
        if let (Some(differences), Mismatch::Deny) =
            (&selected.mismatch, self.configuration.on_mismatch)
        {
            return Err(Error::Mismatch {
                name: history.name.clone(),
                differences: differences.clone(),
            });
        }
        selected.choice = observed(types, name);
        selected.observation = Some(observation);
        Ok(selected)
    }

    /// A struct without a history, which the driver names.
    pub fn unrecorded(&self, name: &str) -> Result<StructSelection, Error> {
        let mut observation = None;
        let choice = match self.find(name)? {
            Finding::Observed(types, found) => {
                observation = Some(*found);
                observed(types, OBSERVED.to_owned())
            }
            Finding::Absent(reason) => absent(reason),
            Finding::Nothing(Some(reason)) => Choice::Refused {
                kind: NOT_OBSERVED,
                reason,
            },
            Finding::Nothing(None) => match self.types {
                None => self.not_observed(name),
                Some(types) => Choice::Refused {
                    kind: RefusalKind::Unknown.name(),
                    reason: format!(
                        "the type information of the target kernel ({}) has no `struct {name}`: there it lives in a \
                         module, or is configured out, or has another name",
                        types.description
                    ),
                },
            },
        };
        Ok(StructSelection {
            name: name.to_owned(),
            layouts: Vec::new(),
            choice,
            observation,
            mismatch: None,
        })
    }

    fn find(&self, name: &str) -> Result<Finding<'_>, Error> {
        match self.types {
            Some(types) => types.find_struct(name),
            None => Ok(Finding::Nothing(None)),
        }
    }

    fn not_observed(&self, name: &str) -> Choice {
        Choice::Refused {
            kind: NOT_OBSERVED,
            reason: format!(
                "`struct {name}` could not be observed on kernel {}: {}; KDIR must name a kernel build tree whose \
                 headers compile or whose vmlinux has BTF, or KERNEL_COMPAT_BTF that kernel's BTF",
                self.target.kernel,
                match self.types {
                    Some(types) => format!("{} say nothing of it", types.description),
                    None => "its type information is not at hand".to_owned(),
                }
            ),
        }
    }

    fn by_record(&self, history: &History) -> Choice {
        let target = self.target;
        let randomised = target.tree().and_then(KernelTree::randomised);
        if let Some(symbol) = randomised {
            return Choice::Refused {
                kind: RANDOMISED,
                reason: format!(
                    "the layout of `struct {}` on kernel {} is randomised: with {symbol}=y the kernel's build shuffles \
                     the members of structs of function pointers, so a recorded order says nothing there; that kernel's \
                     own BTF does, which KERNEL_COMPAT_BTF may name",
                    history.name, target.kernel
                ),
            };
        }
        let newest = match target.source {
            Source::Newest => history.newest().map(Kernel::mainline),
            Source::Name(_) | Source::Running | Source::Tree(_) => None,
        };
        match history.resolve(newest.as_ref().unwrap_or(&target.kernel)) {
            Ok(resolution) => Choice::Layout {
                name: resolution.layout.name.clone(),
                evidence: resolution.evidence.to_string(),
            },
            Err(refusal) => Choice::Refused {
                kind: refusal.kind().name(),
                reason: refusal.to_string(),
            },
        }
    }
}

fn observed(types: &TypeInformation, name: String) -> Choice {
    Choice::Layout {
        name,
        evidence: format!("observed: {}", types.description),
    }
}

/// The target's own headers have no such struct, whatever the record says.
fn absent(reason: String) -> Choice {
    Choice::Refused {
        kind: RefusalKind::Absent.name(),
        reason,
    }
}

/// What the observed struct has otherwise than the recorded layout.
fn differences(history: &History, recorded: &str, observation: &Observation) -> String {
    let observed = observation.layout(OBSERVED);
    let Some(recorded) = history.layout(recorded) else {
        return String::new();
    };
    let differences = history.diff(recorded, &observed);
    let words: Vec<String> = differences.iter().map(ToString::to_string).collect();
    match words.is_empty() {
        true => "members that share their bytes, or room between members".to_owned(),
        false => words.join("; "),
    }
}
