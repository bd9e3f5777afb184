// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! What a kernel's own type information says of a struct, held against the record.

mod baseline;
mod places;

pub use baseline::Baseline;
pub use places::{Displacement, displacements};

use crate::diff::Difference;
use crate::history::{History, Layout};
use crate::kernel::Kernel;
use crate::observation::{OBSERVED, Observation};
use crate::places::Places;
use crate::resolve::Refusal;

/// A struct as one kernel's type information has it, ready to be compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Observed {
    /// Its members, as a layout of its own.
    pub layout: Layout,
    /// Where they lie.
    pub places: Places,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Judgement<'a> {
    /// It is as recorded.
    Equal {
        /// What it was held against; none: both say that there is no such struct.
        against: Option<Baseline<'a>>,
    },
    /// It is another one.
    Different {
        /// What it was held against.
        against: Baseline<'a>,
        /// How the declared members differ.
        differences: Vec<Difference<'a>>,
        /// What lies elsewhere, where the declared members are the same.
        displacements: Vec<Displacement>,
    },
    /// One says that there is such a struct, and the other that there is none.
    Contradiction {
        /// Both sides.
        reason: String,
    },
    /// Nothing is recorded that it could be held against, or nothing was observed.
    Untold {
        /// What is missing.
        reason: String,
    },
}

impl Observed {
    /// The struct of an observation.
    pub fn of(observation: &Observation) -> Self {
        Self {
            layout: observation.layout(OBSERVED),
            places: Places::observed(observation),
        }
    }
}

impl History {
    /// Holds the struct on that kernel against what is recorded for it, or for the nearest kernel where nothing is. None
    /// observed: the kernel's type information has no such struct.
    pub fn judge<'a>(&'a self, kernel: &Kernel, observed: Option<&'a Observed>) -> Judgement<'a> {
        let resolved = self.resolve(kernel);
        let Some(observed) = observed else {
            return match resolved {
                Err(Refusal::Absent { .. }) => Judgement::Equal { against: None },
                Err(refusal) => Judgement::Untold {
                    reason: format!(
                        "its type information has no `struct {}`: {refusal}",
                        self.name
                    ),
                },
                Ok(resolution) => Judgement::Untold {
                    reason: format!(
                        "its type information has no `struct {}`, which has layout {} there ({}): it may live in a module",
                        self.name, resolution.layout.name, resolution.evidence
                    ),
                },
            };
        };
        let against = match resolved {
            Ok(resolution) => Baseline::of(&resolution, kernel),
            Err(refusal @ Refusal::Absent { .. }) => {
                return Judgement::Contradiction {
                    reason: format!("{refusal}, says the record, and yet it is there"),
                };
            }
            Err(refusal) => match self.nearest(kernel, &observed.layout) {
                Some(nearest) => nearest,
                None => {
                    return Judgement::Untold {
                        reason: self.not_recorded_but(&refusal, &observed.layout),
                    };
                }
            },
        };
        let differences = self.diff(against.layout, &observed.layout);
        let displacements = match (differences.is_empty(), &against.places) {
            (true, Some(places)) => {
                displacements(&against.layout.members, places, &observed.places)
            }
            (true, None) => places::unplain(against.layout, &observed.places),
            (false, _) => Vec::new(),
        };
        match differences.is_empty() && displacements.is_empty() {
            true => Judgement::Equal {
                against: Some(against),
            },
            false => Judgement::Different {
                against,
                differences,
                displacements,
            },
        }
    }

    /// The refusal, with the layout that was observed, where some other kernel has it.
    fn not_recorded_but(&self, refusal: &Refusal, observed: &Layout) -> String {
        let mut layouts = self.layouts.iter();
        match layouts.find(|layout| layout.members == observed.members) {
            Some(layout) => format!("{refusal}; it has the members of layout {}", layout.name),
            None => format!("{refusal}; it has the members of no recorded layout"),
        }
    }
}
