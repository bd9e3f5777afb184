// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! What the variables that may name a target have to say, in the order of precedence.

use crate::environment::{BTF, Environment, TARGET, TREES};
use crate::error::Error;
use crate::place::{Place, State};
use crate::target::{Source, Target};

/// A place for each variable: which decides, which is not set, which is not used.
///
/// # Errors
/// When one that is looked at is empty or can't be read.
pub(crate) fn variables(environment: &Environment, target: &Target) -> Result<Vec<Place>, Error> {
    let named = matches!(target.source, Source::Name(_));
    let mut tree = target.tree();
    let mut places = Vec::new();
    for variable in [TARGET, BTF].into_iter().chain(TREES) {
        let is_set = environment.get(variable).is_some();
        let place = |state| Place::new(variable, None, state);
        places.push(match (is_set, variable) {
            (false, _) => place(State::NotSet),
            (true, TARGET) => {
                place(State::Decides).saying(environment.text(variable)?.unwrap_or_default())
            }
            (true, BTF) => match &target.btf {
                Some(path) => Place::new(variable, Some(path), State::Decides)
                    .saying("where the type information is"),
                None => place(State::NotUsed),
            },
            (true, _) => match tree.take() {
                Some(tree) if named => Place::new(variable, Some(&tree.path), State::Decides)
                    .saying("how to compile, and nothing else"),
                Some(tree) => {
                    Place::new(variable, Some(&tree.path), State::Decides).saying(&tree.release)
                }
                None => place(State::NotUsed),
            },
        });
    }
    Ok(places)
}
