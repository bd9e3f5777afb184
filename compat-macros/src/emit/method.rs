// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The driver's own functions and constants, as they stand in the expansion.

use compat_data::history::Layout;
use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{Ident, Visibility};

use super::document;
use crate::bind::Binding;
use crate::coverage::Coverage;
use crate::parse::Value;
use crate::subject::Subject;

/// The name under which each entry stands. Of several alternatives, the target's has the name that the author gave it, or the
/// last one, if the target has no such member; the others are for the compiler to check and have names that no driver writes.
pub(super) fn names(subject: &Subject, bound: &[Binding<'_>]) -> Vec<Ident> {
    let layouts = |binding: &Binding<'_>| -> Vec<String> {
        let layouts = binding.layouts().into_iter();
        layouts.map(|layout| layout.name.clone()).collect()
    };
    let is_targets = |binding: &Binding<'_>| {
        let mut layouts = binding.layouts().into_iter();
        layouts.any(|layout| subject.is_target(layout))
    };
    let named_alike = |binding: &Binding<'_>| {
        let name = binding.entry.name.clone();
        bound.iter().filter(move |other| other.entry.name == name)
    };
    bound
        .iter()
        .map(|binding| {
            let plain = &binding.entry.name;
            let chosen = named_alike(binding)
                .find(|other| is_targets(other))
                .or_else(|| named_alike(binding).last());
            // Alternatives under the author's own conditions serve the same kernels.
            match chosen.is_none_or(|chosen| layouts(chosen) == layouts(binding)) {
                true => plain.clone(),
                false => suffixed(plain, &binding.layouts()),
            }
        })
        .collect()
}

/// `attach_4_19`: the name for the layouts from that one on.
pub(super) fn suffixed(name: &Ident, layouts: &[&Layout]) -> Ident {
    let first = layouts.first().map(|layout| layout.name.as_str());
    let suffix: String = first
        .unwrap_or_default()
        .chars()
        .map(|letter| {
            if letter.is_ascii_alphanumeric() {
                letter
            } else {
                '_'
            }
        })
        .collect();
    format_ident!("{}_{}", name, suffix, span = name.span())
}

/// The entry's function or constant. A function is called by its adapters, so that the author's lints hold for it as they
/// are; a constant may be none of the target's.
pub(super) fn item(coverage: &Coverage<'_>, binding: &Binding<'_>, name: &Ident) -> TokenStream {
    let is_plain = *name == binding.entry.name;
    let documentation = document::entry(coverage, binding);
    let hidden = (!is_plain).then(|| quote!(#[doc(hidden)]));
    match &binding.entry.value {
        Value::Function(function) => {
            let mut function = function.clone();
            function.sig.ident = name.clone();
            if !is_plain {
                function.vis = Visibility::Inherited;
            }
            let (attributes, rest) = (std::mem::take(&mut function.attrs), function);
            quote!(#(#attributes)* #documentation #hidden #rest)
        }
        Value::Constant(constant) => {
            let mut constant = constant.clone();
            constant.ident = name.clone();
            if !is_plain {
                constant.vis = Visibility::Inherited;
            }
            let (attributes, rest) = (std::mem::take(&mut constant.attrs), constant);
            let quiet = quote!(#[allow(dead_code, non_upper_case_globals)]);
            quote!(#(#attributes)* #documentation #quiet #hidden #rest)
        }
    }
}
