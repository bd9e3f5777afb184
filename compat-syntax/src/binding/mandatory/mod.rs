// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! What kernels demand of a filled table: a driver that one in range would refuse does not compile.

pub mod kernels;

use compat_data::history::{Demand, Layout};
use compat_data::operation::Operation;
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::{Ident, ImplItem, ItemImpl};

use crate::binding::bind::{Binding, Bindings};
use crate::binding::changes;
use crate::binding::coverage::Coverage;
use crate::errors::{Errors, did_you_mean};
use compat_data::rust::{Names, member};
use kernels::{Kernel, demanding, describe};

/// Holds the table against every demand of the kernels in range and of the target.
pub fn mandatory(
    coverage: &Coverage<'_>,
    bindings: &Bindings<'_>,
    block: &ItemImpl,
    errors: &Errors,
) {
    let names = block.items.iter().filter_map(|item| match item {
        ImplItem::Fn(function) => Some(&function.sig.ident),
        ImplItem::Const(constant) => Some(&constant.ident),
        _ => None,
    });
    let check = Check {
        coverage,
        bindings,
        kernels: demanding(coverage),
        names: names.collect(),
    };
    let table = &block.self_ty;
    for (at, operation) in bindings.operations.iter().enumerate() {
        if !bindings.failed.contains(&at) {
            check.required(operation, table, errors);
        }
    }
    let demands = &coverage.history.demands;
    let mut together: Vec<&Vec<String>> =
        demands.iter().flat_map(|demand| &demand.together).collect();
    together.dedup();
    for names in together {
        check.together(names, errors);
    }
    let mut excluded: Vec<(&String, &String)> = Vec::new();
    for (member, others) in demands.iter().flat_map(|demand| &demand.excludes) {
        excluded.extend(others.iter().map(|other| (member, other)));
    }
    excluded.sort_unstable();
    excluded.dedup();
    for (member, other) in excluded {
        check.excludes(member, other, errors);
    }
}

struct Check<'a> {
    coverage: &'a Coverage<'a>,
    bindings: &'a Bindings<'a>,
    kernels: Vec<Kernel<'a>>,
    /// The names of all functions and constants in the block, bound or not.
    names: Vec<&'a Ident>,
}

impl<'a> Check<'a> {
    /// The kernels in range that refuse the table, since they make a demand that it breaks, and the newest such demand.
    fn refusing(
        &self,
        breaks: impl Fn(&Demand, &Layout) -> bool,
    ) -> Option<(Vec<&Kernel<'a>>, &'a Demand)> {
        let is_broken = |kernel: &&Kernel<'_>| breaks(kernel.demand, kernel.layout);
        let kernels: Vec<&Kernel<'a>> = self.kernels.iter().filter(is_broken).collect();
        let newest = kernels.last()?.demand;
        Some((kernels, newest))
    }

    /// The entry that sets the member of that name in that layout.
    fn setter(&self, name: &str, layout: &Layout) -> Option<&'a Binding<'a>> {
        self.bindings.bound.iter().find(|binding| {
            let mut places = binding.forms.iter().flat_map(|form| &form.places);
            places.any(|(place, member)| place.name == layout.name && member.name == name)
                && !binding.entry.is_false()
        })
    }

    /// The same, if no error has been reported that this one may only follow from.
    fn judged(&self, name: &str, layout: &Layout) -> Option<&'a Binding<'a>> {
        let failed = &self.bindings.failed;
        let setter = self.setter(name, layout);
        setter.filter(|binding| !failed.contains(&binding.operation))
    }

    /// How to leave an entry out on these kernels.
    fn without(&self, binding: &Binding<'_>, kernels: &[&Kernel<'_>]) -> String {
        let mut layouts = binding.layouts();
        layouts.retain(|layout| {
            !kernels
                .iter()
                .any(|kernel| kernel.layout.name == layout.name)
        });
        match self.coverage.bounds(&layouts) {
            Some(bounds) => format!(
                ": `#[kernel({bounds}, optional)]` for `{}`, for instance",
                binding.entry.name
            ),
            None => String::new(),
        }
    }

    /// The operation must be set wherever it is demanded, under the name that it has there.
    fn required(&self, operation: &Operation<'_>, table: &impl ToTokens, errors: &Errors) {
        let history = self.coverage.history;
        let name_in = |layout: &Layout| operation.member(layout).map(|member| &*member.name);
        let refusing = self.refusing(|demand, layout| {
            name_in(layout).is_some_and(|name| {
                demand.required.iter().any(|required| required == name)
                    && self.setter(name, layout).is_none()
            })
        });
        let Some((kernels, demand)) = refusing else {
            return;
        };
        if self.has_other_error(operation) {
            return;
        }
        let mut names: Vec<&str> = Vec::new();
        for name in kernels.iter().filter_map(|kernel| name_in(kernel.layout)) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        let (newest, older) = names.split_last().unwrap_or((&"", &[]));
        let older = older
            .iter()
            .map(|name| format!(" (earlier `{name}`)"))
            .collect::<String>();
        let last = kernels.last().map(|kernel| kernel.layout);
        let wanted = last.and_then(|layout| operation.member(layout));
        let wanted = wanted.map(sketch).unwrap_or_default();
        let or = match kernels.iter().any(|kernel| kernel.is_mainline()) {
            true => ", or say with `kernels = \"…\"` that the driver is not for these kernels",
            false => "",
        };
        let message = format!(
            "`{newest}`{older} of `struct {}` must be set on {}, else: {} ({}){}\nhelp: write {wanted}{or}",
            history.name,
            describe(&kernels),
            demand.otherwise,
            demand.source,
            changes::notes(self.coverage, operation),
        );
        let mut partial = self.names.iter();
        match partial.find(|name| operation.has_name(&name.unraw().to_string())) {
            Some(name) => errors.at(name, message),
            None => errors.at(table, message),
        }
    }

    /// Whether an entry for the operation was refused, or another may be meant for it.
    fn has_other_error(&self, operation: &Operation<'_>) -> bool {
        let known: Vec<&str> = operation
            .members
            .iter()
            .map(|(_, member)| member.name.as_str())
            .collect();
        let is_unbound = |name: &&&Ident| {
            let written = self.names.iter().filter(|other| other == name).count();
            let bound = self
                .bindings
                .bound
                .iter()
                .map(|binding| &binding.entry.name);
            written > bound.filter(|other| other == *name).count()
        };
        self.names.iter().filter(is_unbound).any(|name| {
            let name = name.unraw().to_string();
            known.contains(&name.as_str()) || !did_you_mean(&name, known.iter().copied()).is_empty()
        })
    }

    /// Either all of them are set, or none is.
    fn together(&self, names: &Vec<String>, errors: &Errors) {
        let is_set = |name: &String, layout: &Layout| self.setter(name, layout).is_some();
        let refusing = self.refusing(|demand, layout| {
            let set = names.iter().filter(|name| is_set(name, layout)).count();
            demand.together.contains(names) && ![0, names.len()].contains(&set)
        });
        let Some((kernels, demand)) = refusing else {
            return;
        };
        let Some(first) = kernels.first().map(|kernel| kernel.layout) else {
            return;
        };
        let (set, unset): (Vec<&String>, Vec<&String>) =
            names.iter().partition(|name| is_set(name, first));
        let (Some(one), Some(other)) = (set.first(), unset.first()) else {
            return;
        };
        let mut operations = self.bindings.operations.iter();
        if operations.any(|unset| unset.has_name(other) && self.has_other_error(unset)) {
            return;
        }
        if let Some(binding) = self.judged(one, first) {
            let what = format!("`{one}` must not be set without `{other}`");
            report(
                binding,
                &kernels,
                &what,
                demand,
                "write both or neither",
                errors,
            );
        }
    }

    /// The other member is not set beside the first.
    fn excludes(&self, member: &String, other: &String, errors: &Errors) {
        let refusing = self.refusing(|demand, layout| {
            let mut excludes = demand.excludes.iter();
            excludes.any(|(one, others)| one == member && others.contains(other))
                && self.setter(member, layout).is_some()
                && self.setter(other, layout).is_some()
        });
        let Some((kernels, demand)) = refusing else {
            return;
        };
        let Some(first) = kernels.first().map(|kernel| kernel.layout) else {
            return;
        };
        let judged = |name| self.judged(name, first);
        if let (Some(binding), Some(beside)) = (judged(other), judged(member)) {
            let what = format!("`{other}` must not be set beside `{member}`");
            let help = format!(
                "leave one of them out there{}",
                self.without(beside, &kernels)
            );
            report(binding, &kernels, &what, demand, &help, errors);
        }
    }
}

fn report(
    binding: &Binding<'_>,
    kernels: &[&Kernel<'_>],
    what: &str,
    demand: &Demand,
    help: &str,
    errors: &Errors,
) {
    let kernels = describe(kernels);
    let Demand {
        otherwise, source, ..
    } = demand;
    errors.at(
        &binding.entry.name,
        format!("{what} on {kernels}, else: {otherwise} ({source})\nhelp: {help}"),
    );
}

/// What to write for a member.
fn sketch(wanted: &compat_data::c::Member) -> String {
    let names = Names::Plain;
    match wanted.ty.as_function_pointer() {
        Some(function) => {
            let signature = crate::binding::signatures::signature(function, &names);
            format!("`fn {}{signature}`", wanted.name)
        }
        None => format!(
            "`const {}: {}`",
            wanted.name,
            member(wanted, &names).unwrap_or_default()
        ),
    }
}
