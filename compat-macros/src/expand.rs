// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! From the attribute to its expansion: parse, look up, bind, emit.

use proc_macro2::TokenStream;
use quote::quote;
use syn::ItemImpl;

use crate::bind::bind;
use crate::emit::{declaration, filling, remains};
use crate::errors::Errors;
use crate::own::watch;
use crate::parse::{Arguments, Target, entries};
use crate::subject::Subject;

/// The expansion; or all errors, as tokens that make the compiler report them, beside what is needed for the rest of
/// the driver to be checked as well.
pub(crate) fn expand(arguments: TokenStream, item: TokenStream) -> TokenStream {
    let errors = Errors::default();
    let subject = syn::parse2(arguments)
        .and_then(|Arguments { name }| Subject::of(&name))
        .map_err(|error| errors.push(error))
        .ok();
    let Some(target) = Target::parse(item.clone(), &errors) else {
        let errors = errors.into_tokens();
        return quote!(#errors #item);
    };
    let expansion = subject.and_then(|subject| {
        let expansion = match &target {
            Target::Declaration(item) => (errors.count() == 0).then(|| declaration(&subject, item)),
            Target::Filling(block) => fill(&subject, block, &errors),
        }?;
        let watch = watch(subject.file.as_deref());
        Some(quote!(#expansion #watch))
    });
    expansion.unwrap_or_else(|| {
        let errors = errors.into_tokens();
        let item = remains(&target);
        quote!(#errors #item)
    })
}

fn fill(subject: &Subject, block: &ItemImpl, errors: &Errors) -> Option<TokenStream> {
    let entries = entries(block, errors);
    let bindings = bind(subject, &entries, errors);
    (errors.count() == 0).then(|| filling(&subject.history, block, &bindings))
}

#[cfg(test)]
mod tests;
