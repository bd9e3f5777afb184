// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! How a kernel's call becomes a call of the driver's method, or why it can't.

use compat_data::c::Function;
use compat_data::core_types::is_core_type;
use compat_data::history::History;

use crate::argument_list::ArgumentList;
use crate::method::{Method, Parameter, Returns};
use compat_data::rust::{Names, parameters, result};

/// How a call is handed on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Adapter {
    /// What each of the method's parameters gets.
    pub arguments: Vec<Passed>,
    /// Whether the result is the kernel's already; else it is converted by `compat_core::KernelResult`.
    pub result_is_kernels: bool,
}

/// What a parameter gets. The kernel's arguments count from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Passed {
    /// The kernel's argument.
    Plain(usize),
    /// The kernel's argument, in `Some`.
    Some(usize),
    /// `None`: the kernel passes no such argument.
    None,
}

/// Why a method can't serve. Parameters count from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Misfit {
    /// The kernel passes no argument of that parameter's type, or only before one that an earlier parameter took.
    NotPassed {
        /// Which one.
        parameter: usize,
    },
    /// The kernel passes several that could be meant.
    Ambiguous {
        /// Which one.
        parameter: usize,
    },
    /// The argument that `args` gives to the parameter is of another type.
    Listed {
        /// Which one.
        parameter: usize,
    },
    /// `args` gives nothing to the parameter.
    Unlisted {
        /// Which one.
        parameter: usize,
    },
    /// The kernel takes another result.
    Result,
}

/// Holds the method against one kernel's function.
///
/// # Errors
/// Why it can't serve there.
pub fn adapt(
    method: &Method<'_>,
    lists: &[ArgumentList],
    function: &Function,
    history: &History,
) -> Result<Adapter, Misfit> {
    let names = Names::Canonical(history);
    // What can't be spelled has been refused before.
    let kernel = parameters(function, &names).unwrap_or_default();
    let list = lists.iter().find(|list| list.count() == kernel.len());
    let arguments = match list {
        Some(list) => listed(&method.parameters, list, &kernel)?,
        None => by_type(&method.parameters, &kernel)?,
    };
    let kernel_result = result(function, &names).unwrap_or_default();
    let result_is_kernels =
        returns(&method.returns, kernel_result.as_deref()).ok_or(Misfit::Result)?;
    Ok(Adapter {
        arguments,
        result_is_kernels,
    })
}

/// Whether that is what the kernel takes of its function, or converts to it.
pub fn fits_result(returned: &Returns, function: &Function, history: &History) -> bool {
    let taken = result(function, &Names::Canonical(history)).unwrap_or_default();
    returns(returned, taken.as_deref()).is_some()
}

/// Whether the method would fit if that parameter were an `Option`, and each other that the kernel does not pass.
pub fn would_fit_with_option(
    method: &Method<'_>,
    parameter: usize,
    function: &Function,
    history: &History,
) -> bool {
    let kernel = parameters(function, &Names::Canonical(history)).unwrap_or_default();
    let mut changed = method.parameters.clone();
    for (at, changed) in changed.iter_mut().enumerate() {
        let is_missing = changed.optional.is_none() && !kernel.contains(&changed.ty);
        if at == parameter || is_missing {
            let inner = std::mem::take(&mut changed.ty);
            changed.ty = format!("Option<{inner}>");
            changed.optional = Some(inner);
        }
    }
    by_type(&changed, &kernel).is_ok() && fits_result(&method.returns, function, history)
}

fn passed(parameter: &Parameter<'_>, kernel: &str, at: usize) -> Option<Passed> {
    match &parameter.optional {
        _ if parameter.ty == kernel => Some(Passed::Plain(at)),
        Some(inner) if inner == kernel => Some(Passed::Some(at)),
        _ => None,
    }
}

fn listed(
    parameters: &[Parameter<'_>],
    list: &ArgumentList,
    kernel: &[String],
) -> Result<Vec<Passed>, Misfit> {
    let pass = |(parameter, written): (usize, &Parameter<'_>)| match written
        .name
        .and_then(|name| list.position(name))
    {
        Some(at) => passed(written, &kernel[at], at).ok_or(Misfit::Listed { parameter }),
        None if written.optional.is_some() => Ok(Passed::None),
        None => Err(Misfit::Unlisted { parameter }),
    };
    parameters.iter().enumerate().map(pass).collect()
}

/// Gives the kernel's arguments to the parameters by type, in order: each parameter that is no `Option` gets one, and as
/// many of the others as can. There must be one best way.
fn by_type(parameters: &[Parameter<'_>], kernel: &[String]) -> Result<Vec<Passed>, Misfit> {
    // best[i][j]: how many of parameters[i..] can get one of kernel[j..]; none: not all that must.
    let mut best = vec![vec![None::<usize>; kernel.len() + 1]; parameters.len() + 1];
    best[parameters.len()].fill(Some(0));
    for (i, parameter) in parameters.iter().enumerate().rev() {
        for j in (0..=kernel.len()).rev() {
            let with = takers(parameter, kernel, j)
                .filter_map(|(at, _)| Some(best[i + 1][at + 1]? + 1))
                .max();
            let without = best[i + 1][j].filter(|_| parameter.optional.is_some());
            best[i][j] = with.max(without);
        }
    }
    if best[0][0].is_none() {
        return Err(not_passed(parameters, kernel));
    }
    let mut arguments = Vec::with_capacity(parameters.len());
    let mut next = 0;
    for (i, parameter) in parameters.iter().enumerate() {
        let filled = best[i][next];
        let mut choices: Vec<(Passed, usize)> = takers(parameter, kernel, next)
            .filter(|&(at, _)| filled == best[i + 1][at + 1].map(|rest| rest + 1))
            .map(|(at, passed)| (passed, at + 1))
            .collect();
        if parameter.optional.is_some() && filled == best[i + 1][next] {
            choices.push((Passed::None, next));
        }
        match choices.as_slice() {
            [(passed, after)] => {
                arguments.push(*passed);
                next = *after;
            }
            _ => return Err(Misfit::Ambiguous { parameter: i }),
        }
    }
    Ok(arguments)
}

/// The kernel's arguments from one on that the parameter could get.
fn takers<'a>(
    parameter: &'a Parameter<'_>,
    kernel: &'a [String],
    from: usize,
) -> impl Iterator<Item = (usize, Passed)> + 'a {
    let arguments = kernel.iter().enumerate().skip(from);
    arguments.filter_map(|(at, ty)| Some((at, passed(parameter, ty, at)?)))
}

/// The first parameter for which no argument is left.
fn not_passed(parameters: &[Parameter<'_>], kernel: &[String]) -> Misfit {
    let mut next = 0;
    for (parameter, written) in parameters.iter().enumerate() {
        match takers(written, kernel, next).next() {
            Some((at, _)) => next = at + 1,
            None if written.optional.is_some() => {}
            None => return Misfit::NotPassed { parameter },
        }
    }
    // Each one for itself could get one: an `Option` took what a later one needs.
    Misfit::NotPassed {
        parameter: parameters.len().saturating_sub(1),
    }
}

/// Whether what the method returns is the kernel's own type already, or is converted; none: neither.
fn returns(method: &Returns, kernel: Option<&str>) -> Option<bool> {
    let is_signed = |ty: &str| ["c_int", "c_long", "c_longlong", "ssize_t"].contains(&ty);
    match (method, kernel) {
        (Returns::Never, _) => Some(true),
        (_, Some("!")) => None,
        (Returns::Nothing, None) => Some(true),
        (Returns::Nothing, Some("c_int")) | (Returns::Result(None), None) => Some(false),
        (Returns::Result(None), Some(kernel)) => is_signed(kernel).then_some(false),
        (Returns::Result(Some(value)), Some(kernel)) => {
            let is_length = value == "size_t" && ["size_t", "ssize_t"].contains(&kernel);
            let is_own = value == kernel && (is_signed(kernel) || kernel.starts_with('*'));
            (is_length || is_own).then_some(false)
        }
        (Returns::Value(value), Some(kernel)) if value == kernel => Some(true),
        // A type of the driver's own may convert: the compiler knows.
        (Returns::Value(value), _) => (!is_kernels(value)).then_some(false),
        (Returns::Nothing | Returns::Result(Some(_)), _) => None,
    }
}

/// Whether the type is one that C functions of the kernel return.
fn is_kernels(ty: &str) -> bool {
    ty == "bool" || ty.starts_with('*') || ty.starts_with("Option<") || is_core_type(ty)
}
