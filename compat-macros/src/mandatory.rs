// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! What kernels demand of a filled table: a driver that one in range would refuse does not compile.

use compat_data::history::{Demand, History};
use compat_data::operation::Operation;
use compat_data::release::Release;
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::{Ident, ImplItem, ItemImpl};

use crate::bind::{Binding, Bindings};
use crate::changes;
use crate::coverage::Coverage;
use crate::errors::{Errors, did_you_mean};
use crate::ranges::runs;
use crate::spelling::{Names, member};

/// Holds the table against every demand of the mainline releases in range.
pub(crate) fn mandatory(
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
    /// The names of all functions and constants in the block, bound or not.
    names: Vec<&'a Ident>,
}

impl<'a> Check<'a> {
    fn history(&self) -> &'a History {
        self.coverage.history
    }

    /// The releases in range that refuse the table, since they make a demand that it breaks, and the newest such demand.
    fn refusing(
        &self,
        breaks: impl Fn(&Demand, Release) -> bool,
    ) -> Option<(Vec<Release>, &'a Demand)> {
        let history = self.history();
        let is_in_range = |release: &Release| {
            let layout = history.mainline_layout(*release);
            layout.is_some_and(|layout| self.coverage.releases(layout).contains(release))
        };
        let mut newest = None;
        let releases = Release::mainline().filter(is_in_range).filter(|&release| {
            let broken = history
                .demand(release)
                .filter(|demand| breaks(demand, release));
            newest = broken.or(newest);
            broken.is_some()
        });
        let releases: Vec<Release> = releases.collect();
        Some((releases, newest?))
    }

    /// The entry that sets the member of that name on that release.
    fn setter(&self, name: &str, release: Release) -> Option<&'a Binding<'a>> {
        let layout = self.history().mainline_layout(release)?;
        self.bindings.bound.iter().find(|binding| {
            let mut places = binding.forms.iter().flat_map(|form| &form.places);
            places.any(|(place, member)| place.name == layout.name && member.name == name)
                && !binding.entry.is_false()
        })
    }

    /// The same, if no error has been reported that this one may only follow from.
    fn judged(&self, name: &str, release: Release) -> Option<&'a Binding<'a>> {
        let failed = &self.bindings.failed;
        let setter = self.setter(name, release);
        setter.filter(|binding| !failed.contains(&binding.operation))
    }

    /// How to leave an entry out on these releases.
    fn without(&self, binding: &Binding<'_>, releases: &[Release]) -> String {
        let mut layouts = binding.layouts();
        layouts.retain(|layout| {
            let own = self.coverage.releases(layout);
            !own.iter().any(|release| releases.contains(release))
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
        let history = self.history();
        let name_on = |release: Release| {
            let layout = history.mainline_layout(release)?;
            Some(operation.member(layout)?.name.as_str())
        };
        let refusing = self.refusing(|demand, release| {
            name_on(release).is_some_and(|name| {
                demand.required.iter().any(|required| required == name)
                    && self.setter(name, release).is_none()
            })
        });
        let Some((missing, demand)) = refusing else {
            return;
        };
        let last = missing.last().copied();
        if self.has_other_error(operation) {
            return;
        }
        let mut names: Vec<&str> = missing
            .iter()
            .filter_map(|&release| name_on(release))
            .collect();
        names.dedup();
        let (newest, older) = names.split_last().unwrap_or((&"", &[]));
        let older = older
            .iter()
            .map(|name| format!(" (earlier `{name}`)"))
            .collect::<String>();
        let wanted = last
            .and_then(|last| history.mainline_layout(last))
            .and_then(|layout| operation.member(layout));
        let wanted = wanted.map(sketch).unwrap_or_default();
        let message = format!(
            "`{newest}`{older} of `struct {}` must be set on {}, else: {} ({}){}\nhelp: write {wanted}, or say with `kernels = \"…\"` \
             that the driver is not for these kernels",
            history.name,
            runs(missing).join(", "),
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
        let is_set = |name: &String, release: Release| self.setter(name, release).is_some();
        let refusing = self.refusing(|demand, release| {
            let set = names.iter().filter(|name| is_set(name, release)).count();
            demand.together.contains(names) && ![0, names.len()].contains(&set)
        });
        let Some((releases, demand)) = refusing else {
            return;
        };
        let Some(&first) = releases.first() else {
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
                &releases,
                &what,
                demand,
                "write both or neither",
                errors,
            );
        }
    }

    /// The other member is not set beside the first.
    fn excludes(&self, member: &String, other: &String, errors: &Errors) {
        let refusing = self.refusing(|demand, release| {
            let mut excludes = demand.excludes.iter();
            excludes.any(|(one, others)| one == member && others.contains(other))
                && self.setter(member, release).is_some()
                && self.setter(other, release).is_some()
        });
        let Some((releases, demand)) = refusing else {
            return;
        };
        let Some(&first) = releases.first() else {
            return;
        };
        let judged = |name| self.judged(name, first);
        if let (Some(binding), Some(beside)) = (judged(other), judged(member)) {
            let what = format!("`{other}` must not be set beside `{member}`");
            let help = format!(
                "leave one of them out there{}",
                self.without(beside, &releases)
            );
            report(binding, &releases, &what, demand, &help, errors);
        }
    }
}

fn report(
    binding: &Binding<'_>,
    releases: &[Release],
    what: &str,
    demand: &Demand,
    help: &str,
    errors: &Errors,
) {
    let kernels = runs(releases.to_vec()).join(", ");
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
            let signature = crate::signatures::signature(function, &names);
            format!("`fn {}{signature}`", wanted.name)
        }
        None => format!(
            "`const {}: {}`",
            wanted.name,
            member(wanted, &names).unwrap_or_default()
        ),
    }
}
