// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! What stays of an item with errors, so that the compiler checks the rest of the driver and reports no error that only
//! follows from ours.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{ImplItem, ItemImpl};

use crate::parse::Target;

/// The struct with an `EMPTY`, or the author's functions and constants with a `TABLE`.
pub(crate) fn remains(target: &Target) -> TokenStream {
    match target {
        Target::Declaration(item) => {
            let name = &item.ident;
            quote! {
                #item

                impl #name {
                    pub const EMPTY: Self = Self;
                }
            }
        }
        Target::Filling(block) => block_remains(block),
    }
}

fn block_remains(block: &ItemImpl) -> TokenStream {
    let table = &block.self_ty;
    let mut names = Vec::new();
    let items = block.items.iter().filter_map(|item| {
        let mut item = item.clone();
        let (name, attributes) = match &mut item {
            ImplItem::Fn(function) => (&function.sig.ident, &mut function.attrs),
            ImplItem::Const(constant) => (&constant.ident, &mut constant.attrs),
            _ => return None,
        };
        if names.contains(name) {
            // Another alternative.
            return None;
        }
        names.push(name.clone());
        attributes.retain(|attribute| !attribute.path().is_ident("kernel"));
        Some(quote!(#[allow(dead_code, non_upper_case_globals)] #item))
    });
    let items: Vec<TokenStream> = items.collect();
    quote! {
        impl #table {
            #(#items)*

            pub const TABLE: Self = Self::EMPTY;
        }
    }
}
