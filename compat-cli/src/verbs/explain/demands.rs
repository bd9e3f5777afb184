// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! What kernels demand of an operation.

use compat_data::history::Layout;
use compat_data::operation::Operation;
use compat_syntax::binding::mandatory::kernels::{Kernel, demanding, describe};

use super::explanation::{DemandExplained, Rule};
use super::scope::Scope;

/// One demand.
pub(super) struct Demanded<'a> {
    pub explained: DemandExplained,
    /// The layouts of the kernels that make it.
    pub layouts: Vec<&'a Layout>,
}

/// All demands, the kernels that make the same one together.
pub(super) fn demands<'a>(scope: &Scope<'a>, operation: &Operation<'_>) -> Vec<Demanded<'a>> {
    let kernels = demanding(&scope.coverage);
    let mut found: Vec<Found<'a, '_>> = Vec::new();
    for kernel in &kernels {
        let Some(member) = operation.member(kernel.layout) else {
            continue;
        };
        for (rule, members) in rules(kernel, &member.name) {
            let demand = kernel.demand;
            let is_it = |known: &&mut Found<'a, '_>| {
                let of = known.kernels.first().map(|first| first.demand);
                known.rule == rule
                    && known.members == members
                    && of.is_some_and(|of| {
                        of.otherwise == demand.otherwise && of.source == demand.source
                    })
            };
            match found.iter_mut().find(is_it) {
                Some(known) => known.kernels.push(kernel),
                None => found.push(Found {
                    rule,
                    members,
                    kernels: vec![kernel],
                }),
            }
        }
    }
    found.into_iter().filter_map(Found::demanded).collect()
}

struct Found<'a, 'b> {
    rule: Rule,
    members: Vec<String>,
    kernels: Vec<&'b Kernel<'a>>,
}

impl<'a> Found<'a, '_> {
    fn demanded(self) -> Option<Demanded<'a>> {
        let demand = self.kernels.first()?.demand;
        let explained = DemandExplained {
            rule: self.rule,
            members: self.members,
            kernels: describe(&self.kernels),
            otherwise: demand.otherwise.clone(),
            source: demand.source.clone(),
        };
        let layouts = self.kernels.iter().map(|kernel| kernel.layout);
        Some(Demanded {
            explained,
            layouts: layouts.collect(),
        })
    }
}

/// The rules of one kernel that name the member, with the other members that they name.
fn rules(kernel: &Kernel<'_>, member: &str) -> Vec<(Rule, Vec<String>)> {
    let demand = kernel.demand;
    let names = |names: &[String]| names.iter().any(|name| name == member);
    let mut rules = Vec::new();
    if names(&demand.required) {
        rules.push((Rule::Required, Vec::new()));
    }
    for all in demand.together.iter().filter(|all| names(all)) {
        let others = all.iter().filter(|name| *name != member);
        rules.push((Rule::Together, others.cloned().collect()));
    }
    let mut excluded: Vec<String> = Vec::new();
    for (one, others) in &demand.excludes {
        if one == member {
            excluded.extend(others.iter().cloned());
        } else if names(others) {
            excluded.push(one.clone());
        }
    }
    if !excluded.is_empty() {
        rules.push((Rule::Excludes, excluded));
    }
    rules
}
