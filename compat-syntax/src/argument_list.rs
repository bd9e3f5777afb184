// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! `args(buf, _, _, direction)`: which of the kernel's arguments go to which parameters.

use syn::ext::IdentExt;
use syn::meta::ParseNestedMeta;
use syn::punctuated::Punctuated;
use syn::{FnArg, Ident, ImplItemFn, Pat, Token};

use crate::errors::{Errors, did_you_mean};

const NOT_TAKEN: &str = "`_` stands for an argument that the method does not take";

/// The method's parameters in the order of the kernel's arguments, with `_` for those that it does not take.
pub struct ArgumentList {
    /// The names.
    pub names: Vec<Ident>,
    /// The word `args`.
    pub key: Ident,
}

impl ArgumentList {
    /// Reads what stands after `args`.
    ///
    /// # Errors
    /// When that is no list of names.
    pub fn parse(meta: &ParseNestedMeta<'_>) -> syn::Result<Self> {
        let form = "list the kernel's arguments: the name of a parameter for each that the method takes, `_` for each \
                    other: `args(buf, _, _, direction)`";
        let key = meta.path.require_ident()?.clone();
        if !meta.input.peek(syn::token::Paren) {
            return Err(syn::Error::new(key.span(), form));
        }
        let content;
        syn::parenthesized!(content in meta.input);
        let names =
            Punctuated::<Ident, Token![,]>::parse_terminated_with(&content, Ident::parse_any)
                .map_err(|error| syn::Error::new(error.span(), form))?;
        let names = names.into_iter().collect();
        Ok(Self { names, key })
    }

    /// How many arguments the kernel passes where this list is for.
    pub fn count(&self) -> usize {
        self.names.len()
    }

    /// Where the list has the parameter.
    pub fn position(&self, parameter: &Ident) -> Option<usize> {
        self.names.iter().position(|name| name == parameter)
    }

    /// Every name must be that of one parameter, and stand there once.
    pub fn check(&self, function: &ImplItemFn, errors: &Errors) {
        let parameters: Vec<&Ident> = function
            .sig
            .inputs
            .iter()
            .filter_map(parameter_name)
            .collect();
        for (at, name) in self.names.iter().enumerate() {
            if name == "_" {
                continue;
            }
            if !parameters.contains(&name) {
                let known: Vec<String> = parameters.iter().map(ToString::to_string).collect();
                let mut guess = did_you_mean(&name.to_string(), known.iter().map(String::as_str));
                if guess.is_empty() {
                    guess = format!("\nhelp: {NOT_TAKEN}");
                }
                errors.at(
                    name,
                    format!("`{}` has no parameter `{name}`{guess}", function.sig.ident),
                );
            } else if self.names[..at].contains(name) {
                errors.at(
                    name,
                    format!("`{name}` stands here twice\nhelp: {NOT_TAKEN}"),
                );
            }
        }
    }
}

/// The name of a parameter; none: it has a pattern that is no name.
pub fn parameter_name(input: &FnArg) -> Option<&Ident> {
    match input {
        FnArg::Typed(argument) => match &*argument.pat {
            Pat::Ident(pattern) => Some(&pattern.ident),
            _ => None,
        },
        FnArg::Receiver(_) => None,
    }
}
