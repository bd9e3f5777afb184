// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The macro's verdict on drivers made by chance, and what it binds where, held against a model of the rules.
//!
//! `KERNEL_COMPAT_CASES=100000 cargo test -p compat-macros property` is the whole run. A release build is no quicker: cargo
//! does not optimise a macro's crate.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::thread;

use syn::ItemImpl;

use crate::adapt::Passed;
use crate::bind::{Bindings, bind};
use crate::coverage::Coverage;
use crate::emit::filling;
use crate::errors::Errors;
use crate::mandatory::mandatory;
use crate::parse::{Arguments, entries};
use crate::subject::Subject;

#[path = "../../tests/drivers/mod.rs"]
#[allow(dead_code, reason = "compat-core's tests use the rest")]
mod drivers;

use drivers::model::{Judgement, Rule};
use drivers::shrink::shrink;
use drivers::{Driver, Facts, Numbers, count, driver, judge, render};

/// How many of 2,000 cases must at least break one rule and no other, for each rule.
const ALONE: usize = 2;

#[test]
fn the_macro_accepts_what_the_model_accepts() {
    let total = count(2_000);
    let workers = thread::available_parallelism().map_or(1, usize::from);
    let counts = thread::scope(|scope| {
        let start = |first: usize| scope.spawn(move || run((first..total).step_by(workers)));
        let running: Vec<_> = (0..workers).map(start).collect();
        let mut counts = Counts::default();
        for worker in running {
            match worker.join() {
                Ok(found) => counts.add(found),
                Err(panic) => resume_unwind(panic),
            }
        }
        counts
    });
    let Counts { accepted, alone } = counts;
    println!("{total} drivers, {accepted} accepted; refused for one rule alone: {alone:?}");
    if total < 2_000 {
        return;
    }
    // Where nearly all are accepted, or nearly none, agreement says little.
    let share = accepted * 100 / total;
    assert!((40..=60).contains(&share), "{share} % are accepted");
    for rule in Rule::ALL {
        let found = alone.get(&rule).copied().unwrap_or_default();
        let floor = ALONE * total / 2_000;
        assert!(
            found >= floor,
            "{rule:?}: only {found} cases break it alone"
        );
    }
}

/// What the drivers were.
#[derive(Default)]
struct Counts {
    accepted: usize,
    /// Those that break one rule and no other.
    alone: BTreeMap<Rule, usize>,
}

impl Counts {
    fn add(&mut self, other: Self) {
        self.accepted += other.accepted;
        for (rule, count) in other.alone {
            *self.alone.entry(rule).or_default() += count;
        }
    }
}

/// Holds the verdicts on these cases against each other.
fn run(cases: impl Iterator<Item = usize>) -> Counts {
    let tables = ["dma_buf_ops", "dma_buf_ops", "vfio_pci_regops"].map(Table::of);
    let mut counts = Counts::default();
    for case in cases {
        let table = &tables[case % tables.len()];
        let mut numbers = Numbers::of_case(case as u64);
        let target = numbers.below(table.facts.layouts.len() + 1);
        let target = table.facts.layouts.get(target).map(|layout| layout.name);
        let driver = driver(&table.facts, target, &mut numbers);
        if let Err(difference) = table.difference(&driver, target) {
            let smallest = shrink(driver, |smaller| table.difference(smaller, target).is_err());
            let on_smallest = table.difference(&smallest, target).err();
            panic!(
                "case {case}, target {target:?}: {difference}\nthe smallest such driver: {}\n#[kernel_ops({})]\n{}",
                on_smallest.unwrap_or_default(),
                render::arguments(&smallest),
                render::block(&smallest)
            );
        }
        let broken = judge(&table.facts, &driver, target).broken;
        match (broken.first(), broken.len()) {
            (None, _) => counts.accepted += 1,
            (Some(rule), 1) => *counts.alone.entry(*rule).or_default() += 1,
            _ => {}
        }
    }
    counts
}

/// One struct, as the model and as the macro know it.
struct Table {
    facts: Facts,
    name: &'static str,
}

impl Table {
    fn of(name: &'static str) -> Self {
        let facts = Facts::of(name);
        Self { facts, name }
    }

    /// In what the macro and the model differ.
    fn difference(&self, driver: &Driver, target: Option<&str>) -> Result<(), String> {
        let judgement = judge(&self.facts, driver, target);
        let run = || self.check(driver, target, &judgement);
        catch_unwind(AssertUnwindSafe(run)).unwrap_or_else(|_| Err("it panics".to_owned()))
    }

    fn check(
        &self,
        driver: &Driver,
        target: Option<&str>,
        judgement: &Judgement,
    ) -> Result<(), String> {
        let subject = Subject {
            history: compat_data::history(self.name).unwrap().unwrap().clone(),
            observation: None,
            release: None,
            file: None,
            target: target.map(str::to_owned),
        };
        let must_compile = judgement.broken.is_empty();
        let broken = &judgement.broken;
        let arguments = match syn::parse_str::<Arguments>(&render::arguments(driver)) {
            Ok(arguments) => arguments,
            Err(error) if must_compile => return Err(format!("refused: {error}")),
            Err(_) => return Ok(()),
        };
        let block: ItemImpl = syn::parse_str(&render::block(driver)).expect("valid Rust");
        let errors = Errors::default();
        let entries = entries(&block, &errors);
        let coverage = Coverage::of(&subject, arguments.kernels.as_ref(), &errors);
        let bindings = bind(&subject, &coverage, &entries, &errors);
        mandatory(&coverage, &bindings, &block, &errors);
        match (errors.count() == 0, must_compile) {
            (true, true) => {
                let expansion = filling(&subject, &coverage, &block, &bindings);
                syn::parse2::<syn::File>(expansion).map_err(|error| error.to_string())?;
                self.same_bindings(&bindings, judgement)
            }
            (true, false) => Err(format!("accepted, but it breaks {broken:?}")),
            (false, true) => Err(format!("refused: {}", errors.into_tokens())),
            (false, false) => Ok(()),
        }
    }

    /// Each entry must serve the layouts that the model says, with the same arguments.
    fn same_bindings(&self, bindings: &Bindings<'_>, judgement: &Judgement) -> Result<(), String> {
        for (binding, served) in bindings.bound.iter().zip(&judgement.entries) {
            let mut places = Vec::new();
            for form in &binding.forms {
                let arguments = form.call.as_ref().map(|call| {
                    let passed = call.adapter.arguments.iter();
                    let from = passed.map(|passed| match *passed {
                        Passed::Plain(at) | Passed::Some(at) => Some(at),
                        Passed::None => None,
                    });
                    from.collect::<Vec<_>>()
                });
                for (layout, member) in &form.places {
                    let mut layouts = self.facts.layouts.iter();
                    let at = layouts.position(|known| known.name == layout.name).unwrap();
                    let expected = self.facts.member(served.operation.unwrap(), at);
                    let expected = expected.map(|(name, _)| name);
                    if expected != Some(&member.name) {
                        return Err(format!("`{}` fills {}", member.name, layout.name));
                    }
                    places.push((at, arguments.clone()));
                }
            }
            places.sort();
            if places != served.places {
                let name = &binding.entry.name;
                let model = &served.places;
                return Err(format!("`{name}` serves {places:?}, and should {model:?}"));
            }
        }
        Ok(())
    }
}
