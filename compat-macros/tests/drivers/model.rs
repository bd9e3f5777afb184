// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Whether a driver is one that must compile, and what its table then holds: the rules in words, layout by layout and
//! release by release.

use std::collections::BTreeSet;

use super::case::{Driver, Value};
use super::facts::Facts;
use super::served::{Served, serve};

/// A rule that a driver can break.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rule {
    /// `kernels` names known releases, the older first, and some known kernel in it has the struct.
    Kernels,
    /// Bounds are mainline releases, the older first, and lie where the layout changes.
    Bounds,
    /// An entry goes by a name that some layout has.
    Name,
    /// Every layout that an entry claims has the member, unless it is `optional`; one at least has.
    Missing,
    /// Functions are filled by methods, data by constants of its type.
    Kind,
    /// Each parameter that is no `Option` gets an argument, and it is clear which.
    Arguments,
    /// `args` names parameters, each once, for a number of arguments that some kernel passes, and no other list is for.
    List,
    /// Some kernel, in range or not, passes what an `Option` is of.
    NeverPassed,
    /// The kernel takes the result, or what it converts to.
    Result,
    /// No layout has two entries of one operation.
    Overlap,
    /// Of several entries one serves, wherever the operation is.
    Gap,
    /// A lone entry serves neighbouring layouts in which nothing changes for it.
    Unchanged,
    /// Members that a kernel demands are set.
    Required,
    /// Of members that go together all are set, or none.
    Together,
    /// Members that exclude each other are not both set.
    Excludes,
}

impl Rule {
    /// All of them.
    pub const ALL: [Self; 15] = [
        Self::Kernels,
        Self::Bounds,
        Self::Name,
        Self::Missing,
        Self::Kind,
        Self::Arguments,
        Self::List,
        Self::NeverPassed,
        Self::Result,
        Self::Overlap,
        Self::Gap,
        Self::Unchanged,
        Self::Required,
        Self::Together,
        Self::Excludes,
    ];
}

/// What the model says of a driver.
#[derive(Default)]
pub struct Judgement {
    /// The rules that it breaks; none: it must compile.
    pub broken: BTreeSet<Rule>,
    /// What each entry serves.
    pub entries: Vec<Served>,
}

/// The verdict on a driver, when it is built for a kernel with that layout, or for none.
pub fn judge(facts: &Facts, driver: &Driver, target: Option<&str>) -> Judgement {
    let mut judgement = Judgement::default();
    let kernels = driver.kernels.as_deref();
    let mut covered = facts.in_range(kernels);
    let named = kernels.unwrap_or_default();
    let named_wrongly = named.iter().any(|range| {
        let ends = [range.first, range.last];
        let is_reversed = matches!(ends, [Some(first), Some(last)] if first > last);
        is_reversed || ends.iter().flatten().any(|end| !facts.is_known(*end))
    });
    if named_wrongly || covered.is_empty() {
        judgement.broken.insert(Rule::Kernels);
    }
    let is_target = |at: &usize| Some(facts.layouts[*at].name) == target;
    covered.extend((0..facts.layouts.len()).filter(is_target));
    covered.sort_unstable();
    covered.dedup();
    for entry in &driver.entries {
        let served = serve(facts, entry, &covered, &mut judgement.broken);
        judgement.entries.push(served);
    }
    let mut model = Model {
        facts,
        driver,
        covered: &covered,
        judgement,
    };
    for operation in 0..facts.operations.len() {
        model.alternatives(operation);
    }
    model.demands();
    model.judgement
}

struct Model<'a> {
    facts: &'a Facts,
    driver: &'a Driver,
    covered: &'a [usize],
    judgement: Judgement,
}

impl Model<'_> {
    /// The entries of an operation; none: of one it is not clear what it is for.
    fn group(&self, operation: usize) -> Option<Vec<usize>> {
        let entries = &self.judgement.entries;
        let of_it = (0..entries.len()).filter(|&at| entries[at].operation == Some(operation));
        let group: Vec<usize> = of_it.collect();
        let is_clear = group.iter().all(|&at| !entries[at].is_unclear);
        is_clear.then_some(group)
    }

    fn serves(&self, entry: usize, layout: usize) -> bool {
        let mut places = self.judgement.entries[entry].places.iter();
        places.any(|(at, _)| *at == layout)
    }

    /// The entries of one operation together.
    fn alternatives(&mut self, operation: usize) {
        let Some(group) = self.group(operation) else {
            return;
        };
        let mut found = Vec::new();
        let is_optional = group.iter().any(|&at| self.driver.entries[at].optional);
        let last = self.facts.layouts.len() - 1;
        for &layout in self.covered {
            let kind = |at: usize| Some(self.facts.member(operation, at)?.1);
            let servers = |layout| {
                let mut count = 0;
                group
                    .iter()
                    .for_each(|&at| count += usize::from(self.serves(at, layout)));
                count
            };
            let neighbours = [
                layout.checked_sub(1),
                Some(layout + 1).filter(|&at| at <= last),
            ];
            let is_same = |at: usize| servers(at) > 0 && kind(at) == kind(layout);
            match (servers(layout), group.len()) {
                _ if kind(layout).is_none() => {}
                (0, 1) if !is_optional && neighbours.into_iter().flatten().any(is_same) => {
                    found.push(Rule::Unchanged);
                }
                (0, 2..) if !is_optional => found.push(Rule::Gap),
                (2.., _) => found.push(Rule::Overlap),
                _ => {}
            }
        }
        self.judgement.broken.extend(found);
    }

    /// What each mainline release in range demands. Of a layout that is covered for other kernels alone, distributions' or the
    /// target, the newest release with it speaks.
    fn demands(&mut self) {
        let mut found = Vec::new();
        let kernels = self.driver.kernels.as_deref();
        let is_in_range = |release| match kernels {
            Some(ranges) => ranges.iter().any(|range| range.contains(release)),
            None => true,
        };
        for (at, layout) in self.facts.layouts.iter().enumerate() {
            let in_range = layout.releases.iter().filter(|one| is_in_range(**one));
            let mut releases: Vec<_> = in_range.copied().collect();
            if releases.is_empty() && self.covered.contains(&at) {
                releases.extend(layout.releases.last());
            }
            for release in releases {
                let demands = self.facts.demands.iter();
                for demand in demands.filter(|demand| demand.releases.contains(release)) {
                    let is_set = |name: &String| self.is_set(name, at);
                    if demand
                        .required
                        .iter()
                        .any(|name| is_set(name) == Some(false))
                    {
                        found.push(Rule::Required);
                    }
                    for names in &demand.together {
                        let set: Option<Vec<bool>> = names.iter().map(is_set).collect();
                        let set = set.unwrap_or_default();
                        if set.contains(&true) && set.contains(&false) {
                            found.push(Rule::Together);
                        }
                    }
                    for (name, others) in &demand.excludes {
                        let beside = others.iter().any(|other| is_set(other) == Some(true));
                        if is_set(name) == Some(true) && beside {
                            found.push(Rule::Excludes);
                        }
                    }
                }
            }
        }
        self.judgement.broken.extend(found);
    }

    /// Whether the member of that name is set on a layout; none: it is not clear.
    fn is_set(&self, name: &str, layout: usize) -> Option<bool> {
        let operation = self.facts.operation(name).expect(name);
        let group = self.group(operation)?;
        Some(group.iter().any(|&at| {
            let value = &self.driver.entries[at].value;
            self.serves(at, layout) && !matches!(value, Value::Constant { value: false, .. })
        }))
    }
}
