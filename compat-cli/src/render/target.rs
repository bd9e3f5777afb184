// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! What a build selects, for people.

use compat_build::place::State;
use compat_build::report::{PlaceReport, Report, StructReport};

use super::style::{BAD, CARE, FAINT, GOOD, HEADING, styled};
use super::words::{hanging, said};

/// The target, where it was looked for, and each struct with its layout or why it has none.
pub(crate) fn report(report: &Report) -> String {
    let target = &report.target;
    let kernel = format!("kernel {} for {}", target.kernel, target.architecture);
    let mut text = format!(
        "{}, named by {}\n\nlooked at\n",
        styled(HEADING, kernel),
        target.named_by
    );
    for place in &report.place {
        text.push_str(&format!("  {}\n", self::place(place)));
    }
    text.push('\n');
    for found in &report.r#struct {
        text.push_str(&self::found(found));
    }
    for warning in &report.warnings {
        text.push_str(&format!(
            "\n{}: {}\n",
            styled(CARE, "warning"),
            lines(warning, 2)
        ));
    }
    text
}

fn place(place: &PlaceReport) -> String {
    let words = match place.state {
        // All that the compiler said is in a warning.
        State::NotCompiled => place.words.lines().next().unwrap_or_default().to_owned(),
        _ => place.words.split_whitespace().collect::<Vec<_>>().join(" "),
    };
    match place.state {
        State::Decides | State::Read => styled(GOOD, words),
        State::Broken | State::Compressed | State::OtherKernel | State::NotCompiled => {
            styled(CARE, words)
        }
        State::NotSet
        | State::NotUsed
        | State::Missing
        | State::NoTypeInformation
        | State::NotRunning
        | State::Randomised => styled(FAINT, words),
    }
}

fn found(found: &StructReport) -> String {
    let modules = match &found.modules[..] {
        [] => String::new(),
        modules => format!(" (its modules: {})", modules.join(", ")),
    };
    let answer = match (&found.layout, found.refusal) {
        (Some(layout), _) => styled(GOOD, format_args!("layout {layout}")),
        (None, refusal) => {
            let refusal = refusal.unwrap_or_default();
            styled(BAD, format_args!("no layout: {refusal}"))
        }
    };
    let name = styled(HEADING, format_args!("struct {}", found.name));
    let mut text = format!("{name}{modules}\n  {answer}\n  {}\n", lines(&found.said, 2));
    if let Some(mismatch) = &found.mismatch {
        let differs = styled(CARE, "differs from its record");
        text.push_str(&format!("  {differs}: {}\n", lines(mismatch, 2)));
    }
    text
}

/// What is said, and below it what to do.
fn lines(text: &str, indent: usize) -> String {
    let said = said(text);
    let helps = said.helps.iter().map(|help| format!("\nhelp: {help}"));
    hanging(&(said.what.clone() + &helps.collect::<String>()), indent)
}
