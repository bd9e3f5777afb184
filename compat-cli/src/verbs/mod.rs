// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The verbs, one a module.

pub mod cfg;
pub mod check;
pub mod completions;
pub mod diff;
pub mod doctor;
pub mod explain;
pub mod import;
pub mod man;
pub mod matrix;
pub mod new;
pub mod pages;
pub mod show;
pub mod target;

use crate::arguments::Verb;
use crate::context::Context;
use crate::error::Errors;
use crate::exit::Exit;

/// Does what the verb says.
pub(crate) fn run(verb: &Verb, context: &mut Context<'_>) -> Result<Exit, Errors> {
    match verb {
        Verb::Cfg(arguments) => cfg::run(arguments, context),
        Verb::Check(arguments) => check::run(arguments, context),
        Verb::Completions(arguments) => completions::run(arguments, context),
        Verb::Diff(arguments) => diff::run(arguments, context),
        Verb::Doctor(arguments) => doctor::run(arguments, context),
        Verb::Explain(arguments) => explain::run(arguments, context),
        Verb::Matrix(arguments) => matrix::run(arguments, context),
        Verb::Import(arguments) => import::run(arguments, context),
        Verb::Man(arguments) => man::run(arguments, context),
        Verb::New(arguments) => new::run(arguments, context),
        Verb::Pages(arguments) => pages::run(arguments, context),
        Verb::Show(arguments) => show::run(arguments, context),
        Verb::Target(arguments) => target::run(arguments, context),
    }
}
