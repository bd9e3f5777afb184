// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The structs that a build looks for on the target: those with a history that the driver uses, and those that it names.

use compat_data::check::{is_identifier, is_module_name};
use compat_data::history::History;
use compat_data::kernel::Lineage;

use crate::configuration::Configuration;
use crate::error::Error;
use crate::target::Target;

/// A struct to look for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Sought {
    /// Its tag.
    pub name: String,
    /// The header that defines it, where one can be included.
    pub header: Option<String>,
    /// The modules that it may live in.
    pub modules: Vec<String>,
    /// Whether the driver names it, so that compiling its header is worth the time where BTF lacks it.
    pub named: bool,
}

/// The structs to look for: those that the driver names, and those with these histories. What the driver says of a header or a
/// module counts more than the record.
pub(crate) fn sought(
    histories: &[&History],
    target: &Target,
    configuration: &Configuration,
) -> Result<Vec<Sought>, Error> {
    let mut all: Vec<Sought> = Vec::new();
    for (header, name) in &configuration.headers {
        entry(&mut all, name).header.get_or_insert(header.clone());
    }
    for (module, name) in &configuration.modules {
        if !is_module_name(module) {
            let (module, name) = (module.clone(), name.clone());
            return Err(Error::ModuleName { module, name });
        }
        entry(&mut all, name).modules.push(module.clone());
    }
    for name in &configuration.observed {
        entry(&mut all, name);
    }
    let further = configuration.used.iter();
    let named = all.len();
    for name in further {
        entry(&mut all, name);
    }
    for (at, sought) in all.iter_mut().enumerate() {
        // It becomes a part of cfgs and of variables' names.
        if !is_identifier(&sought.name) {
            let name = sought.name.clone();
            return Err(Error::StructName { name });
        }
        sought.named = at < named;
    }
    let release = target.kernel.release;
    for history in histories {
        let sought = entry(&mut all, &history.name);
        let mut headers = history.headers.iter();
        let header = headers.find(|header| header.releases.contains(release) && !header.private);
        if let (None, Some(header)) = (&sought.header, header) {
            sought.header = Some(header.path.clone());
        }
        let modules = modules(history, target).filter(|module| !sought.modules.contains(module));
        let modules: Vec<String> = modules.collect();
        sought.modules.extend(modules);
    }
    Ok(all)
}

/// The modules that the struct is recorded in. A vendor's kernel may have moved it before the number says so.
fn modules(history: &History, target: &Target) -> impl Iterator<Item = String> {
    let kernel = &target.kernel;
    let is_vendors = matches!(kernel.lineage, Lineage::Vendor { .. });
    let modules = history.modules.iter();
    modules
        .filter(move |module| is_vendors || module.releases.contains(kernel.release))
        .map(|module| module.name.clone())
}

fn entry<'a>(all: &'a mut Vec<Sought>, name: &str) -> &'a mut Sought {
    let at = match all.iter().position(|sought| sought.name == name) {
        Some(at) => at,
        None => {
            all.push(Sought {
                name: name.to_owned(),
                header: None,
                modules: Vec::new(),
                named: false,
            });
            all.len() - 1
        }
    };
    &mut all[at]
}
