// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Which members a driver must set.

use compat_data::history::Demand;

use super::shell::code;
use super::subject::Subject;
use crate::render::html::escape::escaped;
use crate::render::html::lists::rows;
use crate::render::ranges::in_words;

/// What is recorded of what the kernel demands, the newest kernels first.
pub(super) fn demands(subject: &Subject<'_>) -> String {
    let demands = &subject.history.demands;
    if demands.is_empty() {
        return "<p>Nothing is recorded of what the kernel demands of a filled table. That does not say that a member may be \
                null: whether the kernel takes null for “not implemented” stands in its source, and is not claimed here.</p>\n"
            .to_owned();
    }
    let table = rows(
        &["mainline", "the table must", "else", "who says so"],
        demands.iter().rev().map(demand),
    );
    format!(
        "<p>Recorded of mainline. Of the members that are not named, and of other kernels, nothing is recorded.</p>\n{table}"
    )
}

fn demand(demand: &Demand) -> String {
    let names = |names: &[String]| {
        let names: Vec<String> = names.iter().map(|name| code(name)).collect();
        names.join(", ")
    };
    let required =
        (!demand.required.is_empty()).then(|| format!("set {}", names(&demand.required)));
    let together = demand.together.iter();
    let together = together.map(|members| format!("set all or none of {}", names(members)));
    let excludes = demand.excludes.iter();
    let excludes = excludes
        .map(|(member, others)| format!("not set {} beside {}", names(others), code(member)));
    let items = required.into_iter().chain(together).chain(excludes);
    let items = items.map(|item| format!("<li>{item}</li>"));
    format!(
        "<tr><th scope=\"row\">{}</th><td><ul>{}</ul></td><td>{}</td><td>{}</td></tr>\n",
        escaped(&in_words(&demand.releases.to_string())),
        items.collect::<String>(),
        escaped(&demand.otherwise),
        escaped(&demand.source)
    )
}
