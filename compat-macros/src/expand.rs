// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! From the attribute to its expansion: parse, look up, bind, emit.

use compat_data::history::History;
use proc_macro2::TokenStream;
use quote::quote;
use syn::{Ident, ItemImpl};

use crate::bind::bind;
use crate::emit::{declaration, filling, remains};
use crate::errors::{Errors, did_you_mean};
use crate::parse::{Arguments, Target, entries};

/// The expansion; or all errors, as tokens that make the compiler report them, beside what is needed for the rest of
/// the driver to be checked as well.
pub(crate) fn expand(arguments: TokenStream, item: TokenStream) -> TokenStream {
    let errors = Errors::default();
    let history = syn::parse2(arguments)
        .and_then(|Arguments { name }| history(&name))
        .map_err(|error| errors.push(error))
        .ok();
    let Some(target) = Target::parse(item.clone(), &errors) else {
        let errors = errors.into_tokens();
        return quote!(#errors #item);
    };
    let expansion = history.and_then(|history| match &target {
        Target::Declaration(item) => (errors.count() == 0).then(|| declaration(history, item)),
        Target::Filling(block) => fill(history, block, &errors),
    });
    expansion.unwrap_or_else(|| {
        let errors = errors.into_tokens();
        let item = remains(&target);
        quote!(#errors #item)
    })
}

fn fill(history: &History, block: &ItemImpl, errors: &Errors) -> Option<TokenStream> {
    let entries = entries(block, errors);
    let bindings = bind(history, &entries, errors);
    (errors.count() == 0).then(|| filling(history, block, &bindings))
}

fn history(name: &Ident) -> syn::Result<&'static History> {
    let text = name.to_string();
    match compat_data::history(&text) {
        Some(Ok(history)) => Ok(history),
        Some(Err(error)) => Err(syn::Error::new(name.span(), error)),
        None => {
            let known: Vec<&str> = compat_data::names().collect();
            let guess = did_you_mean(&text, known.iter().copied());
            Err(syn::Error::new(
                name.span(),
                format!(
                    "there is no history of `struct {text}`{guess}\nnote: histories are of: {}",
                    known.join(", ")
                ),
            ))
        }
    }
}

#[cfg(test)]
mod tests;
