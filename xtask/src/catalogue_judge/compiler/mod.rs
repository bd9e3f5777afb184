// SPDX-License-Identifier: MIT OR GPL-2.0-only
//! The kernel's headers as judge: its own build system compiles one C file of assertions on all structs, and another of
//! wrong ones, each of which it must complain of.

pub mod assertions;
mod log;
mod source;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use assertions::{Subject, Unjudged};
use log::Complaint;

use super::expectation::{Element, Expectation};
use super::mutants::{Mistake, Mutant, mutants};
use crate::error::Result;
use crate::kernels::{BuildTree, module};

/// A struct for the compiler.
pub struct Declared {
    /// What is recorded of it.
    pub expected: Expectation,
    /// What an initialiser of it has.
    pub elements: Vec<Element>,
    /// The header that declares it.
    pub header: String,
}

/// What the compiler says.
#[derive(Debug, Default)]
pub struct Verdict {
    /// How many assertions on each subject hold.
    pub assertions: BTreeMap<Subject, usize>,
    /// How many wrong ones were noticed.
    pub noticed: usize,
    /// What it can't judge.
    pub unjudged: Vec<Unjudged>,
    /// Assertions that do not hold, and wrong ones that were let pass.
    pub differences: Vec<String>,
}

/// Judges these structs by the headers of the kernel, with sources in that folder; with wrong expectations too, if
/// `tries_wrong`.
///
/// # Errors
/// A build system that doesn't do its work.
pub fn judge(
    tree: &BuildTree,
    folder: &Path,
    structs: &[Declared],
    tries_wrong: bool,
) -> Result<Verdict> {
    let mut verdict = Verdict::default();
    let mut blocks = Vec::new();
    for declared in structs {
        let name = &declared.expected.name;
        let (assertions, unjudged) = assertions::all(&declared.expected, &declared.elements);
        for assertion in &assertions {
            *verdict.assertions.entry(assertion.subject).or_default() += 1;
        }
        verdict.unjudged.extend(unjudged);
        blocks.push((name.clone(), assertions));
    }
    let headers = structs.iter().map(|declared| &*declared.header);
    let text = source::text(headers, blocks.iter().map(|(name, all)| (&**name, &**all)));
    let recorded = folder.join("recorded");
    module::write_sources(&recorded, "recorded", &[text])?;
    if let Err(error) = module::kbuild(tree, &recorded) {
        let log = error.to_string();
        let complaints = log::complaints(&log);
        if complaints.is_empty() {
            return Err(error);
        }
        verdict.differences = complaints.iter().map(Complaint::to_string).collect();
        return Ok(verdict);
    }
    if tries_wrong {
        refuse(tree, folder, structs, &mut verdict)?;
    }
    Ok(verdict)
}

/// The compiler must complain of each of these, for the reason that it does not hold.
fn refuse(
    tree: &BuildTree,
    folder: &Path,
    structs: &[Declared],
    verdict: &mut Verdict,
) -> Result<()> {
    let mut wrong: Vec<(String, &Declared, Mutant)> = Vec::new();
    for declared in structs {
        let mutants = mutants(&declared.expected, &declared.elements);
        for (at, mutant) in mutants.into_iter().enumerate() {
            wrong.push((format!("{}/{at}", declared.expected.name), declared, mutant));
        }
    }
    // Of functions the compiler says nothing where it has found other errors before.
    let texts: Vec<String> = [false, true]
        .into_iter()
        .map(|functions| {
            let chosen = || {
                wrong
                    .iter()
                    .filter(|(_, _, mutant)| (mutant.kind == Mistake::Bits) == functions)
            };
            source::text(
                chosen().map(|(_, declared, _)| &*declared.header),
                chosen().map(|(block, _, mutant)| (&**block, &*mutant.wrong)),
            )
        })
        .collect();
    let folder = folder.join("wrong");
    module::write_sources(&folder, "wrong", &texts)?;
    let log = module::kbuild_errors(tree, &folder)?;
    let noticed: BTreeSet<(&str, usize)> = log::complaints(&log)
        .iter()
        .filter(|complaint| complaint.is_of_an_assertion())
        .map(|complaint| (complaint.block, complaint.line))
        .collect();
    for (block, declared, mutant) in &wrong {
        for (at, assertion) in mutant.wrong.iter().enumerate() {
            match noticed.contains(&(&**block, at + 1)) {
                true => verdict.noticed += 1,
                false => verdict.differences.push(format!(
                    "the compiler lets a wrong `struct {}` pass, {}: {}",
                    declared.expected.name, mutant.what, assertion.line
                )),
            }
        }
    }
    Ok(())
}
