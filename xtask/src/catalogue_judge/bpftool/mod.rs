// SPDX-License-Identifier: MIT OR GPL-2.0-only
//! bpftool as judge: its own dump of a kernel's types, compared with the record member by member.

mod compare;
mod dump;
mod members;

use std::path::Path;
use std::process::Command;

pub use dump::Dump;

use super::expectation::{Element, Expectation};
use super::mutants::{Mistake, mutants};
use crate::command::standard_output;
use crate::error::{Error, Result};

/// What bpftool says.
#[derive(Debug, Default)]
pub struct Verdict {
    /// How many comparisons were made.
    pub comparisons: usize,
    /// How many structs are not there, as recorded.
    pub absent: usize,
    /// How many wrong expectations were noticed.
    pub noticed: usize,
    /// What differs, and wrong expectations that were let pass.
    pub differences: Vec<String>,
}

/// What bpftool prints of the BTF in this file; of a module's, over its kernel's.
pub fn print(file: &Path, kernel: Option<&Path>) -> Result<String> {
    let mut bpftool = Command::new("bpftool");
    if let Some(kernel) = kernel {
        bpftool.arg("--base-btf").arg(kernel);
    }
    standard_output(
        bpftool
            .args(["btf", "dump", "file"])
            .arg(file)
            .args(["format", "raw"]),
    )
}

/// Judges that a dump has no such structs.
pub fn judge_absence(dump: &Dump, names: &[&str], verdict: &mut Verdict) {
    for name in names {
        verdict.absent += 1;
        if !dump.structs(name).is_empty() {
            verdict.differences.push(format!(
                "{name}: no type information of it is recorded, and bpftool's dump has it"
            ));
        }
    }
}

/// Judges structs of a dump.
///
/// # Errors
/// A dump that contradicts itself.
pub fn judge(
    dump: &Dump,
    structs: &[(&Expectation, &[Element])],
    verdict: &mut Verdict,
) -> Result<()> {
    for (expected, elements) in structs {
        let name = &expected.name;
        let compare = |expected: &Expectation| {
            compare::compare(dump, expected)
                .map_err(|error| Error::new(format!("struct {name}: {error}")))
        };
        let (comparisons, differences) = compare(expected)?;
        verdict.comparisons += comparisons;
        let differences = differences
            .into_iter()
            .map(|what| format!("{name}: {what}"));
        verdict.differences.extend(differences);
        // Type information has no alignment of a struct.
        let mutants = mutants(expected, elements).into_iter();
        for mutant in mutants.filter(|mutant| mutant.kind != Mistake::Alignment) {
            match compare(&mutant.expectation)?.1.is_empty() {
                false => verdict.noticed += 1,
                true => verdict.differences.push(format!(
                    "bpftool lets a wrong `struct {name}` pass: {}",
                    mutant.what
                )),
            }
        }
    }
    Ok(())
}
