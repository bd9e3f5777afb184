// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! What came of one struct on one kernel.

use compat_data::history::History;
use compat_data::judgement::{Judgement, Observed};
use compat_data::kernel::Kernel;
use serde::Serialize;

use crate::render::difference::{self, ChangeJson, DisplacementJson, Explained};
use crate::render::style::{BAD, CARE, FAINT, GOOD, styled};

/// What came of one struct on one kernel.
pub(super) struct Outcome {
    pub kernel: String,
    pub name: String,
    pub state: State,
    /// What it was held against, or why it was not.
    pub said: String,
    /// The differences for people, indented.
    differences: String,
    changes: Vec<ChangeJson>,
    displacements: Vec<DisplacementJson>,
}

/// How it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum State {
    /// As recorded.
    Equal,
    /// Another one.
    Different,
    /// It could not be told.
    Untold,
    /// Recorded, and nobody has looked.
    NotObserved,
}

impl Outcome {
    /// An outcome without more to say than words.
    pub fn new(kernel: &str, name: &str, state: State, said: String) -> Self {
        Self {
            kernel: kernel.to_owned(),
            name: name.to_owned(),
            state,
            said,
            differences: String::new(),
            changes: Vec::new(),
            displacements: Vec::new(),
        }
    }

    /// What was observed on a kernel, held against the record.
    pub fn of(history: &History, kernel: &Kernel, observed: Option<&Observed>) -> Self {
        let outcome = |state, said| Self::new(&kernel.name, &history.name, state, said);
        match history.judge(kernel, observed) {
            Judgement::Equal {
                against: Some(against),
            } => outcome(State::Equal, against.to_string()),
            Judgement::Equal { against: None } => {
                outcome(State::Equal, "there is no such struct".to_owned())
            }
            Judgement::Different {
                against,
                differences,
                displacements,
            } => {
                let differences = differences.into_iter().map(|difference| Explained {
                    difference,
                    facts: Vec::new(),
                });
                let explained: Vec<Explained<'_>> = differences.collect();
                let text =
                    difference::text(&explained) + &difference::displacements(&displacements);
                Self {
                    differences: text,
                    changes: explained.iter().map(ChangeJson::of).collect(),
                    displacements: displacements.iter().map(DisplacementJson::of).collect(),
                    ..outcome(State::Different, against.to_string())
                }
            }
            Judgement::Contradiction { reason } => outcome(State::Different, reason),
            Judgement::Untold { reason } => outcome(State::Untold, reason),
        }
    }

    /// The same, with these differences.
    pub fn with_differences(self, explained: &[Explained<'_>]) -> Self {
        Self {
            differences: difference::text(explained),
            changes: explained.iter().map(ChangeJson::of).collect(),
            ..self
        }
    }

    /// For people.
    pub fn text(&self) -> String {
        let Self { kernel, name, .. } = self;
        let (style, word) = match self.state {
            State::Equal => (GOOD, "as recorded"),
            State::Different => (BAD, "differs"),
            State::Untold => (CARE, "could not be told"),
            State::NotObserved => (FAINT, "recorded, not observed"),
        };
        format!(
            "struct {name}, kernel {kernel}: {}: {}\n{}",
            styled(style, word),
            self.said,
            self.differences
        )
    }

    /// For scripts.
    pub fn json(&self) -> OutcomeJson {
        OutcomeJson {
            r#struct: self.name.clone(),
            kernel: self.kernel.clone(),
            state: self.state,
            said: self.said.clone(),
            changes: self.changes.clone(),
            displacements: self.displacements.clone(),
        }
    }
}

#[derive(Serialize)]
pub(super) struct OutcomeJson {
    r#struct: String,
    kernel: String,
    state: State,
    said: String,
    changes: Vec<ChangeJson>,
    displacements: Vec<DisplacementJson>,
}
