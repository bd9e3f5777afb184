// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! One operation: where it is, under which names, with which signatures.

use compat_data::history::Layout;
use compat_data::operation::Operation;
use compat_syntax::binding::signatures::key;

use super::advice::advice;
use super::changes::changes;
use super::demands::demands;
use super::explanation::{MemberExplained, NameOn, SignatureOn};
use super::scope::{Place, Scope};

/// All of one operation; none: no kernel here has it.
pub(super) fn member(scope: &Scope<'_>, operation: &Operation<'_>) -> Option<MemberExplained> {
    let places = scope.places(operation);
    let (_, newest) = places.last()?;
    let layouts: Vec<&Layout> = places.iter().map(|(layout, _)| *layout).collect();
    let without = scope.without(operation);
    let names = groups(&places, |(_, member)| member.name.clone());
    let names = match names.len() {
        0 | 1 => Vec::new(),
        _ => names
            .iter()
            .map(|(name, places)| NameOn {
                name: name.clone(),
                kernels: described(scope, places),
            })
            .collect(),
    };
    let signatures = groups(&places, |(_, member)| key(member, scope.history()));
    let signatures = signatures.iter().filter_map(|(_, places)| {
        let (_, newest) = places.last()?;
        Some(SignatureOn {
            c: newest.to_string(),
            kernels: described(scope, places),
        })
    });
    let demands = demands(scope, operation);
    Some(MemberExplained {
        name: newest.name.clone(),
        names,
        kernels: scope.describe(&layouts),
        missing: (!without.is_empty()).then(|| scope.describe(&without)),
        signatures: signatures.collect(),
        changes: changes(scope, operation),
        advice: advice(scope, operation, &demands),
        demands: demands.into_iter().map(|demand| demand.explained).collect(),
        entries: Vec::new(),
    })
}

/// The places that are alike, in the order in which each kind comes first.
fn groups<'a, 'b>(
    places: &'b [Place<'a>],
    key: impl Fn(&Place<'a>) -> String,
) -> Vec<(String, Vec<&'b Place<'a>>)> {
    let mut groups: Vec<(String, Vec<&Place<'a>>)> = Vec::new();
    for place in places {
        let own = key(place);
        match groups.iter_mut().find(|(known, _)| *known == own) {
            Some((_, places)) => places.push(place),
            None => groups.push((own, vec![place])),
        }
    }
    groups
}

fn described(scope: &Scope<'_>, places: &[&Place<'_>]) -> String {
    let layouts: Vec<&Layout> = places.iter().map(|(layout, _)| *layout).collect();
    scope.describe(&layouts)
}
