// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! What a driver may ask for beyond the defaults.

use std::io::Write;

use crate::cfgs;
use crate::environment::Environment;
use crate::error::Error;
use crate::output::OutputFile;
use crate::report::{self, Report};
use crate::selection::select;

/// Starts a configuration with the defaults; end it with [`Configuration::emit`].
///
/// ```no_run
/// compat_build::configure()
///     .header("linux/my_bus.h", "my_bus_driver")
///     .on_mismatch(compat_build::Mismatch::Deny)
///     .emit();
/// ```
pub fn configure() -> Configuration {
    Configuration::default()
}

/// What a driver asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Configuration {
    pub(crate) structs: Structs,
    /// Structs that the driver uses, whatever its sources say.
    pub(crate) used: Vec<String>,
    /// Structs beyond the recorded ones, each with the header that declares it.
    pub(crate) headers: Vec<(String, String)>,
    /// Modules that structs live in, each with the struct.
    pub(crate) modules: Vec<(String, String)>,
    /// Recorded structs that the driver wants observed, at the cost of a compile.
    pub(crate) observed: Vec<String>,
    pub(crate) on_mismatch: Mismatch,
    pub(crate) require_observed: bool,
}

/// Which of the structs that have a history a build selects, beside those that the driver names in its build.rs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Structs {
    /// Those whose names stand as words in the `.rs` files of the driver's package; all, where there is no package. So a
    /// driver pays for what it uses, and a further use is noticed: cargo runs build.rs again when a source changes.
    #[default]
    Used,
    /// None: those that build.rs names are all. It does not run again for a changed source.
    Named,
    /// All: for tools that tell of a kernel, and build no driver.
    All,
}

/// What to do where the target's own type information contradicts the record.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mismatch {
    /// Take what was observed, and print the difference as a warning.
    #[default]
    Warn,
    /// Fail the build.
    Deny,
}

impl Configuration {
    /// Selects a struct that the driver's sources do not name: one that a macro of another crate declares, or a file outside
    /// of the package's folder or among what was generated.
    pub fn uses(mut self, name: &str) -> Self {
        self.used.push(name.to_owned());
        self
    }

    /// Which structs to select beside those that are named here.
    pub fn structs(mut self, structs: Structs) -> Self {
        self.structs = structs;
        self
    }

    /// Observes a struct that has no recorded history, too, so that `#[kernel_ops]` can name it. The header is the one
    /// that declares it, as an `#include` has it: `linux/fs.h`.
    pub fn header(mut self, header: &str, name: &str) -> Self {
        self.headers.push((header.to_owned(), name.to_owned()));
        self
    }

    /// Names the module that a struct lives in, for kernels that do not build it in: where the kernel's own type
    /// information lacks the struct, the module's is looked for. A struct without a recorded history is observed, as
    /// with [`Self::header`]; of one that has a history, this module is looked for before the recorded one. The name
    /// is that of the module's file, without `.ko`: `vfio-pci-core`.
    pub fn module(mut self, module: &str, name: &str) -> Self {
        self.modules.push((module.to_owned(), name.to_owned()));
        self
    }

    /// Observes a struct that has a recorded history even where that takes a compile of its header: where the kernel's BTF is
    /// at hand and lacks the struct, because it lives in a module whose BTF is not. Without it, the record decides there.
    /// Structs that [`Self::header`] or [`Self::module`] names are observed so anyway.
    pub fn observe(mut self, name: &str) -> Self {
        self.observed.push(name.to_owned());
        self
    }

    /// What to do where the target's own type information contradicts the record.
    pub fn on_mismatch(mut self, mismatch: Mismatch) -> Self {
        self.on_mismatch = mismatch;
        self
    }

    /// Takes no layout on the record's word: a struct that could not be observed on the target is refused.
    pub fn require_observed(mut self) -> Self {
        self.require_observed = true;
        self
    }

    /// Finds the target kernel and prints what cargo needs to know of it: call this from build.rs.
    ///
    /// On an error it prints each line of it as a `cargo::error` and ends the build script with status 1.
    pub fn emit(self) {
        let result = self.run(&Environment::of_process());
        let text = match &result {
            Ok(text) => text.clone(),
            Err(error) => cfgs::error_lines(error),
        };
        let printed = std::io::stdout().write_all(text.as_bytes());
        if result.is_err() || printed.is_err() {
            std::process::exit(1);
        }
    }

    /// Every struct that is named here.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        let [headers, modules] = [&self.headers, &self.modules];
        let with = headers.iter().chain(modules).map(|(_, name)| name);
        let alone = self.observed.iter().chain(&self.used);
        with.chain(alone).map(String::as_str)
    }

    /// Selects, writes the files, and returns the text for cargo.
    fn run(&self, environment: &Environment) -> Result<String, Error> {
        let selection = select(environment, self)?;
        let report = Report::of(&selection);
        let variable = "OUT_DIR";
        let folder = environment
            .path(variable)?
            .ok_or(Error::NoBuildScript { variable })?;
        let for_tools = OutputFile {
            path: folder.join(report::FILE),
            text: report.toml()?,
        };
        let files = selection.observations.iter().chain(&selection.fragment);
        for file in files.chain([&for_tools]) {
            file.write()?;
        }
        Ok(format!("{report}{}", cfgs::lines(&selection)))
    }
}
