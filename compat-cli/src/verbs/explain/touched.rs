// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! What a driver's impl blocks touch, and what they need.

use std::path::Path;

use compat_syntax::binding::subject::Subject;
use compat_syntax::driver::Use;
use compat_syntax::parse::Target;

use super::block::{Judged, judge};
use super::explanation::{DriverExplained, MemberExplained};
use super::member::member;
use super::scope::Scope;
use crate::driver::SourceFile;
use crate::error::{Error, Errors};

/// What is said of a driver.
pub(super) struct Touched {
    /// The operations that it has an entry for.
    pub members: Vec<MemberExplained>,
    pub driver: DriverExplained,
}

/// Judges all blocks of the driver that fill the struct.
///
/// # Errors
/// When there is none.
pub(super) fn touched(
    scope: &Scope<'_>,
    subject: &Subject,
    folder: &Path,
    files: &[SourceFile],
) -> Result<Touched, Errors> {
    let name = &scope.history().name;
    let mut judged = Vec::new();
    for file in files {
        for found in &file.uses {
            match &found.target {
                Target::Filling(block) if found.arguments.name == name.as_str() => {
                    let kernels = found.arguments.kernels.as_ref();
                    judged.push(judge(scope, subject, file, kernels, block));
                }
                Target::Filling(_) | Target::Declaration(_) => {}
            }
        }
    }
    match judged.is_empty() {
        true => Err(nothing(name, folder, files).into()),
        false => Ok(together(scope, judged)),
    }
}

fn together(scope: &Scope<'_>, judged: Vec<Judged>) -> Touched {
    let mut blocks = Vec::new();
    let mut entries = Vec::new();
    let mut problems = Vec::new();
    for one in judged {
        blocks.push(one.block);
        entries.extend(one.entries);
        problems.extend(one.problems);
    }
    let mut members = Vec::new();
    for (at, operation) in scope.operations.iter().enumerate() {
        let (own, others): (Vec<_>, Vec<_>) = entries
            .into_iter()
            .partition(|(operation, _)| *operation == Some(at));
        entries = others;
        if own.is_empty() {
            continue;
        }
        let own = own.into_iter().map(|(_, entry)| entry);
        match member(scope, operation) {
            Some(explained) => members.push(MemberExplained {
                entries: own.collect(),
                ..explained
            }),
            // No kernel here has it: what there is to say, the macro says.
            None => problems.extend(own.flat_map(|entry| entry.problems)),
        }
    }
    let of_members = members.iter().flat_map(|member| &member.entries);
    let fits = problems.is_empty()
        && of_members.clone().all(|entry| entry.problems.is_empty())
        && blocks.iter().all(|block| block.lacking.is_empty());
    Touched {
        members,
        driver: DriverExplained {
            blocks,
            problems,
            fits,
        },
    }
}

fn nothing(name: &str, folder: &Path, files: &[SourceFile]) -> Error {
    let uses = || files.iter().flat_map(|file| &file.uses);
    let names = |is_wanted: &dyn Fn(&Use) -> bool| -> Vec<String> {
        let mut names: Vec<String> = uses()
            .filter(|found| is_wanted(found))
            .map(|found| format!("`{}`", found.arguments.name))
            .collect();
        names.sort_unstable();
        names.dedup();
        names
    };
    let filled = names(&|found| matches!(found.target, Target::Filling(_)));
    let declared = names(&|found| found.arguments.name == name);
    let error = Error::new(format_args!(
        "the driver has no impl block under `#[kernel_ops({name})]`"
    ))
    .at(folder);
    let error = match filled.is_empty() {
        true => error.note("it has none under `#[kernel_ops]` at all"),
        false => error.note(format_args!("it fills {}", filled.join(", "))),
    };
    match declared.is_empty() {
        true => error,
        false => error.note(format_args!(
            "it declares `{name}`, and fills it by hand: what that must heed, the compiler alone knows"
        )),
    }
    .help(format_args!(
        "leave out `--driver` to have all of `{name}` explained"
    ))
}
