// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! `kernel-compat import`: reports and kernels' type information into histories, all of them or none.

mod files;
mod progress;
mod staging;

use std::path::{Path, PathBuf};

use clap::Args;
use compat_data::check::is_identifier;
use compat_data::history::SnapshotKernel;
use compat_data::import::{ImportError, Origin, import_observation, import_report};
use compat_data::kernel::Kernel;
use compat_data::library::FOLDER;
use compat_data::report::{self, ReportError};

use crate::context::Context;
use crate::digest;
use crate::error::{Error, Errors};
use crate::exit::Exit;
use crate::kernel_file::KernelFile;
use crate::kernels::named;
use files::Content;
use progress::Progress;
use staging::{Staging, Written};

/// What to import.
#[derive(Args, Debug)]
#[command(
    after_help = "Examples: kernel-compat import reports/*.md -o histories\n          \
                  kernel-compat import /usr/src/linux-headers-6.12.117+deb12-amd64/vmlinux --struct proc_ops seq_operations\n\n\
                  All histories are written or, on any error, none. Exit codes: 0 all files are in; 1 with --keep-going, some \
                  are not, and with --check, a history would change; 2 nothing was written."
)]
pub struct ImportArguments {
    /// Reports, text or Markdown; raw BTF, vmlinux, vmlinuz, modules (.ko); of a folder, its .txt and .md files
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// Only these structs; without it, what reports are on, and of type information the structs that have a history in DIR
    #[arg(long = "struct", value_name = "NAME", num_args = 1.., value_delimiter = ',')]
    structs: Vec<String>,
    /// The folder of histories, which are merged into; made where there is none
    #[arg(short, long, value_name = "DIR", default_value = FOLDER)]
    output: PathBuf,
    /// Whose kernels these are: Debian, Ubuntu
    #[arg(long, value_name = "NAME")]
    distribution: Option<String>,
    /// The kernel of a file with type information that does not say so itself: its release string, or the name of a record
    #[arg(long, value_name = "KERNEL")]
    kernel: Option<String>,
    /// The type information of the kernel that a module was built for
    #[arg(long, value_name = "FILE")]
    base: Option<PathBuf>,
    /// Leave out the files that can't be taken, and take the rest
    #[arg(long)]
    keep_going: bool,
    /// Write nothing; exit with 1 if a history would change
    #[arg(long)]
    check: bool,
}

/// Imports them.
pub(crate) fn run(arguments: &ImportArguments, context: &Context<'_>) -> Result<Exit, Errors> {
    let kernel = arguments.kernel.as_deref().map(named).transpose()?;
    if let Some(error) = arguments.structs.iter().find_map(|name| no_tag(name)) {
        return Err(error.into());
    }
    let files = files::files(&arguments.files, context.output)?;
    let mut import = Import {
        arguments,
        kernel,
        staging: match arguments.check {
            true => Staging::apart(&arguments.output)?,
            false => Staging::open(&arguments.output, context.output)?,
        },
        found: vec![false; arguments.structs.len()],
    };
    let progress = Progress::new(files.len());
    let mut refused = 0_usize;
    for path in &files {
        progress.show(path);
        if let Err(errors) = import.file(path) {
            if files.len() == 1 {
                return Err(errors);
            }
            refused = refused.saturating_add(1);
            progress.suspend(|| context.output.errors(&errors));
        }
    }
    progress.end();
    if refused > 0 && !arguments.keep_going {
        return Err(Error::new(format_args!(
            "{refused} of {} files can't be taken: nothing was written",
            files.len()
        ))
        .help("`--keep-going` leaves them out, and takes the rest")
        .into());
    }
    import.all_found()?;
    let written = match arguments.check {
        true => import.staging.changed(),
        false => import.staging.publish()?,
    };
    summary(arguments, files.len(), refused, &written, context)?;
    let changed = arguments.check && written.total() > 0;
    Ok(match refused > 0 || changed {
        true => Exit::Finding,
        false => Exit::Success,
    })
}

/// An import under way.
struct Import<'a> {
    arguments: &'a ImportArguments,
    kernel: Option<Kernel>,
    staging: Staging,
    /// Which of the structs that were asked for were found somewhere.
    found: Vec<bool>,
}

impl Import<'_> {
    /// Takes one file, all of it or nothing.
    fn file(&mut self, path: &Path) -> Result<(), Errors> {
        match files::read(path)? {
            Content::Text(content) => self.report(path, &content),
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

    fn types(&mut self, path: &Path) -> Result<(), Errors> {
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
        for name in &names {
            let Some(observation) = file.observe(name)? else {
                continue;
            };
            self.mark(name);
            let mut history = self.staging.history(name)?;
            // Each kernel's vmlinux goes by that name.
            let origin = self.origin(format!("{} of {record}", files::name(path)), sha256.clone());
            import_observation(&mut history, origin, record.clone(), &observation)
                .map_err(|error| contradiction(path, &error))?;
            histories.push(history);
        }
        if histories.is_empty() {
            return Err(Error::new(format_args!(
                "this has none of these structs: {}",
                names.join(", ")
            ))
            .at(path)
            .help("a struct that the kernel does not build in lives in one of its modules: import that `.ko`")
            .into());
        }
        histories
            .into_iter()
            .try_for_each(|history| self.staging.put(history))
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
    fn all_found(&self) -> Result<(), Errors> {
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
fn no_tag(name: &str) -> Option<Error> {
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

fn summary(
    arguments: &ImportArguments,
    files: usize,
    refused: usize,
    written: &Written,
    context: &Context<'_>,
) -> Result<(), Errors> {
    let folder = arguments.output.display();
    let verb = match arguments.check {
        true => "would be written",
        false => "written",
    };
    let taken = files.saturating_sub(refused);
    context.output.line(format_args!(
        "{taken} of {files} files taken: {} histories {verb} in {folder} ({} new), {} as they were",
        written.total(),
        written.new,
        written.unchanged
    ))?;
    if arguments.check {
        for name in &written.names {
            context
                .output
                .line(format_args!("{name}.toml would change"))?;
        }
    }
    let is_drivers_own = arguments.output.ends_with(FOLDER);
    let embedded = written
        .names
        .iter()
        .filter(|name| compat_data::names().any(|known| known == *name));
    for name in embedded.filter(|_| is_drivers_own) {
        context.output.note(format_args!(
            "note: `struct {name}` has an embedded history, and a driver's build refuses another in `{FOLDER}`"
        ));
    }
    Ok(())
}
