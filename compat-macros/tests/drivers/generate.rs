// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Valid drivers, as people might write them.

use compat_data::release::Release;

use super::arguments::{by_type, result_fits};
use super::case::{Driver, Entry, Parameter, Range, Returns, Value};
use super::facts::{Facts, Kind};
use super::model::judge;
use super::numbers::Numbers;

/// A driver that the model takes for valid.
pub fn valid(facts: &Facts, target: Option<&str>, numbers: &mut Numbers) -> Driver {
    loop {
        let kernels = numbers.percent(60).then(|| ranges(facts, numbers));
        // Some draws fill what excludes each other, or what the target alone has.
        for _ in 0..4 {
            let driver = driver(facts, kernels.clone(), numbers);
            if judge(facts, &driver, target).broken.is_empty() {
                return driver;
            }
        }
    }
}

/// Ranges of known releases, many of which begin or end where a layout does.
pub fn ranges(facts: &Facts, numbers: &mut Numbers) -> Vec<Range> {
    let count = *numbers.choose(&[1, 1, 1, 2, 3]);
    (0..count).map(|_| range(facts, numbers)).collect()
}

fn range(facts: &Facts, numbers: &mut Numbers) -> Range {
    let one = release(facts, numbers);
    let other = release(facts, numbers);
    let (first, last) = (Some(one.min(other)), Some(one.max(other)));
    match numbers.below(4) {
        0 => Range { first, last: None },
        1 => Range { first: None, last },
        2 => Range { first, last: first },
        _ => Range { first, last },
    }
}

/// A mainline release, often the first or last of a layout.
pub fn release(facts: &Facts, numbers: &mut Numbers) -> Release {
    let layout = numbers.choose(&facts.layouts);
    match numbers.below(5) {
        0 | 1 => layout.releases[0],
        2 | 3 => layout.releases[layout.releases.len() - 1],
        _ => *numbers.choose(&Release::mainline().collect::<Vec<_>>()),
    }
}

fn driver(facts: &Facts, kernels: Option<Vec<Range>>, numbers: &mut Numbers) -> Driver {
    let covered = facts.in_range(kernels.as_deref());
    let mut entries = Vec::new();
    let with_pin = numbers.percent(50);
    for (operation, names) in facts.operations.iter().enumerate() {
        let is_demanded = facts.demands.iter().any(|demand| {
            let required = &demand.required;
            required.iter().any(|name| names.contains(&name.as_str()))
        });
        let is_pin = facts.demands.iter().flat_map(|demand| &demand.together);
        let is_wanted = match is_pin.flatten().any(|name| names.contains(&name.as_str())) {
            true => with_pin,
            false => is_demanded || numbers.percent(60),
        };
        if is_wanted {
            let alternatives = alternatives(facts, operation, numbers);
            entries.extend(alternatives.into_iter().filter(|entry| {
                let serves = |at: &usize| {
                    let releases = &facts.layouts[*at].releases;
                    let bounds = Range {
                        first: entry.since,
                        last: entry.until,
                    };
                    facts.member(operation, *at).is_some() && bounds.contains(releases[0])
                };
                covered.iter().any(serves)
            }));
        }
    }
    if numbers.percent(30) {
        numbers.shuffle(&mut entries);
    }
    Driver {
        table: facts.name,
        kernels,
        entries,
    }
}

/// Entries that serve an operation wherever it is: one, or one for each signature.
fn alternatives(facts: &Facts, operation: usize, numbers: &mut Numbers) -> Vec<Entry> {
    let is_there = |at: &usize| facts.member(operation, *at).is_some();
    let all: Vec<usize> = (0..facts.layouts.len()).filter(is_there).collect();
    if numbers.percent(50) {
        if let Some(one) = entry(facts, operation, &all, numbers) {
            return vec![one];
        }
    }
    let mut runs: Vec<Vec<usize>> = Vec::new();
    let kind = |at: usize| facts.member(operation, at).map(|(_, kind)| kind);
    for at in all {
        match runs.last_mut() {
            Some(run) if kind(run[0]) == kind(at) => run.push(at),
            _ => runs.push(vec![at]),
        }
    }
    let entries = runs.iter().map(|run| {
        let drawn = (0..4).find_map(|_| entry(facts, operation, run, numbers));
        drawn.unwrap_or_else(|| exact(facts, operation, run))
    });
    entries.collect()
}

/// A method that takes just what the kernel passes.
fn exact(facts: &Facts, operation: usize, layouts: &[usize]) -> Entry {
    let (name, kind) = facts
        .member(operation, layouts[0])
        .expect("the layout has it");
    let value = match kind {
        Kind::Data(ty) => Value::Constant {
            ty: ty.clone(),
            value: false,
        },
        Kind::Function { arguments, result } => Value::Method {
            parameters: arguments.iter().enumerate().map(plain).collect(),
            returns: match result.as_str() {
                "()" => Returns::Nothing,
                ty => Returns::Value(ty.to_owned()),
            },
        },
    };
    bounded(facts, name, layouts, value)
}

fn plain((at, ty): (usize, &String)) -> Parameter {
    Parameter {
        name: Some(format!("argument_{at}")),
        ty: ty.clone(),
        optional: false,
    }
}

/// An entry that serves these layouts, all of one operation; none: this draw does not.
fn entry(
    facts: &Facts,
    operation: usize,
    layouts: &[usize],
    numbers: &mut Numbers,
) -> Option<Entry> {
    let kinds = layouts.iter().map(|at| facts.member(operation, *at));
    let kinds: Vec<&Kind> = kinds
        .map(|member| member.map(|(_, kind)| kind))
        .collect::<Option<_>>()?;
    let name = *numbers.choose(&facts.operations[operation]);
    let mut lists = Vec::new();
    let value = match numbers.choose(&kinds) {
        Kind::Data(ty) => Value::Constant {
            ty: ty.clone(),
            value: numbers.percent(50),
        },
        Kind::Function { arguments, .. } => {
            let parameters = parameters(arguments, &kinds, numbers);
            for kind in &kinds {
                let Kind::Function { arguments, .. } = kind else {
                    return None;
                };
                if by_type(facts, &parameters, arguments).is_none() {
                    let is_listed = |list: &Vec<_>| list.len() == arguments.len();
                    if !lists.iter().any(is_listed) {
                        lists.push(list(&parameters, arguments)?);
                    }
                }
            }
            Value::Method {
                parameters,
                returns: returns(facts, &kinds, numbers)?,
            }
        }
    };
    let mut entry = bounded(facts, name, layouts, value);
    entry.lists = lists;
    entry.optional = numbers.percent(5);
    Some(entry)
}

/// Some of the arguments, in `Option`s where not every kernel passes them.
fn parameters(arguments: &[String], kinds: &[&Kind], numbers: &mut Numbers) -> Vec<Parameter> {
    let mut parameters: Vec<Parameter> = arguments.iter().enumerate().map(plain).collect();
    parameters.retain(|_| numbers.percent(80));
    for parameter in &mut parameters {
        let is_passed = |kind: &&Kind| matches!(kind, Kind::Function { arguments, .. } if arguments.contains(&parameter.ty));
        parameter.optional = !kinds.iter().all(is_passed) || numbers.percent(15);
    }
    parameters
}

/// An `args(…)` that gives each parameter the argument after which it is named; none: it can't.
pub fn list(parameters: &[Parameter], arguments: &[String]) -> Option<Vec<Option<String>>> {
    let mut list = vec![None; arguments.len()];
    for (at, name) in list.iter_mut().enumerate() {
        let wanted = format!("argument_{at}");
        let is_it =
            |one: &&Parameter| one.name.as_ref() == Some(&wanted) && one.ty == arguments[at];
        *name = parameters.iter().find(is_it).map(|_| wanted.clone());
    }
    let is_listed = |one: &Parameter| one.optional || list.contains(&one.name);
    parameters.iter().all(is_listed).then_some(list)
}

/// A result that every one of the kernels' functions takes; none: there is none.
fn returns(facts: &Facts, kinds: &[&Kind], numbers: &mut Numbers) -> Option<Returns> {
    let mut all = vec![Returns::Nothing, Returns::Fallible(None)];
    for ty in result_types(facts) {
        all.push(Returns::Value(ty.clone()));
        all.push(Returns::Fallible(Some(ty)));
    }
    all.retain(|returns| {
        let mut kinds = kinds.iter();
        kinds.all(|kind| {
            matches!(kind, Kind::Function { result, .. } if result_fits(facts, returns, result))
        })
    });
    match all.as_slice() {
        [] => None,
        _ => Some(numbers.choose(&all).clone()),
    }
}

/// The types that functions of the struct return, and some that they don't.
pub fn result_types(facts: &Facts) -> Vec<String> {
    let more = [
        "c_int", "c_long", "c_uint", "ssize_t", "size_t", "u64", "bool",
    ];
    let mut types: Vec<String> = more.iter().map(|ty| (*ty).to_owned()).collect();
    for (_, kind) in facts.layouts.iter().flat_map(|layout| &layout.members) {
        if let Kind::Function { result, .. } = kind {
            if !types.contains(result) && result != "()" {
                types.push(result.clone());
            }
        }
    }
    types
}

/// An entry for these layouts, which stand in a row.
fn bounded(facts: &Facts, name: &str, layouts: &[usize], value: Value) -> Entry {
    let first = layouts[0];
    let last = layouts[layouts.len() - 1];
    let since = facts.layouts[first].releases.first();
    let until = facts.layouts[last].releases.last();
    Entry {
        name: name.to_owned(),
        since: since.copied().filter(|_| first > 0),
        until: until.copied().filter(|_| last + 1 < facts.layouts.len()),
        optional: false,
        lists: Vec::new(),
        value,
    }
}
