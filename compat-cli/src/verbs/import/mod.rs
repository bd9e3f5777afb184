// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! `kernel-compat import`: reports and kernels' type information into histories, all of them or none.

mod files;
mod progress;
mod staging;
mod take;

use std::path::PathBuf;

use clap::Args;
use compat_data::library::FOLDER;

use crate::context::Context;
use crate::error::{Error, Errors};
use crate::exit::Exit;
use crate::kernels::named;
use progress::Progress;
use staging::{Staging, Written};
use take::{Import, no_tag};

/// What to import.
#[derive(Args, Debug)]
#[command(
    after_help = "Examples: kernel-compat import reports/*.md -o histories\n          \
                  kernel-compat import /usr/src/linux-headers-6.12.117+deb12-amd64/vmlinux --struct proc_ops seq_operations\n\n\
                  All histories are written or, on any error, none. Exit codes: 0 all files are in; 1 with --keep-going, some \
                  are not, some structs of type information can't be read, and with --check, a history would change; 2 nothing was written."
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
    let staging = match arguments.check {
        true => Staging::apart(&arguments.output)?,
        false => Staging::open(&arguments.output, context.output)?,
    };
    let mut import = Import::new(arguments, kernel, staging);
    let progress = Progress::new(files.len());
    let mut refused = 0_usize;
    let mut unread = 0_usize;
    for path in &files {
        progress.show(path);
        match import.file(path) {
            Ok(errors) => {
                unread = unread.saturating_add(errors.len());
                for errors in &errors {
                    progress.suspend(|| context.output.errors(errors));
                }
            }
            Err(errors) if files.len() == 1 && !arguments.keep_going => return Err(errors),
            Err(errors) => {
                refused = refused.saturating_add(1);
                progress.suspend(|| context.output.errors(&errors));
            }
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
    if unread > 0 {
        context.output.note(format_args!(
            "note: structs left out, which the type information has in several forms, or not as C has them: {unread}"
        ));
    }
    Ok(match refused > 0 || unread > 0 || changed {
        true => Exit::Finding,
        false => Exit::Success,
    })
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
