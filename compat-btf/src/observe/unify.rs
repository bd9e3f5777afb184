// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Several types of one name: whether they are the same, as far as each of them is declared.
//!
//! A module's BTF repeats a struct of the kernel when it sees more of a type that the struct names: the kernel's own has
//! `struct kvm_x86_ops` with an `enum` that only kvm.ko declares in full.

use compat_data::observation::{Definition, Meaning, Observation};

/// The two observations of structs with one name as one, each definition from where it is complete.
///
/// # Errors
/// In what they differ.
pub(crate) fn unify(mut first: Observation, second: &Observation) -> Result<Observation, String> {
    if first.size != second.size {
        return Err(format!("sizes {} and {}", first.size, second.size));
    }
    let (left, right) = (first.layout("").members, second.layout("").members);
    for (left, right) in left.iter().zip(&right) {
        if left != right {
            return Err(format!("`{left}` and `{right}`"));
        }
    }
    if left.len() != right.len() {
        return Err(format!("{} and {} members", left.len(), right.len()));
    }
    if first.members != second.members || first.placement != second.placement {
        return Err("the places of their members".to_owned());
    }
    for (name, other) in &second.definitions {
        match first.definitions.get_mut(name) {
            Some(definition) => {
                let complete = complete(definition, other);
                *definition = complete.ok_or_else(|| format!("what `{name}` is"))?.clone();
            }
            None => {
                first.definitions.insert(name.clone(), other.clone());
            }
        }
    }
    Ok(first)
}

/// The one that says more; none: they contradict each other.
pub(super) fn complete<'a>(
    first: &'a Definition,
    second: &'a Definition,
) -> Option<&'a Definition> {
    if first == second {
        return Some(first);
    }
    if first.of != second.of {
        return None;
    }
    if completes(&first.meaning, &second.meaning) {
        return Some(second);
    }
    completes(&second.meaning, &first.meaning).then_some(first)
}

/// Whether the second is the first, declared in full.
fn completes(first: &Meaning, second: &Meaning) -> bool {
    match (first, second) {
        (Meaning::Incomplete(first), Meaning::Aggregate { kind, .. }) => first == kind,
        (
            Meaning::Enum {
                size: first,
                enumerators,
                ..
            },
            Meaning::Enum { size, .. },
        ) => enumerators.is_empty() && first == size,
        _ => false,
    }
}
