// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! What a method's parameters get, and what its result becomes: the rules in words, tried out one by one.

use super::case::{Parameter, Returns};
use super::facts::Facts;

/// For each parameter the kernel's argument that it gets, counted from 0; none: `None`.
pub type Assignment = Vec<Option<usize>>;

/// Arguments bind by type and in order. Each parameter that is no `Option` must get one, and as many of the others as can
/// do; there must be one such way.
pub fn by_type(facts: &Facts, parameters: &[Parameter], kernel: &[String]) -> Option<Assignment> {
    let mut ways = Vec::new();
    all_ways(facts, parameters, kernel, &mut Vec::new(), &mut ways);
    let filled = |way: &Assignment| way.iter().flatten().count();
    let most = ways.iter().map(filled).max()?;
    ways.retain(|way| filled(way) == most);
    match ways.as_slice() {
        [one] => Some(one.clone()),
        _ => None,
    }
}

fn all_ways(
    facts: &Facts,
    parameters: &[Parameter],
    kernel: &[String],
    so_far: &mut Assignment,
    ways: &mut Vec<Assignment>,
) {
    let Some(parameter) = parameters.get(so_far.len()) else {
        ways.push(so_far.clone());
        return;
    };
    let next = so_far.iter().flatten().max().map_or(0, |last| last + 1);
    for at in next..kernel.len() {
        if takes(facts, parameter, &kernel[at]) {
            so_far.push(Some(at));
            all_ways(facts, parameters, kernel, so_far, ways);
            so_far.pop();
        }
    }
    if parameter.optional {
        so_far.push(None);
        all_ways(facts, parameters, kernel, so_far, ways);
        so_far.pop();
    }
}

/// `args(…)` says for each of the kernel's arguments which parameter gets it.
pub fn listed(
    facts: &Facts,
    parameters: &[Parameter],
    list: &[Option<String>],
    kernel: &[String],
) -> Option<Assignment> {
    let mut assignment = Vec::new();
    for parameter in parameters {
        let named = |name: &Option<String>| name.is_some() && *name == parameter.name;
        match list.iter().position(named) {
            Some(at) if takes(facts, parameter, &kernel[at]) => assignment.push(Some(at)),
            None if parameter.optional => assignment.push(None),
            _ => return None,
        }
    }
    Some(assignment)
}

fn takes(facts: &Facts, parameter: &Parameter, kernel: &str) -> bool {
    facts.canonical(&parameter.ty) == kernel
}

/// Whether what a method returns becomes what the kernel takes: the table of `compat_core::KernelResult`.
pub fn result_fits(facts: &Facts, returns: &Returns, kernel: &str) -> bool {
    let signed = ["c_int", "c_long", "c_longlong", "ssize_t"];
    match returns {
        Returns::Never => true,
        Returns::Nothing => ["()", "c_int"].contains(&kernel),
        Returns::Value(ty) => facts.canonical(ty) == kernel,
        Returns::Fallible(None) => kernel == "()" || signed.contains(&kernel),
        Returns::Fallible(Some(ty)) => match facts.canonical(ty).as_str() {
            "size_t" => ["size_t", "ssize_t"].contains(&kernel),
            ty => ty == kernel && (signed.contains(&ty) || ty.starts_with('*')),
        },
    }
}
