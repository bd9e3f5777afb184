// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The documentation of generated items.

use compat_data::c::TypeKind;
use compat_data::history::{ChangeKind, Demand, History, Layout};
use compat_data::release::{Release, ReleaseRange};

use proc_macro2::TokenStream;
use quote::quote;

use super::slots::Slot;
use crate::adapt::Passed;
use crate::bind::{Binding, Call};
use crate::changes::sentence;
use crate::coverage::Coverage;
use crate::method::{Method, Returns};
use compat_data::ranges::describe;

/// What a member is, on which kernels, and how it came and went.
pub(super) fn slot(history: &History, slot: &Slot<'_>) -> String {
    let name = &slot.member.name;
    let mut text = format!(
        "`{}`\n\nOn `{}`.",
        slot.member,
        describe(history, &slot.layouts)
    );
    let begins = slot.layouts.first();
    let ends = slot.layouts.last();
    for layout in &history.layouts {
        let here = begins.is_some_and(|first| first.name == layout.name);
        let gone = ends.is_some_and(|last| follows(history, last, layout));
        for change in &layout.changes {
            let named = change.member.as_deref() == Some(name);
            let renamed = matches!(&change.kind, ChangeKind::Renamed { from } if from == name);
            if (named && here) || (gone && (named || renamed)) {
                text.push_str(&format!("\n\n{}.", sentence(layout, change)));
            }
        }
    }
    text.push_str(&demanded(history, slot));
    text
}

/// What an entry should know of the kernels that it serves: which arguments are not passed everywhere, and where an error is
/// lost.
pub(super) fn entry(coverage: &Coverage<'_>, binding: &Binding<'_>) -> Option<TokenStream> {
    let function = binding.entry.function()?;
    let method = Method::read(function, coverage.history);
    let mut text = String::new();
    let kernels_where = |is_it: &dyn Fn(&Call<'_>) -> bool| {
        let forms = binding.forms.iter();
        let forms = forms.filter(|form| form.call.as_ref().is_some_and(is_it));
        let layouts: Vec<&Layout> = forms
            .flat_map(|form| &form.places)
            .map(|(layout, _)| *layout)
            .collect();
        (!layouts.is_empty()).then(|| coverage.describe(&layouts))
    };
    for (at, parameter) in method.parameters.iter().enumerate() {
        let (Some(name), Some(without)) = (
            parameter.name,
            kernels_where(&|call| call.adapter.arguments.get(at) == Some(&Passed::None)),
        ) else {
            continue;
        };
        text.push_str(&format!(
            "\n\nOn `{without}` the kernel passes no `{name}`."
        ));
    }
    let is_lost = |call: &Call<'_>| matches!(method.returns, Returns::Result(_)) && is_void(call);
    if let Some(kernels) = kernels_where(&is_lost) {
        text.push_str(&format!(
            "\n\nOn `{kernels}` the kernel takes no result: **an error is lost there**."
        ));
    }
    (!text.is_empty()).then(|| quote!(#[doc = #text]))
}

fn is_void(call: &Call<'_>) -> bool {
    matches!(call.function.result.kind, TypeKind::Void) && !call.function.noreturn
}

fn follows(history: &History, layout: &Layout, next: &Layout) -> bool {
    let mut layouts = history.mainline_layouts().map(|(layout, _)| &layout.name);
    layouts.any(|name| *name == layout.name) && layouts.next() == Some(&next.name)
}

/// Since when and until when the kernel demands it; what is demanded in the same words is said once.
fn demanded(history: &History, slot: &Slot<'_>) -> String {
    let has = |release: Release| {
        let own = slot.layouts.iter().filter_map(|layout| layout.mainline);
        own.into_iter().any(|own| own.contains(release))
    };
    let mut groups: Vec<(&Demand, Vec<ReleaseRange>)> = Vec::new();
    for demand in &history.demands {
        let applies =
            Release::mainline().any(|release| demand.releases.contains(release) && has(release));
        if !applies || !demand.required.contains(&slot.member.name) {
            continue;
        }
        match groups.last_mut() {
            Some((known, ranges))
                if known.source == demand.source && known.otherwise == demand.otherwise =>
            {
                match ranges.last_mut() {
                    Some(range) if range.last.and_then(Release::next) == demand.releases.first => {
                        range.last = demand.releases.last;
                    }
                    _ => ranges.push(demand.releases),
                }
            }
            _ => groups.push((demand, vec![demand.releases])),
        }
    }
    groups
        .iter()
        .map(|(demand, ranges)| {
            let ranges: Vec<String> = ranges.iter().map(ReleaseRange::to_string).collect();
            format!(
                "\n\nOn `{}` it must be set, else: {} ({}).",
                ranges.join(", "),
                demand.otherwise,
                demand.source
            )
        })
        .collect()
}
