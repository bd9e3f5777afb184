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
        for sought in sought {
            let finding = found.in_btf(environment, target, &kernel, sought)?;
            found.findings.insert(sought.name.clone(), finding);
        }
        headers::find(environment, target, sought, every, &mut found)?;
        Ok(found)
    }

    /// What it says of a struct; none: it was not sought.
    pub fn of(&self, name: &str) -> Option<&Finding> {
        self.findings.get(name)
    }

    /// The struct in the kernel's BTF, or in that of one of its modules.
    fn in_btf(
        &mut self,
        environment: &Environment,
        target: &Target,
        kernel: &kernel::KernelTypes,
        sought: &Sought,
    ) -> Result<Finding, Error> {
        if let Some((description, observation)) = kernel.observe(&sought.name)? {
            return Ok(observed(description, observation));
        }
        let mut looked = Vec::new();
        for module in &sought.modules {
            let found = modules::observe(environment, target, kernel, module, &sought.name);
            for place in found.places {
                if !self.places.contains(&place) {
                    self.places.push(place.clone());
                }
                looked.push(place);
            }
            self.files.extend(found.files);
            if let Some((description, observation)) = found.observed {
                return Ok(observed(description, observation));
            }
        }
        Ok(Finding::Nothing {
            fault: None,
            modules: looked,
        })
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
