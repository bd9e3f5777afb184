// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! From the attribute to its expansion: parse, look up, bind, emit.

use proc_macro2::TokenStream;
use quote::quote;
use syn::ItemImpl;

use crate::bind::bind;
use crate::coverage::Coverage;
use crate::emit::{declaration, filling, remains};
use crate::errors::Errors;
use crate::kernels::Kernels;
use crate::look_up::look_up;
use crate::mandatory::mandatory;
use crate::own::watch;
use crate::parse::{Arguments, Target, entries};
use crate::subject::Subject;

/// The expansion; or all errors, as tokens that make the compiler report them, beside what is needed for the rest of
/// the driver to be checked as well.
pub(crate) fn expand(arguments: TokenStream, item: TokenStream) -> TokenStream {
    let errors = Errors::default();
    let arguments = syn::parse2::<Arguments>(arguments)
        .map_err(|error| errors.push(error))
        .ok();
    let subject = arguments.as_ref().and_then(|arguments| {
        look_up(&arguments.name)
            .map_err(|error| errors.push(error))
            .ok()
    });
    let kernels = arguments.and_then(|arguments| arguments.kernels);
    let Some(target) = Target::parse(item.clone(), &errors) else {
        let errors = errors.into_tokens();
        return quote!(#errors #item);
    };
    let expansion = subject.and_then(|subject| {
        let expansion = match &target {
            Target::Declaration(item) => {
                if let Some(kernels) = &kernels {
                    let message = "a table is declared for the target, whichever it is\n\
                                   help: put `kernels` where it is filled, on the impl block";
                    errors.at(&kernels.literal, message);
                }
                (errors.count() == 0).then(|| declaration(&subject, item))
            }
            Target::Filling(block) => fill(&subject, kernels.as_ref(), block, &errors),
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

fn fill(
    subject: &Subject,
    kernels: Option<&Kernels>,
    block: &ItemImpl,
    errors: &Errors,
) -> Option<TokenStream> {
    let entries = entries(block, errors);
    let coverage = Coverage::of(subject, kernels, errors);
    let bindings = bind(subject, &coverage, &entries, errors);
    mandatory(&coverage, &bindings, block, errors);
    (errors.count() == 0).then(|| filling(subject, &coverage, block, &bindings))
}

#[cfg(test)]
mod property;
#[cfg(test)]
mod tests;
