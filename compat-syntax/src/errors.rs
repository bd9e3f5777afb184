// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Errors gathered, so that a driver sees all of them in one compile.

use std::cell::RefCell;
use std::fmt::Display;

use compat_data::suggestion::nearest;
use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::Error;

/// Gathers errors.
#[derive(Default)]
pub struct Errors {
    errors: RefCell<Vec<Error>>,
}

impl Errors {
    /// Adds an error at the tokens.
    pub fn at(&self, tokens: impl ToTokens, message: impl Display) {
        self.push(Error::new_spanned(tokens, message));
    }

    /// Adds an error.
    pub fn push(&self, error: Error) {
        self.errors.borrow_mut().push(error);
    }

    /// How many there are so far.
    pub fn count(&self) -> usize {
        self.errors.borrow().len()
    }

    /// All errors, one of each, in the order in which they were found.
    pub fn into_errors(self) -> Vec<Error> {
        self.errors.into_inner().into_iter().flatten().collect()
    }

    /// All errors as tokens that make the compiler report them.
    pub fn into_tokens(self) -> TokenStream {
        let errors = self.errors.into_inner();
        errors.iter().map(Error::to_compile_error).collect()
    }
}

/// The name among `known` that the author most likely meant, as a sentence to append; nothing where none is near.
pub fn did_you_mean<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    nearest(name, known)
        .map(|candidate| format!("\nhelp: did you mean `{candidate}`?"))
        .unwrap_or_default()
}
