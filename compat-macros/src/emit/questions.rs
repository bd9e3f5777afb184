// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! What a driver can ask of its table: `HAS_PIN`, `LAYOUT`.

use compat_data::history::{History, Layout};
use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::ItemStruct;

use super::gate::any_of;
use crate::parse::conditions;
use compat_data::ranges::describe;

/// A constant for each member that some layout has, and one for the layout itself.
pub(super) fn questions(history: &History, item: &ItemStruct) -> TokenStream {
    let table = &item.ident;
    let conditions = conditions(&item.attrs);
    let mut members: Vec<(&str, Vec<&Layout>)> = Vec::new();
    for layout in &history.layouts {
        for member in layout
            .members
            .iter()
            .filter(|member| !member.name.is_empty())
        {
            match members.iter_mut().find(|(name, _)| *name == member.name) {
                Some((_, layouts)) => layouts.push(layout),
                None => members.push((&member.name, vec![layout])),
            }
        }
    }
    let has = members.iter().map(|(name, layouts)| {
        let constant = format_ident!("HAS_{}", name.to_uppercase());
        let gate = any_of(history, layouts);
        let documentation = format!(
            "Whether the target kernel's table has `{name}`. Recorded on `{}`.",
            describe(history, layouts)
        );
        quote! {
            #[doc = #documentation]
            pub const #constant: bool = ::core::cfg!(#gate);
        }
    });
    let names = history.layouts.iter().map(|layout| {
        let name = &layout.name;
        let gate = any_of(history, &[layout]);
        quote!(#[cfg(#gate)] { #name })
    });
    let every: Vec<&Layout> = history.layouts.iter().collect();
    let any = any_of(history, &every);
    let evidence = format!("KERNEL_COMPAT_EVIDENCE_{}", history.name);
    quote! {
        #(#conditions)*
        #[allow(unexpected_cfgs)]
        impl #table {
            #(#has)*

            /// The layout of the target kernel's table, for a line in the log.
            #[cfg(#any)]
            pub const LAYOUT: ::compat_core::Layout = ::compat_core::Layout {
                name: { #(#names)* },
                evidence: match ::core::option_env!(#evidence) {
                    ::core::option::Option::Some(evidence) => evidence,
                    ::core::option::Option::None => "",
                },
            };
        }
    }
}
