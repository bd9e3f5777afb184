// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! What doctor finds, for people.

use super::style::{BAD, CARE, FAINT, GOOD, HEADING, styled};
use super::words::hanging;
use crate::verbs::doctor::finding::{Finding, Level};

/// The column where texts begin, behind the level.
const COLUMN: usize = 9;

/// Each finding with its remedy, and how many are bad.
pub(crate) fn list(findings: &[Finding]) -> String {
    let lines: String = findings.iter().map(line).collect();
    format!("{lines}\n{}\n", summary(findings))
}

fn line(finding: &Finding) -> String {
    let style = match finding.level {
        Level::Ok => GOOD,
        Level::Note => FAINT,
        Level::Warning => CARE,
        Level::Fatal => BAD,
    };
    let level = styled(style, finding.level.word());
    let blanks = " ".repeat(COLUMN.saturating_sub(finding.level.word().len()));
    let name = match &finding.subject {
        Some(subject) => format!("{} {subject}", finding.id),
        None => finding.id.to_owned(),
    };
    let mut text = format!(
        "{level}{blanks}{}: {}\n",
        styled(HEADING, name),
        hanging(&finding.seen, COLUMN)
    );
    if let Some(remedy) = &finding.remedy {
        text.push_str(&format!(
            "{:COLUMN$}help: {}\n",
            "",
            hanging(remedy, COLUMN)
        ));
    }
    text
}

fn summary(findings: &[Finding]) -> String {
    let count = |level| {
        findings
            .iter()
            .filter(|finding| finding.level == level)
            .count()
    };
    let warnings = match count(Level::Warning) {
        0 => String::new(),
        1 => ", 1 warning".to_owned(),
        warnings => format!(", {warnings} warnings"),
    };
    match count(Level::Fatal) {
        0 => styled(GOOD, format_args!("nothing is missing{warnings}")),
        fatal => styled(BAD, format_args!("{fatal} fatal{warnings}")),
    }
}
