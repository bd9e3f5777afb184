// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The verbs, one a module.

pub mod explain;
pub mod show;

use crate::arguments::Verb;
use crate::context::Context;
use crate::error::Errors;
use crate::exit::Exit;

/// Does what the verb says.
pub(crate) fn run(verb: &Verb, context: &mut Context<'_>) -> Result<Exit, Errors> {
    match verb {
        Verb::Explain(arguments) => explain::run(arguments, context),
        Verb::Show(arguments) => show::run(arguments, context),
    }
}
