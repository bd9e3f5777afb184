// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! What is said of a driver, in words.

use super::{CODE, sentence};
use crate::render::ranges::in_words;
use crate::render::style::{BAD, GOOD, HEADING, styled};
use crate::render::wrap::hanging;
use crate::verbs::explain::explanation::{
    DriverExplained, EntryExplained, MemberExplained, Problem,
};

/// The impl blocks, and whether they are for the kernels here.
pub(super) fn blocks(driver: &DriverExplained) -> String {
    let mut out = String::new();
    for block in &driver.blocks {
        let place = format!("{}:{}: `impl {}`", block.file, block.line, block.name);
        let what = match (&block.kernels, block.lacking.is_empty()) {
            (None, _) => "is for all kernels that are recorded".to_owned(),
            (Some(kernels), true) => {
                format!("is for `kernels = \"{kernels}\"`, which has all of these")
            }
            (Some(kernels), false) => format!(
                "is for `kernels = \"{kernels}\"`, which lacks {}: add these",
                in_words(&block.lacking.join(", "))
            ),
        };
        out.push_str(&sentence(&format!("{place} {what}.")));
    }
    out
}

/// One entry, and whether it has to change.
pub(super) fn entry(entry: &EntryExplained) -> String {
    let bounds = match &entry.bounds {
        Some(bounds) => format!(" with `{bounds}`"),
        None => String::new(),
    };
    let mut out = sentence(&format!(
        "{}:{}: `{}`{bounds}",
        entry.file, entry.line, entry.what
    ));
    for problem in &entry.problems {
        out.push_str(&marked("To change:", &problem.message, BAD));
        out.push_str(&help(problem));
    }
    if entry.problems.is_empty() {
        let text = match (&entry.serves, entry.is_for_others) {
            (_, true) => "it is for other kernels.".to_owned(),
            (Some(serves), false) => format!("it serves {}.", in_words(serves)),
            (None, false) => "it serves none of these, and need not.".to_owned(),
        };
        out.push_str(&marked("Already so:", &text, GOOD));
    }
    out
}

/// What concerns no member, and the answer.
pub(super) fn verdict(driver: &DriverExplained, members: &[MemberExplained]) -> String {
    let mut out = String::from("\n");
    if !driver.problems.is_empty() {
        out.push_str(&styled(HEADING, "impl block as a whole"));
        out.push('\n');
    }
    for problem in &driver.problems {
        let place = format!("{}:{}: {}", problem.file, problem.line, problem.message);
        out.push_str(&marked("To change:", &place, BAD));
        for note in &problem.notes {
            out.push_str(&hanging(&format!("note: {note}"), CODE, CODE + 4));
        }
        out.push_str(&help(problem));
    }
    if !driver.problems.is_empty() {
        out.push('\n');
    }
    let entries = members.iter().flat_map(|member| &member.entries);
    let count = driver.problems.len()
        + entries.map(|entry| entry.problems.len()).sum::<usize>()
        + driver
            .blocks
            .iter()
            .filter(|block| !block.lacking.is_empty())
            .count();
    out.push_str(&match count {
        0 => styled(
            GOOD,
            "Nothing to change: the driver is for all of these kernels.",
        ),
        1 => styled(BAD, "One thing to change."),
        count => styled(BAD, format_args!("{count} things to change.")),
    });
    out.push('\n');
    out
}

fn help(problem: &Problem) -> String {
    let lines = problem.help.iter();
    lines
        .map(|help| hanging(&format!("help: {help}"), CODE, CODE + 4))
        .collect()
}

/// A sentence whose first words are in that style.
fn marked(mark: &str, text: &str, style: anstyle::Style) -> String {
    let lines = hanging(&format!("{mark} {text}"), 4, CODE);
    lines.replacen(mark, &styled(style, mark), 1)
}
