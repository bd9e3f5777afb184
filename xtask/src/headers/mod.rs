// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The kernel's headers as judge: its own build system compiles a C file of assertions that hold the layouts we
//! select against the structs that its headers declare.

mod mutants;

use std::path::PathBuf;

use compat_data::assertions::against_declaration;
use compat_data::history::{Header, History, Layout};
use compat_data::kernel::{Architecture, Kernel};

use crate::error::{Error, Result};
use crate::kernels::{DebianKernel, module};
use crate::workspace;
use mutants::{HeaderEdit, Mutant, mutants};

/// Judges every struct of which mainline is recorded on every one of these kernels, and the judge itself by layouts that are wrong. The
/// structs of the catalogue have a judge of their own: [`crate::catalogue_judge`].
pub fn judge_all(kernels: &[DebianKernel]) -> Result<()> {
    let histories = compat_data::histories().map_err(|error| Error::new(error.to_string()))?;
    for debian in kernels {
        let kernel = Kernel::from_release_string(&debian.name, Architecture::Amd64)
            .map_err(|error| Error::new(error.to_string()))?;
        for history in histories.iter().filter(|one| one.newest().is_some()) {
            println!(
                "{:<24} {:<16} {}",
                debian.name,
                history.name,
                judge(debian, &kernel, history)?
            );
        }
    }
    Ok(())
}

/// The verdict in words. A layout that the headers contradict, and a wrong one that they let pass, are errors.
fn judge(debian: &DebianKernel, kernel: &Kernel, history: &History) -> Result<String> {
    let resolution = history
        .resolve(kernel)
        .map_err(|refusal| Error::new(refusal.to_string()))?;
    let layout = resolution.layout;
    let header = history
        .headers
        .iter()
        .find(|header| header.releases.contains(kernel.release))
        .ok_or_else(|| {
            Error::new(format!(
                "no header of `struct {}` is recorded",
                history.name
            ))
        })?;
    if header.private {
        return Ok(format!(
            "not judged: its header, {}, is not in headers packages",
            header.path
        ));
    }
    accept(debian, history, header, layout)?;
    let mutants = mutants(layout, &history.name);
    refuse(debian, history, header, &mutants)?;
    Ok(format!(
        "layout {} is what {} declares; {} wrong ones were noticed",
        layout.name,
        header.path,
        mutants.len()
    ))
}

/// The headers must declare this very layout.
fn accept(
    debian: &DebianKernel,
    history: &History,
    header: &Header,
    layout: &Layout,
) -> Result<()> {
    let sources = [source(&HeaderEdit::default(), history, header, layout)];
    let folder = write(debian, history, "selected", &sources)?;
    module::kbuild(&debian.build(), &folder)
}

/// The headers must contradict each of these, by the assertions that are for its kind of mistake. They are compiled
/// in one run, which takes a third of the time of one run each.
fn refuse(
    debian: &DebianKernel,
    history: &History,
    header: &Header,
    mutants: &[Mutant],
) -> Result<()> {
    let sources: Vec<String> = mutants
        .iter()
        .map(|mutant| source(&mutant.edit, history, header, &mutant.layout))
        .collect();
    let folder = write(debian, history, "wrong", &sources)?;
    let log = module::kbuild_errors(&debian.build(), &folder)?;
    for (at, mutant) in mutants.iter().enumerate() {
        let file = file(at);
        if !mutant.is_noticed(&log, &file) {
            let found: Vec<&str> = log.lines().filter(|line| line.contains(&file)).collect();
            return Err(Error::new(format!(
                "the headers of {} let a wrong layout of `struct {}` pass: {}\n\
                 {}: none of these errors: {}\nbut:\n{}",
                debian.name,
                history.name,
                mutant.what,
                folder.join(&file).display(),
                mutant.errors.join(", "),
                found.join("\n")
            )));
        }
    }
    Ok(())
}

fn source(edit: &HeaderEdit, history: &History, header: &Header, layout: &Layout) -> String {
    format!(
        "#include <linux/module.h>\n#include <linux/stddef.h>\n#include <linux/types.h>\n\
         {}#include <{}>\n{}\n{}\nMODULE_LICENSE(\"GPL\");\nMODULE_DESCRIPTION(\"assertions\");\n",
        edit.before,
        header.path,
        edit.after,
        against_declaration(layout, &history.name)
    )
}

/// What the sources are called.
const STEM: &str = "headers_judge";

fn file(at: usize) -> String {
    format!("{STEM}_{at}.c")
}

/// Writes a module's folder with these sources.
fn write(
    debian: &DebianKernel,
    history: &History,
    case: &str,
    sources: &[String],
) -> Result<PathBuf> {
    let folder = workspace::target()
        .join("headers")
        .join(&debian.name)
        .join(&history.name)
        .join(case);
    module::write_sources(&folder, STEM, sources)?;
    Ok(folder)
}
