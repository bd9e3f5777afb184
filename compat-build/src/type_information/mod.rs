// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The target's own type information: its BTF, that of the modules which structs live in, and what the tree's compiler
//! makes of its headers.

mod headers;
mod kernel;
mod modules;

use std::collections::BTreeMap;
use std::path::PathBuf;

use compat_data::observation::Observation;

use crate::environment::Environment;
use crate::error::Error;
use crate::place::{Place, State};
use crate::sought::Sought;
use crate::target::Target;

pub use kernel::{is_of_running, running_release};

/// What the target's own type information says, and where it was looked for.
pub(crate) struct TypeInformation {
    /// What was read first, for people: `BTF of …/vmlinux`. None: nothing could be read.
    pub description: Option<String>,
    /// The files that were read.
    pub files: Vec<PathBuf>,
    /// Every place that was looked at, in order.
    pub places: Vec<Place>,
    /// What the author should know, each in words.
    pub warnings: Vec<String>,
    findings: BTreeMap<String, Finding>,
}

/// What is found of one struct.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Finding {
    /// The struct.
    Observed {
        /// What says so, for people.
        description: String,
        observation: Box<Observation>,
    },
    /// The kernel's own headers define no such struct.
    Absent(String),
    /// Nothing: it may live in a module, be configured out, or have no header to read.
    Nothing {
        /// Where something went wrong with its headers, the words for it.
        fault: Option<String>,
        /// Where its modules were looked for.
        modules: Vec<Place>,
    },
}

impl TypeInformation {
    /// Looks for the structs: in the kernel's BTF, then in that of their modules, then in the headers, compiled: see
    /// [`headers::find`] for which. Where
    /// layouts are randomised the headers are left alone: only the kernel's own BTF says how its build shuffled the
    /// members.
    ///
    /// # Errors
    /// When the file that `KERNEL_COMPAT_BTF` names can't be used, or BTF contradicts itself.
    pub fn find(
        environment: &Environment,
        target: &Target,
        sought: &[Sought],
        every: bool,
    ) -> Result<Self, Error> {
        let mut found = Self {
            description: None,
            files: Vec::new(),
            places: Vec::new(),
            warnings: Vec::new(),
            findings: BTreeMap::new(),
        };
        let kernel = kernel::find(environment, target, &mut found)?;
        let names: Vec<&str> = sought.iter().map(|sought| sought.name.as_str()).collect();
        for (name, observed) in names.iter().zip(kernel.observe(&names)?) {
            let nothing = Finding::Nothing {
                fault: None,
                modules: Vec::new(),
            };
            let finding = match observed {
                Some((description, observation)) => self::observed(description, observation),
                None => nothing,
            };
            found.findings.insert((*name).to_owned(), finding);
        }
        found.in_modules(environment, target, &kernel, sought);
        headers::find(environment, target, sought, every, &mut found)?;
        Ok(found)
    }

    /// What it says of a struct; none: it was not sought.
    pub fn of(&self, name: &str) -> Option<&Finding> {
        self.findings.get(name)
    }

    /// Looks for the structs that were not found in the modules of each, in their order. A module that several may live in
    /// is read once for all of them.
    fn in_modules(
        &mut self,
        environment: &Environment,
        target: &Target,
        kernel: &kernel::KernelTypes,
        sought: &[Sought],
    ) {
        let most = sought.iter().map(|sought| sought.modules.len()).max();
        for nth in 0..most.unwrap_or(0) {
            let mut structs: Vec<(&str, Vec<&str>)> = Vec::new();
            for sought in sought {
                let (Some(module), Some(Finding::Nothing { .. })) =
                    (sought.modules.get(nth), self.of(&sought.name))
                else {
                    continue;
                };
                match structs.iter_mut().find(|(name, _)| name == module) {
                    Some((_, structs)) => structs.push(&sought.name),
                    None => structs.push((module, vec![&sought.name])),
                }
            }
            for (module, names) in structs {
                let found = modules::observe(environment, target, kernel, module, &names);
                self.files.extend(found.files);
                for (name, found) in names.iter().zip(found.structs) {
                    self.looked(name, found);
                }
            }
        }
    }

    /// Notes what came of looking for a struct in a module.
    fn looked(&mut self, name: &str, found: modules::InModule) {
        for place in &found.places {
            if !self.places.contains(place) {
                self.places.push(place.clone());
            }
        }
        let Some(finding) = self.findings.get_mut(name) else {
            return;
        };
        match (found.observed, finding) {
            (Some((description, observation)), finding) => {
                *finding = observed(description, observation);
            }
            (None, Finding::Nothing { modules, .. }) => modules.extend(found.places),
            (None, _) => {}
        }
    }

    /// Notes what was read.
    fn read(&mut self, place: Place, description: &str) {
        self.files.extend(place.path.clone());
        self.places.push(Place {
            state: State::Read,
            ..place
        });
        self.described(description);
    }

    fn described(&mut self, description: &str) {
        if self.description.is_none() {
            self.description = Some(description.to_owned());
        }
    }
}

fn observed(description: String, observation: Observation) -> Finding {
    Finding::Observed {
        description,
        observation: Box::new(observation),
    }
}
