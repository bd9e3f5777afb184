// SPDX-License-Identifier: MIT OR GPL-2.0-only
//! What the judges say, as a table for people.

use std::collections::BTreeMap;

use super::compiler::assertions::Subject;
use super::kernel::Verdict;
use crate::error::Error;
use crate::table;

/// The verdict on each kernel, or why there is none.
pub type Verdicts = Vec<(String, Result<Verdict, Error>)>;

/// The table, what could not be judged and why, and all differences, as lines.
pub fn lines(verdicts: &Verdicts) -> Vec<String> {
    let mut rows = vec![HEAD.map(str::to_owned)];
    let mut total = [0; NUMBERS];
    for (name, verdict) in verdicts {
        let Ok(verdict) = verdict else { continue };
        let numbers = numbers(verdict);
        for (total, number) in total.iter_mut().zip(numbers) {
            *total += number;
        }
        let mut row = row(name, numbers);
        if verdict.compiler.is_err() {
            // Nobody was asked: that is not the same as none.
            for at in COMPILER {
                row[at + 1] = "-".to_owned();
            }
        }
        rows.push(row);
    }
    rows.push(row("all", total));
    let mut lines = table::lines(&rows);
    lines.push(String::new());
    lines.extend(unjudged(verdicts));
    for (name, verdict) in verdicts {
        match verdict {
            Err(error) => lines.push(format!("{name}: NOT JUDGED: {error}")),
            Ok(verdict) => lines.extend(
                verdict
                    .all_differences()
                    .map(|what| format!("{name}: DIFFERENCE: {what}")),
            ),
        }
    }
    lines
}

const NUMBERS: usize = 11;
const HEAD: [&str; NUMBERS + 1] = [
    "kernel",
    "structs",
    "not there",
    "observed",
    "bpftool",
    "gcc: extent",
    "place",
    "type",
    "all members",
    "not judged",
    "wrong noticed",
    "differences",
];
/// Which of the numbers are the compiler's alone.
const COMPILER: std::ops::Range<usize> = 4..9;

fn numbers(verdict: &Verdict) -> [usize; NUMBERS] {
    let compiler = verdict.compiler.as_ref().ok();
    let assertions = |subject: Subject| {
        compiler
            .and_then(|compiler| compiler.assertions.get(&subject).copied())
            .unwrap_or_default()
    };
    [
        verdict.structs,
        verdict.bpftool.absent,
        verdict.observed,
        verdict.bpftool.comparisons,
        assertions(Subject::Extent),
        assertions(Subject::Place),
        assertions(Subject::Type),
        assertions(Subject::Completeness),
        compiler.map_or(0, |compiler| compiler.unjudged.len()),
        verdict.bpftool.noticed + compiler.map_or(0, |compiler| compiler.noticed),
        verdict.all_differences().count(),
    ]
}

fn row(name: &str, numbers: [usize; NUMBERS]) -> [String; NUMBERS + 1] {
    let mut row = std::array::from_fn(|at| match at.checked_sub(1) {
        Some(at) => numbers[at].to_string(),
        None => String::new(),
    });
    row[0] = name.to_owned();
    row
}

/// What the compiler was not asked, with the reason and the kernels.
fn unjudged(verdicts: &Verdicts) -> Vec<String> {
    let mut found: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for (name, verdict) in verdicts {
        match verdict.as_ref().map(|verdict| &verdict.compiler) {
            Err(_) => {}
            Ok(Err(reason)) => found
                .entry(format!("not judged by gcc: all, {reason}"))
                .or_default()
                .push(name),
            Ok(Ok(compiler)) => {
                for unjudged in &compiler.unjudged {
                    found
                        .entry(format!("not judged by gcc: {unjudged}"))
                        .or_default()
                        .push(name);
                }
            }
        }
    }
    let lines = found.into_iter();
    lines
        .map(|(what, kernels)| format!("{what}: on {}", kernels.join(", ")))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue_judge::compiler::assertions::{BIT_FIELD, Unjudged};
    use crate::catalogue_judge::{bpftool, compiler};

    fn verdict(compiler: Result<compiler::Verdict, String>) -> Verdict {
        Verdict {
            structs: 2,
            observed: 8,
            bpftool: bpftool::Verdict {
                comparisons: 9,
                absent: 1,
                noticed: 3,
                differences: Vec::new(),
            },
            compiler,
            differences: Vec::new(),
        }
    }

    #[test]
    fn figures_are_summed_and_what_was_not_judged_is_said() {
        let compiler = compiler::Verdict {
            assertions: BTreeMap::from([(Subject::Place, 5)]),
            noticed: 4,
            unjudged: vec![Unjudged {
                what: "ops.bit".to_owned(),
                reason: BIT_FIELD,
            }],
            differences: vec!["ops: static assertion failed".to_owned()],
        };
        let lines = lines(&vec![
            ("1.0-a".to_owned(), Ok(verdict(Ok(compiler)))),
            (
                "1.1-a".to_owned(),
                Ok(verdict(Err("no headers".to_owned()))),
            ),
            ("1.2-a".to_owned(), Err(Error::new("no image"))),
        ]);
        let cells = |line: usize| -> Vec<&str> { lines[line].split_whitespace().collect() };
        assert_eq!(
            cells(1),
            [
                "1.0-a", "2", "1", "8", "9", "0", "5", "0", "0", "1", "7", "1"
            ]
        );
        assert_eq!(
            cells(2),
            [
                "1.1-a", "2", "1", "8", "9", "-", "-", "-", "-", "-", "3", "0"
            ]
        );
        assert_eq!(
            cells(3),
            [
                "all", "4", "2", "16", "18", "0", "5", "0", "0", "1", "10", "1"
            ]
        );
        let rest = [
            "not judged by gcc: all, no headers: on 1.1-a".to_owned(),
            format!("not judged by gcc: ops.bit: {BIT_FIELD}: on 1.0-a"),
            "1.0-a: DIFFERENCE: ops: static assertion failed".to_owned(),
            "1.2-a: NOT JUDGED: no image".to_owned(),
        ];
        assert_eq!(lines[5..], rest);
    }
}
