// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! One file after another into the histories.

use std::path::Path;

use compat_data::check::is_identifier;
use compat_data::history::SnapshotKernel;
use compat_data::import::{ImportError, Origin, import_observation, import_report};
use compat_data::kernel::Kernel;
use compat_data::report::{self, ReportError};

use super::ImportArguments;
use super::files::{self, Content};
use super::staging::Staging;
use crate::digest;
use crate::error::{Error, Errors};
use crate::kernel_file::KernelFile;

/// An import under way.
pub(super) struct Import<'a> {
    arguments: &'a ImportArguments,
    kernel: Option<Kernel>,
    pub staging: Staging,
    /// Which of the structs that were asked for were found somewhere.
    found: Vec<bool>,
}

impl<'a> Import<'a> {
    /// Nothing is taken yet; `kernel` is the one that the user names.
    pub fn new(arguments: &'a ImportArguments, kernel: Option<Kernel>, staging: Staging) -> Self {
        Self {
            found: vec![false; arguments.structs.len()],
            arguments,
            kernel,
            staging,
        }
    }

    /// Takes one file, all of it or nothing, but for structs that its type information has in several forms: it says what is wrong
    /// with each, and takes the others.
    pub fn file(&mut self, path: &Path) -> Result<Vec<Errors>, Errors> {
        match files::read(path)? {
            Content::Text(content) => self.report(path, &content).map(|()| Vec::new()),
            Content::Types => self.types(path),
        }
    }

    fn report(&mut self, path: &Path, content: &str) -> Result<(), Errors> {
        let report = report::parse(content).map_err(|error| located(path, content, &error))?;
        if let Some(error) = no_tag(&report.name) {
            return Err(error.at(path).into());
        }
        if !self.wants(&report.name) {
            return Ok(());
        }
        let mut history = self.staging.history(&report.name)?;
        let sha256 = digest::of_text(content);
        let origin = self.origin(files::name(path), sha256);
        import_report(&mut history, origin, report).map_err(|error| contradiction(path, &error))?;
        self.staging.put(history)
    }

    fn types(&mut self, path: &Path) -> Result<Vec<Errors>, Errors> {
        let file = KernelFile::open(path, self.arguments.base.as_deref(), self.kernel.as_ref())?;
        let kernel = file.kernel()?;
        let record = record_of(kernel).map_err(|what| {
            Error::new(what)
                .at(path)
                .help("give it the name of a record instead: `--kernel 6.1-arm64`")
        })?;
        let names = self.names()?;
        let sha256 = digest::sha256(path)?;
        let mut histories = Vec::new();
        let mut unread = Vec::new();
        for name in &names {
            let observation = match file.observe(name) {
                Ok(Some(observation)) => observation,
                Ok(None) => continue,
                Err(errors) => {
                    unread.push(errors);
                    self.mark(name);
                    continue;
                }
            };
            self.mark(name);
            let mut history = self.staging.history(name)?;
            // Each kernel's vmlinux goes by that name.
            let origin = self.origin(format!("{} of {record}", files::name(path)), sha256.clone());
            import_observation(&mut history, origin, record.clone(), &observation)
                .map_err(|error| contradiction(path, &error))?;
            histories.push(history);
        }
        // With nothing else to take, the file itself is at fault, as the only struct that was asked for.
        if histories.is_empty() {
            if let Some(errors) = unread.into_iter().next() {
                return Err(errors);
            }
            return Err(Error::new(format_args!(
                "this has none of these structs: {}",
                names.join(", ")
            ))
            .at(path)
            .help("a struct that the kernel does not build in lives in one of its modules: import that `.ko`")
            .into());
        }
        // All or nothing: what one of them would lose is known before another is put.
        histories
            .iter()
            .try_for_each(|history| self.staging.check(history))?;
        histories
            .into_iter()
            .try_for_each(|history| self.staging.put(history))?;
        Ok(unread)
    }

    /// The structs to look for in type information.
    fn names(&self) -> Result<Vec<String>, Errors> {
        if !self.arguments.structs.is_empty() {
            return Ok(self.arguments.structs.clone());
        }
        let names = self.staging.names()?;
        match names.is_empty() {
            false => Ok(names),
            true => Err(Error::new(format_args!(
                "which structs? {} has no histories yet",
                self.arguments.output.display()
            ))
            .help("name them: `--struct file_operations proc_ops`")
            .into()),
        }
    }

    fn wants(&mut self, name: &str) -> bool {
        self.mark(name);
        let structs = &self.arguments.structs;
        structs.is_empty() || structs.iter().any(|wanted| wanted == name)
    }

    fn mark(&mut self, name: &str) {
        let wanted = self.arguments.structs.iter();
        for (wanted, found) in wanted.zip(&mut self.found) {
            *found |= wanted == name;
        }
    }

    /// Every struct that was asked for must be somewhere.
    pub fn all_found(&self) -> Result<(), Errors> {
        let structs = self.arguments.structs.iter().zip(&self.found);
        let missing = structs.filter(|(_, found)| !**found);
        let missing: Vec<&str> = missing.map(|(name, _)| name.as_str()).collect();
        match missing.is_empty() {
            true => Ok(()),
            false => Err(Error::new(format_args!(
                "none of the files has these structs: {}; nothing was written",
                missing.join(", ")
            ))
            .help("leave them out, or add the file that has them: a struct may live in a module")
            .into()),
        }
    }

    fn origin(&self, name: String, sha256: String) -> Origin {
        Origin {
            name,
            sha256,
            distribution: self.arguments.distribution.clone(),
        }
    }
}

/// What to say of a name that can't be a struct's tag, and so not the name of its history's file.
pub(super) fn no_tag(name: &str) -> Option<Error> {
    let error = || Error::new(format_args!("`{name}` is not the tag of a struct"));
    (!is_identifier(name)).then(error)
}

/// The record of a kernel: of the very build, or of that name.
fn record_of(kernel: &Kernel) -> Result<SnapshotKernel, String> {
    if kernel.is_build() {
        return SnapshotKernel::of_build(kernel);
    }
    match SnapshotKernel::asked_for_by(kernel) {
        Some(record) => Ok(record),
        None => Ok(SnapshotKernel {
            architecture: kernel.architecture,
            ..SnapshotKernel::generic(kernel.release)
        }),
    }
}

fn located(path: &Path, content: &str, error: &ReportError) -> Errors {
    let found = Error::new(&error.what);
    let found = match error.line {
        Some(line) => found.at_line(path, content, line),
        None => found.at(path),
    };
    found.into()
}

fn contradiction(path: &Path, error: &ImportError) -> Errors {
    let (what, problems) = error.reasons();
    let error = Error::new(what.trim_end_matches(':')).at(path);
    problems.iter().fold(error, Error::note).into()
}
