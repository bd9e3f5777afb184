// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The filled table.

use compat_data::c::Function;
use compat_data::history::History;
use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{ImplItemFn, ItemImpl};

use super::gate::any_of;
use crate::bind::Binding;
use crate::parse::Value;
use crate::spelling::{Names, parameters, result};

/// The impl block, its items gated, and `TABLE`.
pub(crate) fn filling(
    history: &History,
    block: &ItemImpl,
    bindings: &[Binding<'_>],
) -> TokenStream {
    let table = &block.self_ty;
    let attributes = &block.attrs;
    let items = bindings.iter().map(|binding| {
        let gate = any_of(history, &binding.layouts);
        let item = binding.entry.value.item();
        quote!(#[cfg(#gate)] #[allow(non_upper_case_globals)] #item)
    });
    let fields = bindings.iter().map(|binding| {
        let gate = any_of(history, &binding.layouts);
        let name = &binding.entry.name;
        let value = match (&binding.entry.value, function(binding)) {
            (Value::Function(method), Some(function)) => adapter(table, method, function),
            _ => quote!(<#table>::#name),
        };
        quote!(#[cfg(#gate)] #name: #value,)
    });
    quote! {
        #(#attributes)*
        #[allow(unexpected_cfgs)]
        impl #table {
            #(#items)*

            /// The table to hand to the kernel.
            #[allow(clippy::needless_update)]
            pub const TABLE: Self = Self {
                #(#fields)*
                ..Self::EMPTY
            };
        }
    }
}

fn function<'a>(binding: &Binding<'a>) -> Option<&'a Function> {
    binding.member()?.ty.as_function_pointer()
}

/// A function of exactly the kernel's type that calls the driver's method.
fn adapter(table: &syn::Type, method: &ImplItemFn, function: &Function) -> TokenStream {
    let name = &method.sig.ident;
    let tokens = |ty: String| ty.parse::<TokenStream>().unwrap_or_default();
    // What the binding has compared can be written; see `bind::match_types`.
    let types: Vec<TokenStream> = parameters(function, &Names::Paths)
        .unwrap_or_default()
        .into_iter()
        .map(tokens)
        .collect();
    let output = result(function, &Names::Paths)
        .unwrap_or_default()
        .map(tokens)
        .map(|ty| quote!(-> #ty));
    let arguments: Vec<_> = (0..types.len())
        .map(|at| format_ident!("argument_{at}"))
        .collect();
    let call = quote!(<#table>::#name(#(#arguments),*));
    let call = match method.sig.unsafety {
        // SAFETY comment for the reader of the expansion: the driver's method asks of its caller what the member's
        // contract asks of the kernel.
        Some(_) => quote!(unsafe { #call }),
        None => call,
    };
    quote! {
        ::core::option::Option::Some({
            unsafe extern "C" fn #name(#(#arguments: #types),*) #output {
                #call
            }
            #name
        })
    }
}
