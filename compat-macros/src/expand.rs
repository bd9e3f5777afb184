// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! From the attribute to its expansion: parse, look up, bind, emit.

use compat_data::history::History;
use proc_macro2::TokenStream;
use syn::{Ident, ItemImpl};

use crate::bind::bind;
use crate::emit::{declaration, filling};
use crate::errors::{Errors, did_you_mean};
use crate::parse::{Arguments, Target, entries};

/// The expansion, or all errors as tokens that make the compiler report them.
pub(crate) fn expand(arguments: TokenStream, item: TokenStream) -> TokenStream {
    match try_expand(arguments, item) {
        Ok(tokens) | Err(tokens) => tokens,
    }
}

fn try_expand(arguments: TokenStream, item: TokenStream) -> Result<TokenStream, TokenStream> {
    let report = |error: syn::Error| error.to_compile_error();
    let arguments: Arguments = syn::parse2(arguments).map_err(report)?;
    let target = Target::parse(item).map_err(report)?;
    let history = history(&arguments.name).map_err(report)?;
    match target {
        Target::Declaration(item) => Ok(declaration(history, &item)),
        Target::Filling(block) => fill(history, &block),
    }
}

fn fill(history: &History, block: &ItemImpl) -> Result<TokenStream, TokenStream> {
    let errors = Errors::default();
    let entries = entries(block, &errors);
    let bindings = bind(history, &entries, &errors);
    errors.check()?;
    Ok(filling(history, block, &bindings))
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
