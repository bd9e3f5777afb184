// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! What may be wrong with a driver, and what may change without harm.

use compat_data::release::Release;

use super::case::{Driver, Entry, Parameter, Range, Returns, Value};
use super::facts::{Facts, Kind};
use super::generate::{list, ranges, release, result_types};
use super::numbers::Numbers;

/// Changes one thing; rarely nothing, where what was drawn can't be done.
pub fn mutate(driver: &mut Driver, facts: &Facts, numbers: &mut Numbers) {
    if driver.entries.is_empty() || numbers.percent(8) {
        driver.kernels = kernels(facts, numbers);
        return;
    }
    let at = numbers.below(driver.entries.len());
    match numbers.below(16) {
        0 | 1 => drop(driver.entries.remove(at)),
        2 => {
            let again = driver.entries[at].clone();
            driver.entries.insert(at + 1, again);
        }
        3 | 4 => split(driver, at, facts, numbers),
        5 => rename(&mut driver.entries[at], facts, numbers),
        6..=8 => bound(&mut driver.entries[at], facts, numbers),
        9 => driver.entries[at].optional ^= true,
        _ => change_value(&mut driver.entries[at], facts, numbers),
    }
}

fn kernels(facts: &Facts, numbers: &mut Numbers) -> Option<Vec<Range>> {
    let mut ranges = ranges(facts, numbers);
    match numbers.below(6) {
        0 => return None,
        1 => {
            let range = &mut ranges[0];
            std::mem::swap(&mut range.first, &mut range.last);
        }
        2 => ranges[0].first = Some(unmade(numbers)),
        _ => {}
    }
    Some(ranges)
}

/// A release that mainline never made; RHEL 7 has the first.
fn unmade(numbers: &mut Numbers) -> Release {
    let (major, minor) = *numbers.choose(&[(3, 10), (4, 3), (4, 21), (5, 20), (7, 4)]);
    Release::new(major, minor)
}

/// One entry becomes two, which meet where a layout ends, or nearly.
fn split(driver: &mut Driver, at: usize, facts: &Facts, numbers: &mut Numbers) {
    let mut later = driver.entries[at].clone();
    later.since = Some(first_release(facts, numbers));
    driver.entries[at].until = match numbers.percent(80) {
        true => later.since.and_then(Release::previous),
        false => Some(last_release(facts, numbers)),
    };
    driver.entries.insert(at + 1, later);
}

fn first_release(facts: &Facts, numbers: &mut Numbers) -> Release {
    numbers.choose(&facts.layouts).releases[0]
}

fn last_release(facts: &Facts, numbers: &mut Numbers) -> Release {
    let releases = &numbers.choose(&facts.layouts).releases;
    releases[releases.len() - 1]
}

fn rename(entry: &mut Entry, facts: &Facts, numbers: &mut Numbers) {
    let own = facts.operation(&entry.name);
    entry.name = match (numbers.below(4), own) {
        (0 | 1, Some(own)) => (*numbers.choose(&facts.operations[own])).to_owned(),
        (2, _) => numbers.choose(&facts.operations)[0].to_owned(),
        _ => format!("{}s", entry.name),
    };
}

fn bound(entry: &mut Entry, facts: &Facts, numbers: &mut Numbers) {
    let is_since = numbers.percent(50);
    let bound = match (numbers.below(20), is_since) {
        (0..=3, _) => None,
        (4, _) => Some(unmade(numbers)),
        (5..=6, _) => Some(release(facts, numbers)),
        (_, true) => Some(first_release(facts, numbers)),
        (_, false) => Some(last_release(facts, numbers)),
    };
    match is_since {
        true => entry.since = bound,
        false => entry.until = bound,
    }
}

fn change_value(entry: &mut Entry, facts: &Facts, numbers: &mut Numbers) {
    let signatures: Vec<Vec<String>> = match facts.operation(&entry.name) {
        None => Vec::new(),
        Some(operation) => (0..facts.layouts.len())
            .filter_map(|at| match facts.member(operation, at)?.1 {
                Kind::Function { arguments, .. } => Some(arguments.clone()),
                Kind::Data(_) => None,
            })
            .collect(),
    };
    match &mut entry.value {
        Value::Constant { ty, value } => match numbers.below(4) {
            0 => {
                let parameters = Vec::new();
                let returns = Returns::Value("bool".to_owned());
                entry.value = Value::Method {
                    parameters,
                    returns,
                };
            }
            1 => *ty = numbers.choose(&["u8", "c_int", "bool"]).to_string(),
            _ => *value ^= true,
        },
        Value::Method {
            parameters,
            returns,
        } => match numbers.below(12) {
            0 => {
                entry.value = Value::Constant {
                    ty: "bool".to_owned(),
                    value: true,
                }
            }
            1..=3 => change_result(returns, facts, numbers),
            4 | 5 if !signatures.is_empty() => {
                let signature = numbers.choose(&signatures);
                change_lists(&mut entry.lists, parameters, signature, numbers);
            }
            _ => change_parameters(parameters, facts, numbers),
        },
    }
}

fn change_result(returns: &mut Returns, facts: &Facts, numbers: &mut Numbers) {
    if let Returns::Value(ty) | Returns::Fallible(Some(ty)) = returns {
        if let Some(other) = facts.other_spelling(ty).filter(|_| numbers.percent(30)) {
            *ty = other;
            return;
        }
    }
    let types = result_types(facts);
    let ty = numbers.choose(&types).clone();
    *returns = match numbers.below(7) {
        0 => Returns::Never,
        1 => Returns::Nothing,
        2 | 3 => Returns::Fallible(None),
        4 => Returns::Fallible(Some(ty)),
        _ => Returns::Value(ty),
    };
}

/// There is at most one list for each number of arguments.
fn change_lists(
    lists: &mut Vec<Vec<Option<String>>>,
    parameters: &[Parameter],
    signature: &[String],
    numbers: &mut Numbers,
) {
    let mut new = list(parameters, signature).unwrap_or_else(|| vec![None; signature.len()]);
    match numbers.below(8) {
        0 => lists.clear(),
        1 => numbers.shuffle(&mut new),
        2 => new.push(None),
        3 => new
            .iter_mut()
            .take(1)
            .for_each(|name| *name = Some("nobody".to_owned())),
        4 => {
            let last = new.last().cloned().flatten();
            new.iter_mut().take(1).for_each(|name| *name = last.clone());
        }
        _ => {}
    }
    lists.retain(|list| list.len() != new.len());
    lists.push(new);
}

fn change_parameters(parameters: &mut Vec<Parameter>, facts: &Facts, numbers: &mut Numbers) {
    let any = any_type(facts, numbers);
    let count = parameters.len();
    if count == 0 || numbers.percent(15) {
        // Names end in the number of the kernel's argument, which `args` may give to them.
        let free = (0..).map(|at| format!("argument_{at}"));
        let is_free = |name: &String| !parameters.iter().any(|one| one.name.as_ref() == Some(name));
        let parameter = Parameter {
            name: free.into_iter().find(is_free),
            ty: any,
            optional: numbers.percent(50),
        };
        parameters.insert(numbers.below(count + 1), parameter);
        return;
    }
    let at = numbers.below(count);
    match numbers.below(8) {
        0 => drop(parameters.remove(at)),
        1 => parameters.swap(at, numbers.below(count)),
        2 => parameters[at].ty = any,
        3 => parameters[at].name = None,
        4 | 5 => {
            if let Some(other) = facts.other_spelling(&parameters[at].ty) {
                parameters[at].ty = other;
            }
        }
        _ => parameters[at].optional ^= true,
    }
}

/// A type that some kernel passes, or none.
fn any_type(facts: &Facts, numbers: &mut Numbers) -> String {
    let more = [
        "u8",
        "c_uint",
        "u64",
        "*mut u8",
        "*const dma_buf",
        "core::ffi::c_ulong",
    ];
    let mut types: Vec<&str> = more.to_vec();
    for (_, kind) in facts.layouts.iter().flat_map(|layout| &layout.members) {
        if let Kind::Function { arguments, .. } = kind {
            types.extend(arguments.iter().map(String::as_str));
        }
    }
    (*numbers.choose(&types)).to_owned()
}
