// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! One member in words.

use super::{code, driver, list, rust, sentence};
use crate::render::ranges::in_words;
use crate::render::style::{FAINT, HEADING, styled};
use crate::verbs::explain::explanation::{AdvisedEntry, DemandExplained, MemberExplained, Rule};

pub(super) fn text(member: &MemberExplained, has_driver: bool) -> String {
    let mut out = styled(HEADING, &member.name) + "\n";
    out.push_str(&presence(member));
    out.push_str(&signatures(member));
    for change in &member.changes {
        out.push_str(&sentence(&change.text));
    }
    for demand in &member.demands {
        out.push_str(&sentence(&words(demand)));
    }
    match has_driver {
        true => {
            for entry in &member.entries {
                out.push_str(&driver::entry(entry));
            }
            if member
                .entries
                .iter()
                .any(|entry| !entry.problems.is_empty())
            {
                out.push_str(&advice(member));
            }
        }
        false => out.push_str(&advice(member)),
    }
    out
}

fn presence(member: &MemberExplained) -> String {
    let mut text = match &member.missing {
        None => "On all of these kernels.".to_owned(),
        Some(missing) => {
            let (kernels, missing) = (in_words(&member.kernels), in_words(missing));
            format!("On {kernels}; not on {missing}.")
        }
    };
    if !member.names.is_empty() {
        let names: Vec<String> = member
            .names
            .iter()
            .map(|name| format!("`{}` on {}", name.name, in_words(&name.kernels)))
            .collect();
        text.push_str(&format!(" It is called {}.", list(&names)));
    }
    sentence(&text)
}

fn signatures(member: &MemberExplained) -> String {
    let mut out = String::new();
    for signature in &member.signatures {
        if member.signatures.len() > 1 {
            out.push_str(&sentence(&format!("On {}:", in_words(&signature.kernels))));
        }
        out.push_str(&faint(&code(&signature.c)));
    }
    out
}

/// Each line for itself: a style must not run over the end of one.
fn faint(lines: &str) -> String {
    lines
        .lines()
        .map(|line| styled(FAINT, line) + "\n")
        .collect()
}

fn words(demand: &DemandExplained) -> String {
    let members: Vec<String> = demand
        .members
        .iter()
        .map(|member| format!("`{member}`"))
        .collect();
    let members = list(&members);
    let kernels = in_words(&demand.kernels);
    let rule = match demand.rule {
        Rule::Required => format!("Must be set on {kernels}"),
        Rule::Together => format!("Set together with {members}, or neither, on {kernels}"),
        Rule::Excludes => format!("Must not be set beside {members} on {kernels}"),
    };
    format!("{rule}, else: {} ({}).", demand.otherwise, demand.source)
}

fn advice(member: &MemberExplained) -> String {
    let advice = &member.advice;
    let mut out = String::new();
    if !advice.entries.is_empty() {
        let is_quiet = |kind: &str| ["moved", "tag-renamed"].contains(&kind);
        let nothing = match advice.entries.as_slice() {
            [one] => one.attribute.is_none() && one.with_all_arguments.is_none(),
            _ => false,
        };
        let nothing = nothing && member.changes.iter().all(|change| is_quiet(change.kind));
        out.push_str(&sentence(match nothing {
            true => "Nothing to do: one entry serves all of them.",
            false => "Write:",
        }));
    }
    for entry in &advice.entries {
        out.push_str(&written(entry, &entry.declaration));
    }
    for entry in &advice.entries {
        if let Some(all) = &entry.with_all_arguments {
            out.push_str(&sentence("Or, with all arguments:"));
            out.push_str(&written(entry, all));
        }
    }
    for text in &advice.sentences {
        out.push_str(&sentence(text));
    }
    out
}

fn written(entry: &AdvisedEntry, declaration: &str) -> String {
    let attribute = entry.attribute.iter().map(|attribute| code(attribute));
    attribute.chain([rust(declaration)]).collect()
}
