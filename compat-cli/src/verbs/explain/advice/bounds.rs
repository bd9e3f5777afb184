// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! What `#[kernel(…)]` must say.

use compat_data::history::Layout;
use compat_data::operation::Operation;

use super::super::scope::Scope;
use super::alternatives::Alternative;

/// Leaves an entry out where its member does not exist.
pub(super) const OPTIONAL: &str = "optional";

/// What stands between the brackets for each of the entries, if anything must; none: no bounds tell them apart.
pub(super) fn bounds(
    scope: &Scope<'_>,
    operation: &Operation<'_>,
    alternatives: &[Alternative<'_>],
) -> Option<Vec<Option<String>>> {
    let without = scope.without(operation);
    let is_whole = alternatives.len() == 1 && without.is_empty();
    let is_ambiguous = is_ambiguous(scope, operation);
    let each = alternatives.iter().map(|alternative| {
        let layouts = alternative.layouts();
        if is_ambiguous {
            return scope.bounds_of_all(&layouts).map(Some);
        }
        if is_whole {
            return Some(None);
        }
        if let Some(bounds) = scope.bounds(&layouts) {
            return Some(Some(bounds));
        }
        if alternatives.len() == 1 {
            return Some(Some(OPTIONAL.to_owned()));
        }
        // Kernels without the member lie between those with it.
        let reaching: Vec<&Layout> = layouts.iter().chain(&without).copied().collect();
        let among = scope
            .bounds(&reaching)
            .map(|bounds| format!("{bounds}, {OPTIONAL}"));
        among.or_else(|| scope.bounds_by_name(&layouts)).map(Some)
    });
    each.collect()
}

/// The attribute that says this.
pub(super) fn attribute(bounds: Option<&str>) -> Option<String> {
    bounds.map(|bounds| format!("#[kernel({bounds})]"))
}

/// Whether another of the struct's operations goes by the same name on some kernels: then bounds say which one is meant.
pub(super) fn is_ambiguous(scope: &Scope<'_>, operation: &Operation<'_>) -> bool {
    let Some((_, newest)) = scope.places(operation).pop() else {
        return false;
    };
    let mut others = scope.operations.iter().filter(|other| *other != operation);
    others.any(|other| other.has_name(&newest.name))
}
