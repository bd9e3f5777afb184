// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The choice for one struct: what was observed, else what is recorded, else why neither.

use compat_data::core_types::{spell_out_functions, spell_out_observed_functions};
use compat_data::history::History;
use compat_data::kernel::Kernel;
use compat_data::observation::{NOT_OBSERVED, OBSERVED, Observation, RANDOMISED};
use compat_data::resolve::RefusalKind;

use crate::configuration::{Configuration, Mismatch};
use crate::error::Error;
use crate::kdir::KernelTree;
use crate::place::Place;
use crate::presence::{Presence, all_read, in_words, nowhere};
use crate::selection::{Choice, StructSelection};
use crate::sought::Sought;
use crate::target::{Source, Target};
use crate::type_information::{Finding, TypeInformation};

/// Chooses the layout of one struct at a time.
pub(crate) struct Chooser<'a> {
    pub target: &'a Target,
    pub types: &'a TypeInformation,
    pub sought: &'a [Sought],
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
        let choice = self.by_record(history);
        let mut selected = StructSelection {
            name: history.name.clone(),
            presence: self.presence(&choice, &[]),
            modules: self.modules(&history.name),
            layouts: layouts.map(|layout| layout.name.clone()).collect(),
            choice,
            observation: None,
            mismatch: None,
        };
        let (description, observation) = match self.types.of(&history.name) {
            Some(Finding::Observed {
                description,
                observation,
            }) => (description, observation),
            Some(Finding::Absent(reason)) => {
                selected.choice = absent(reason);
                selected.presence = Presence::Absent;
                return Ok(selected);
            }
            Some(Finding::Nothing { fault, modules }) => {
                if self.configuration.require_observed {
                    selected.choice = self.not_observed(&history.name, modules);
                } else {
                    warnings.extend(fault.iter().map(|fault| {
                        format!("the record decides, since the target could not be read: {fault}")
                    }));
                    add_places(&mut selected.choice, modules);
                }
                selected.presence = self.presence(&selected.choice, modules);
                return Ok(selected);
            }
            None => return Ok(selected),
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
                let differences = differences(history, recorded, observation);
                selected.mismatch = Some(format!(
                    "its type information ({description}) differs from layout {recorded} ({evidence}): {differences}"
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
        selected.choice = observed(description, name);
        selected.presence = Presence::Present;
        selected.observation = Some(*observation.clone());
        Ok(selected)
    }

    /// A struct without a history, which the driver names.
    pub fn unrecorded(&self, name: &str) -> Result<StructSelection, Error> {
        let mut observation = None;
        let mut looked: &[Place] = &[];
        let choice = match self.types.of(name) {
            Some(Finding::Observed {
                description,
                observation: found,
            }) => {
                observation = Some(*found.clone());
                observed(description, OBSERVED.to_owned())
            }
            Some(Finding::Absent(reason)) => absent(reason),
            Some(Finding::Nothing {
                fault: Some(reason),
                modules,
            }) => {
                looked = modules;
                let mut reason = reason.clone();
                if !modules.is_empty() {
                    reason.push_str(&looked_for(modules));
                }
                Choice::Refused {
                    kind: NOT_OBSERVED,
                    reason,
                }
            }
            Some(Finding::Nothing {
                fault: None,
                modules,
            }) => {
                looked = modules;
                match &self.types.description {
                    None => self.not_observed(name, modules),
                    Some(description) => Choice::Refused {
                        kind: RefusalKind::Unknown.name(),
                        reason: nowhere(name, description, modules),
                    },
                }
            }
            None => self.not_observed(name, &[]),
        };
        Ok(StructSelection {
            name: name.to_owned(),
            presence: self.presence(&choice, looked),
            modules: self.modules(name),
            layouts: Vec::new(),
            choice,
            observation,
            mismatch: None,
        })
    }

    /// Whether the target has the struct, which was looked for in these modules.
    fn presence(&self, choice: &Choice, modules: &[Place]) -> Presence {
        let is_at_hand = self.types.description.is_some();
        match choice {
            Choice::Layout { .. } => Presence::Present,
            Choice::Refused { kind, .. } if *kind == RefusalKind::Absent.name() => Presence::Absent,
            Choice::Refused { .. } if is_at_hand && !all_read(modules) => Presence::InModule,
            Choice::Refused { .. } => Presence::Unknown,
        }
    }

    fn modules(&self, name: &str) -> Vec<String> {
        let sought = self.sought.iter().find(|sought| sought.name == name);
        sought.map_or_else(Vec::new, |sought| sought.modules.clone())
    }

    fn not_observed(&self, name: &str, modules: &[Place]) -> Choice {
        let kernel = &self.target.kernel;
        let reason = match (&self.types.description, modules) {
            (Some(description), [_, ..]) => format!(
                "`struct {name}` could not be observed on kernel {kernel}: {}",
                nowhere(name, description, modules)
            ),
            (description, _) => format!(
                "`struct {name}` could not be observed on kernel {kernel}: {}; KDIR must name a kernel build tree whose \
                 headers compile or whose vmlinux has BTF, or KERNEL_COMPAT_BTF that kernel's BTF",
                match description {
                    Some(description) => format!("{description} say nothing of it"),
                    None => "its type information is not at hand".to_owned(),
                }
            ),
        };
        Choice::Refused {
            kind: NOT_OBSERVED,
            reason,
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
            Ok(resolution) if !resolution.layout.is_plain() => Choice::Refused {
                kind: NOT_OBSERVED,
                reason: format!(
                    "layout {} of `struct {}` has bit-fields, unnamed structs or unions, or members that an attribute \
                     moves: the record has its members, and only the type information of kernel {} says how they lie; KDIR \
                     or KERNEL_COMPAT_BTF may name where that is",
                    resolution.layout.name, history.name, target.kernel
                ),
            },
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

fn observed(description: &str, name: String) -> Choice {
    Choice::Layout {
        name,
        evidence: format!("observed: {description}"),
    }
}

/// Where the record does not know either, where the struct's modules were looked for.
fn add_places(choice: &mut Choice, modules: &[Place]) {
    if let (Choice::Refused { kind, reason }, [_, ..]) = (choice, modules) {
        if *kind == RefusalKind::Unknown.name() {
            reason.push_str(&looked_for(modules));
        }
    }
}

fn looked_for(modules: &[Place]) -> String {
    format!("; looked for: {}", in_words(modules))
}

/// The target's own headers have no such struct, whatever the record says.
fn absent(reason: &str) -> Choice {
    Choice::Refused {
        kind: RefusalKind::Absent.name(),
        reason: reason.to_owned(),
    }
}

/// What the observed struct has otherwise than the recorded layout.
fn differences(history: &History, recorded: &str, observation: &Observation) -> String {
    let (mut history, mut observation) = (history.clone(), observation.clone());
    spell_out_functions(&mut history);
    spell_out_observed_functions(&mut observation);
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
