// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The filled table.

use compat_data::c::Function;
use compat_data::history::History;
use compat_data::observation::OBSERVED;
use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{FnArg, Ident, ImplItemFn, ItemImpl, ReturnType, Safety};

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
        let conditions = binding.entry.conditions();
        // The author's conditions come first: behind ours, one that fails makes the compiler forget that ours are allowed.
        quote!(#(#conditions)* #[cfg(#gate)] #item)
    });
    let fields = bindings.iter().map(|binding| {
        let gate = any_of(history, &binding.layouts);
        let name = &binding.entry.name;
        let value = match (&binding.entry.value, function(binding)) {
            (Value::Function(method), Some(function)) => {
                let observed_only = binding.layouts.iter().all(|layout| layout.name == OBSERVED);
                adapter(table, method, function, observed_only)
            }
            _ => quote!(<#table>::#name),
        };
        let conditions = binding.entry.conditions();
        quote!(#(#conditions)* #[cfg(#gate)] #name: #value,)
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
fn adapter(
    table: &syn::Type,
    method: &ImplItemFn,
    function: &Function,
    observed_only: bool,
) -> TokenStream {
    let name = &method.sig.ident;
    let tokens = |ty: String| ty.parse::<TokenStream>().unwrap_or_default();
    // Types that compat-core lacks are where the table was declared: the author's own path leads there, and the
    // compiler holds it against the member's type.
    let author = observed_only.then(|| author_types(method));
    // What the binding has compared can be written; see `compare`.
    let types: Vec<TokenStream> = match author {
        Some(types) => types,
        None => parameters(function, &Names::Paths)
            .unwrap_or_default()
            .into_iter()
            .map(tokens)
            .collect(),
    };
    let output = match &method.sig.output {
        ReturnType::Type(_, ty) if observed_only => Some(quote!(-> #ty)),
        _ => result(function, &Names::Paths)
            .unwrap_or_default()
            .map(tokens)
            .map(|ty| quote!(-> #ty)),
    };
    // Where a type only looks like the kernel's, the compiler's error belongs at the author's argument.
    let written = method.sig.inputs.iter().enumerate();
    let arguments: Vec<_> = written
        .map(|(at, input)| format_ident!("argument_{at}", span = here(input)))
        .collect();
    let result_span = match &method.sig.output {
        ReturnType::Type(_, ty) => here(ty),
        ReturnType::Default => here(name),
    };
    let call = quote_spanned!(result_span=> <#table>::#name(#(#arguments),*));
    let adapter = Ident::new(&name.to_string(), here(name));
    let call = match method.sig.safety {
        // The method asks of its caller what the member's contract asks of the kernel.
        Safety::Unsafe(_) => quote!(unsafe { #call }),
        Safety::Safe(_) | Safety::Default => call,
    };
    quote! {
        ::core::option::Option::Some({
            unsafe extern "C" fn #adapter(#(#arguments: #types),*) #output {
                #call
            }
            #adapter
        })
    }
}

fn author_types(method: &ImplItemFn) -> Vec<TokenStream> {
    method
        .sig
        .inputs
        .iter()
        .filter_map(|input| match input {
            FnArg::Typed(argument) => Some(argument.ty.to_token_stream()),
            FnArg::Receiver(_) => None,
        })
        .collect()
}

/// The place of the author's tokens, for names that are ours.
fn here(tokens: &impl Spanned) -> Span {
    Span::mixed_site().located_at(tokens.span())
}
