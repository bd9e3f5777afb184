// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! What to write for an operation, by the macro's own rules.

mod alternatives;
mod bounds;
mod method;
mod names;
mod words;

use compat_data::history::Layout;
use compat_data::operation::Operation;
use compat_data::rust::identifier;

use self::alternatives::{Alternative, Unwritable, Value, alternatives};
use self::bounds::{attribute, bounds};
use super::demands::Demanded;
use super::explanation::{Advice, AdvisedEntry};
use super::scope::Scope;
use crate::render::ranges::in_words;

/// What to write.
pub(super) fn advice(
    scope: &Scope<'_>,
    operation: &Operation<'_>,
    demands: &[Demanded<'_>],
) -> Advice {
    let places = scope.places(operation);
    let Some((_, newest)) = places.last() else {
        return Advice::default();
    };
    let alternatives = match alternatives(scope.history(), &places) {
        Ok(alternatives) => alternatives,
        Err(Unwritable {
            layout,
            why,
            instead,
        }) => {
            let kernels = in_words(&scope.describe(&[layout]));
            return Advice {
                sentences: vec![format!(
                    "Rust can't write it for {kernels}: {why}. {instead}"
                )],
                entries: Vec::new(),
            };
        }
    };
    let name = identifier(&newest.name);
    let Some(bounds) = bounds(scope, operation, &alternatives) else {
        return Advice {
            sentences: vec![words::beyond_bounds(scope, &alternatives, &name)],
            entries: Vec::new(),
        };
    };
    let entries = alternatives
        .iter()
        .zip(&bounds)
        .map(|(alternative, bounds)| AdvisedEntry {
            kernels: scope.describe(&alternative.layouts()),
            attribute: attribute(bounds.as_deref()),
            declaration: declaration(alternative, &name, false),
            with_all_arguments: has_more(alternative)
                .then(|| declaration(alternative, &name, true)),
        });
    let entries = entries.collect();
    let mut sentences = words::arguments(scope, &alternatives);
    sentences.extend(words::results(scope, &alternatives));
    sentences.extend(words::several(scope, &alternatives, &places, &name));
    sentences.extend(words::names(&places));
    sentences.extend(words::absence(scope, operation, &bounds).map(str::to_owned));
    let layouts: Vec<&Layout> = places.iter().map(|(layout, _)| *layout).collect();
    sentences.extend(words::exclusions(scope, &layouts, demands));
    Advice { sentences, entries }
}

fn declaration(alternative: &Alternative<'_>, name: &str, all: bool) -> String {
    match &alternative.value {
        Value::Constant { ty } => format!("const {name}: {ty}"),
        Value::Method(sketch) => sketch.declaration(name, all),
    }
}

fn has_more(alternative: &Alternative<'_>) -> bool {
    match &alternative.value {
        Value::Constant { .. } => false,
        Value::Method(sketch) => sketch.optional().next().is_some(),
    }
}
