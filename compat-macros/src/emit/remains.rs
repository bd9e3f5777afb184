// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! What stays of an item with errors, so that the compiler checks the rest of the driver and reports no error that only
//! follows from ours.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{Ident, ImplItem, ItemImpl};

use crate::parse::{Target, conditions};

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
    let block_attributes = &block.attrs;
    let mut names: Vec<Ident> = Vec::new();
    let items = block.items.iter().filter_map(|item| {
        let mut item = item.clone();
        let (name, attributes) = match &mut item {
            ImplItem::Fn(function) => (&mut function.sig.ident, &mut function.attrs),
            ImplItem::Const(constant) => (&mut constant.ident, &mut constant.attrs),
            _ => return None,
        };
        let earlier = names.iter().filter(|earlier| *earlier == name).count();
        names.push(name.clone());
        if earlier > 0 {
            // Another alternative: its body is to be checked, too. Which ones the author's conditions leave is not known here.
            if !conditions(attributes).is_empty() {
                return None;
            }
            *name = format_ident!("{}_{}", name, earlier + 1, span = name.span());
        }
        attributes.retain(|attribute| !attribute.path().is_ident("kernel"));
        let quiet = quote!(#[allow(dead_code, non_snake_case, non_upper_case_globals)]);
        Some(quote!(#quiet #item))
    });
    let items: Vec<TokenStream> = items.collect();
    quote! {
        #(#block_attributes)*
        impl #table {
            #(#items)*

            pub const TABLE: Self = Self::EMPTY;
        }
    }
}
