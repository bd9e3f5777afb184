// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The entries that an operation takes: one where one serves all kernels, else several, each for as many as can be.

use compat_data::c::Function;
use compat_data::history::{History, Layout};
use compat_data::rust::{Names, is_object, member};
use compat_syntax::binding::signatures::key;

use super::super::scope::Place;
use super::method::Sketch;

/// One entry.
pub(super) struct Alternative<'a> {
    pub places: Vec<Place<'a>>,
    pub value: Value<'a>,
}

/// What it is.
pub(super) enum Value<'a> {
    Constant {
        /// Its type in Rust.
        ty: String,
    },
    Method(Sketch<'a>),
}

/// A member that no entry can be sketched for.
pub(super) struct Unwritable<'a> {
    pub layout: &'a Layout,
    pub why: String,
    /// What to do about it, as a sentence.
    pub instead: String,
}

impl<'a> Alternative<'a> {
    /// The layouts that it serves.
    pub fn layouts(&self) -> Vec<&'a Layout> {
        self.places.iter().map(|(layout, _)| *layout).collect()
    }

    /// The kernel's different signatures among those, each with the layouts that have it.
    pub fn signatures(&self, history: &History) -> Vec<(&'a Function, Vec<&'a Layout>)> {
        signatures(history, &self.places)
    }
}

/// The entries, oldest first.
///
/// # Errors
/// The first member that none can fill.
pub(super) fn alternatives<'a>(
    history: &History,
    places: &[Place<'a>],
) -> Result<Vec<Alternative<'a>>, Unwritable<'a>> {
    let mut alternatives: Vec<Alternative<'a>> = Vec::new();
    for place in places {
        let together = match alternatives.last() {
            Some(last) => [last.places.as_slice(), &[*place]].concat(),
            None => vec![*place],
        };
        if let Some(one) = one(history, &together)? {
            alternatives.pop();
            alternatives.push(one);
            continue;
        }
        alternatives.extend(one(history, &[*place])?);
    }
    Ok(alternatives)
}

/// The one entry for all these places, if there is one.
fn one<'a>(
    history: &History,
    places: &[Place<'a>],
) -> Result<Option<Alternative<'a>>, Unwritable<'a>> {
    let unwritable = |layout, why: &dyn ToString| Unwritable {
        layout,
        why: why.to_string(),
        instead: "Leave it out of the block.".to_owned(),
    };
    let mut types: Vec<String> = Vec::new();
    for &(layout, declared) in places {
        // As the macro writes it: people may read a name of which no size is known.
        member(declared, &Names::Paths).map_err(|why| unwritable(layout, &why))?;
        let ty = member(declared, &Names::Plain).map_err(|why| unwritable(layout, &why))?;
        if is_object(&declared.ty) {
            return Err(Unwritable {
                layout,
                why: format!("`{}` stands in it by value", declared.ty),
                instead: format!(
                    "Leave it out of the block, or set it to the table of another type that is declared by `#[kernel_ops({ty})]`."
                ),
            });
        }
        match declared.ty.as_function_pointer() {
            Some(function) if function.variadic => {
                return Err(unwritable(layout, &"it takes variable arguments"));
            }
            Some(_) => {}
            None => types.push(ty),
        }
    }
    let first = places.first();
    let value = match types.last() {
        // Some are data.
        Some(ty) => {
            let is_alike = |place: &Place<'a>| {
                let key = |place: &Place<'a>| key(place.1, history);
                first.is_some_and(|first| key(first) == key(place))
            };
            if types.len() < places.len() || !places.iter().all(is_alike) {
                return Ok(None);
            }
            Value::Constant { ty: ty.clone() }
        }
        None => {
            let signatures = signatures(history, places);
            let functions: Vec<&Function> =
                signatures.iter().map(|(function, _)| *function).collect();
            let last = places.last().map(|(layout, _)| *layout);
            match (Sketch::of(history, &functions), last) {
                (Ok(Some(sketch)), _) if !sketch.is_replaced => Value::Method(sketch),
                (Err(why), Some(layout)) => return Err(unwritable(layout, &why)),
                _ => return Ok(None),
            }
        }
    };
    Ok(Some(Alternative {
        places: places.to_vec(),
        value,
    }))
}

/// The different signatures, of those that are alike the newest spelling.
pub(super) fn signatures<'a>(
    history: &History,
    places: &[Place<'a>],
) -> Vec<(&'a Function, Vec<&'a Layout>)> {
    let mut found: Vec<(String, &Function, Vec<&Layout>)> = Vec::new();
    for &(layout, member) in places {
        let Some(function) = member.ty.as_function_pointer() else {
            continue;
        };
        let key = key(member, history);
        match found.iter_mut().find(|(known, ..)| *known == key) {
            Some((_, newest, layouts)) => {
                *newest = function;
                layouts.push(layout);
            }
            None => found.push((key, function, vec![layout])),
        }
    }
    found
        .into_iter()
        .map(|(_, function, layouts)| (function, layouts))
        .collect()
}
