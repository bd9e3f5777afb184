// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! What the target demands of a table with entries under conditions of the author's: only the compiler knows which of them hold.

use compat_data::c::TypeKind;
use compat_data::history::{Demand, Layout};
use proc_macro2::TokenStream;
use quote::quote;
use syn::ItemImpl;

use super::declare::identifier;
use super::gate::any_of;
use crate::bind::{Binding, Bindings};
use crate::coverage::Coverage;
use crate::mandatory::kernels::demanding;
use crate::parse::conditions;

/// Assertions of what each layout's kernels demand, where an entry with a condition decides it.
pub(super) fn demands(
    coverage: &Coverage<'_>,
    block: &ItemImpl,
    bindings: &Bindings<'_>,
) -> TokenStream {
    let kernels = demanding(coverage);
    let asserted = coverage.layouts().flat_map(|layout| {
        let of_it: Vec<&Demand> = kernels
            .iter()
            .filter(|kernel| kernel.layout.name == layout.name)
            .map(|kernel| kernel.demand)
            .collect();
        // Of releases with one layout, what one demands that another does not can't be told by the layout.
        let is_whole = of_it.len() >= coverage.releases(layout).len();
        let all_the_same = of_it.windows(2).all(|pair| pair[0] == pair[1]);
        let demand = of_it.first().filter(|_| is_whole && all_the_same);
        let table = Table {
            block,
            bindings,
            layout,
        };
        let gate = any_of(coverage.history, &[layout]);
        let assertions = demand.map(|demand| table.assertions(demand));
        let assertions = assertions.unwrap_or_default().into_iter();
        assertions.map(move |assertion| quote!(#[cfg(#gate)] { #assertion }))
    });
    let asserted: Vec<TokenStream> = asserted.collect();
    if asserted.is_empty() {
        return TokenStream::new();
    }
    let conditions = conditions(&block.attrs);
    quote! {
        #(#conditions)*
        #[allow(unexpected_cfgs)]
        const _: () = {
            #(#asserted)*
        };
    }
}

/// The table on a kernel with that layout.
struct Table<'a> {
    block: &'a ItemImpl,
    bindings: &'a Bindings<'a>,
    layout: &'a Layout,
}

impl Table<'_> {
    fn assertions(&self, demand: &Demand) -> Vec<TokenStream> {
        let Demand {
            otherwise, source, ..
        } = demand;
        let assert = |holds: TokenStream, what: String| {
            let message = format!("{what} on the target kernel, else: {otherwise} ({source})");
            quote!(::core::assert!(#holds, #message);)
        };
        let mut assertions = Vec::new();
        for name in &demand.required {
            if let Some(set) = self.is_set([name]).first() {
                assertions.push(assert(quote!(#set), format!("`{name}` must be set")));
            }
        }
        for names in &demand.together {
            if let [one, other] = self.is_set(names).as_slice() {
                let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
                let what = format!("{} must be set together", names.join(" and "));
                assertions.push(assert(quote!(#one == #other), what));
            }
        }
        for (member, others) in &demand.excludes {
            for other in others {
                if let [one, beside] = self.is_set([member, other]).as_slice() {
                    let what = format!("`{other}` must not be set beside `{member}`");
                    assertions.push(assert(quote!(!(#one && #beside)), what));
                }
            }
        }
        assertions
    }

    /// For each of these members whether the table sets it; nothing, where no condition decides.
    fn is_set<'n>(&self, names: impl IntoIterator<Item = &'n String>) -> Vec<TokenStream> {
        let names: Vec<&String> = names.into_iter().collect();
        let fills = |binding: &&Binding<'_>| {
            let mut places = binding.forms.iter().flat_map(|form| &form.places);
            places.any(|(layout, member)| {
                layout.name == self.layout.name && names.contains(&&member.name)
            })
        };
        let mut fillers = self.bindings.bound.iter().filter(fills);
        if !fillers.any(|binding| !binding.entry.conditions().is_empty()) {
            return Vec::new();
        }
        let table = &self.block.self_ty;
        let set = names.iter().filter_map(|name| {
            let member = self.layout.member(name)?;
            let field = identifier(name);
            match (member.ty.as_function_pointer(), &member.ty.kind) {
                (Some(_), _) => Some(quote!(<#table>::TABLE.#field.is_some())),
                (None, TypeKind::Bool) => Some(quote!(<#table>::TABLE.#field)),
                (None, _) => None,
            }
        });
        set.collect()
    }
}
