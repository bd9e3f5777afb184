// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! One entry for itself: which layouts it serves, and how.

use std::collections::BTreeSet;

use super::arguments::{Assignment, by_type, listed, result_fits};
use super::case::{Entry, Value};
use super::facts::{Facts, Kind, is_mainline};
use super::model::Rule;

/// What an entry serves.
#[derive(Debug, Default, PartialEq)]
pub struct Served {
    /// Its operation; none: it has no known name.
    pub operation: Option<usize>,
    /// Layouts, with what the method gets there; none: it is a constant, or fits not.
    pub places: Vec<(usize, Option<Assignment>)>,
    /// Its bounds are wrong: nobody knows what it is for.
    pub is_unclear: bool,
}

/// What an entry serves, and what is wrong with it alone.
pub fn serve(
    facts: &Facts,
    entry: &Entry,
    covered: &[usize],
    broken: &mut BTreeSet<Rule>,
) -> Served {
    let mut served = Served {
        operation: facts.operation(&entry.name),
        ..Served::default()
    };
    let Some(operation) = served.operation else {
        broken.insert(Rule::Name);
        return served;
    };
    let is_after = |release| entry.since.is_none_or(|since| since <= release);
    let is_before = |release| entry.until.is_none_or(|until| release <= until);
    let bounds = [entry.since, entry.until];
    let mut are_wrong = bounds.iter().flatten().any(|bound| !is_mainline(*bound));
    are_wrong |= matches!(bounds, [Some(since), Some(until)] if since > until);
    let mut claimed = Vec::new();
    for (at, layout) in facts.layouts.iter().enumerate() {
        let releases = layout.releases.iter();
        let within = releases.filter(|release| is_after(**release) && is_before(**release));
        match within.count() {
            0 => {}
            count if count == layout.releases.len() => claimed.push(at),
            _ => are_wrong = true,
        }
    }
    if are_wrong {
        broken.insert(Rule::Bounds);
        served.is_unclear = true;
        return served;
    }
    claimed.retain(|at| covered.contains(at));
    let has = |at: &usize| facts.member(operation, *at).is_some();
    let (with, without): (Vec<usize>, Vec<usize>) = claimed.into_iter().partition(has);
    if with.is_empty() || (!without.is_empty() && !entry.optional) {
        broken.insert(Rule::Missing);
    }
    check_lists(facts, entry, operation, &with, broken);
    check_options(facts, entry, operation, broken);
    for at in with {
        let (_, kind) = facts.member(operation, at).expect("it has the member");
        let arguments = fit(facts, entry, kind, broken);
        served.places.push((at, arguments));
    }
    served
}

fn check_lists(
    facts: &Facts,
    entry: &Entry,
    operation: usize,
    places: &[usize],
    broken: &mut BTreeSet<Rule>,
) {
    let Value::Method { parameters, .. } = &entry.value else {
        return;
    };
    for list in &entry.lists {
        let names: Vec<&String> = list.iter().flatten().collect();
        let is_parameter = |name: &&String| {
            let mut known = parameters.iter();
            known.any(|parameter| parameter.name.as_ref() == Some(*name))
        };
        let distinct: BTreeSet<&&String> = names.iter().collect();
        let is_passed = places.iter().any(|at| {
            matches!(facts.member(operation, *at), Some((_, Kind::Function { arguments, .. }))
                if arguments.len() == list.len())
        });
        let alike = entry.lists.iter().filter(|other| other.len() == list.len());
        if alike.count() > 1
            || !names.iter().all(is_parameter)
            || distinct.len() < names.len()
            || !is_passed
        {
            broken.insert(Rule::List);
        }
    }
}

fn check_options(facts: &Facts, entry: &Entry, operation: usize, broken: &mut BTreeSet<Rule>) {
    let Value::Method { parameters, .. } = &entry.value else {
        return;
    };
    let layouts = 0..facts.layouts.len();
    let ever: BTreeSet<&String> = layouts
        .filter_map(|at| match facts.member(operation, at) {
            Some((_, Kind::Function { arguments, .. })) => Some(arguments),
            _ => None,
        })
        .flatten()
        .collect();
    for parameter in parameters.iter().filter(|parameter| parameter.optional) {
        if !ever.contains(&facts.canonical(&parameter.ty)) {
            broken.insert(Rule::NeverPassed);
        }
    }
}

/// Holds an entry against one member.
fn fit(
    facts: &Facts,
    entry: &Entry,
    kind: &Kind,
    broken: &mut BTreeSet<Rule>,
) -> Option<Assignment> {
    let (parameters, returns, arguments, result) = match (&entry.value, kind) {
        (Value::Constant { ty, .. }, Kind::Data(expected)) if facts.canonical(ty) == *expected => {
            return None;
        }
        (
            Value::Method {
                parameters,
                returns,
            },
            Kind::Function { arguments, result },
        ) => (parameters, returns, arguments, result),
        _ => {
            broken.insert(Rule::Kind);
            return None;
        }
    };
    if !result_fits(facts, returns, result) {
        broken.insert(Rule::Result);
    }
    let mut lists = entry.lists.iter();
    match lists.find(|list| list.len() == arguments.len()) {
        Some(list) => {
            let assignment = listed(facts, parameters, list, arguments);
            if assignment.is_none() {
                broken.insert(Rule::List);
            }
            assignment
        }
        None => {
            let assignment = by_type(facts, parameters, arguments);
            if assignment.is_none() {
                broken.insert(Rule::Arguments);
            }
            assignment
        }
    }
}
