// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Functions of exactly the kernel's types that call the driver's methods.

use compat_data::c::{Integer, TypeKind};
use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Ident, ItemImpl, ReturnType, Safety, Type};

use super::method::suffixed;
use super::types::module_path;
use crate::adapt::Passed;
use crate::bind::{Binding, Call, Form};
use crate::method::Method;
use crate::subject::Subject;
use compat_data::rust::{Names, argument, result, unknown_name};

/// A function, and its name.
pub(super) struct Adapter {
    pub name: Ident,
    pub function: TokenStream,
    /// A type for which there is no name without the target's type information: then there is no function.
    pub inexpressible: Option<String>,
}

/// The function for one form: it hands the arguments on, and converts the result. `target` is the name of the method;
/// `is_lone` says that no other form goes by the method's name.
pub(super) fn adapter(
    subject: &Subject,
    block: &ItemImpl,
    binding: &Binding<'_>,
    (form, call): (&Form<'_>, &Call<'_>),
    target: &Ident,
    is_lone: bool,
) -> Adapter {
    let table = &block.self_ty;
    let layouts: Vec<_> = form.places.iter().map(|(layout, _)| *layout).collect();
    let entry = binding.entry;
    let mut name = match is_lone {
        true => entry.name.clone(),
        false => suffixed(&entry.name, &layouts),
    };
    name.set_span(here(&entry.name));
    let Some(function) = entry.function() else {
        return Adapter {
            name,
            function: TokenStream::new(),
            inexpressible: None,
        };
    };
    let method = Method::read(function, &subject.history);
    let declared = subject.declared_as_observed();
    let is_observed = layouts.iter().any(|layout| Some(*layout) == declared);
    let types = Types::of(subject, block, is_observed);
    let takes = |at: usize| {
        call.adapter
            .arguments
            .iter()
            .position(|passed| match *passed {
                Passed::Plain(from) | Passed::Some(from) => from == at,
                Passed::None => false,
            })
    };
    // Types that compat-core lacks are where the table was declared: the author's own path leads there, and the compiler
    // holds it against the member's type.
    let is_authors = |ty: &compat_data::c::Type| {
        is_observed || subject.file.is_none() && ty.kind != TypeKind::Void && !is_known_argument(ty)
    };
    let mut inexpressible = None;
    let arguments = call.function.parameters.iter().enumerate().map(|(at, ty)| {
        let taker = takes(at).map(|taker| &method.parameters[taker]);
        let authors = taker.filter(|_| is_authors(ty));
        let ty = match authors.map(|taker| unwrapped(taker.tokens, &call.adapter.arguments, at)) {
            Some(authors) => authors,
            None => types.argument(ty).unwrap_or_else(|| {
                inexpressible.get_or_insert_with(|| ty.to_string());
                quote!(())
            }),
        };
        let name = match taker {
            // Where a type only looks like the kernel's, the compiler's error belongs at the author's parameter.
            Some(taker) => {
                format_ident!("argument_{at}", span = here(taker.tokens)).to_token_stream()
            }
            None => quote!(_),
        };
        quote!(#name: #ty)
    });
    let arguments: Vec<TokenStream> = arguments.collect();
    let handed =
        call.adapter
            .arguments
            .iter()
            .zip(&method.parameters)
            .map(|(passed, parameter)| {
                let span = here(parameter.tokens);
                let argument = |at: usize| {
                    let argument = format_ident!("argument_{at}", span = span);
                    match call.function.parameters.get(at).is_some_and(is_char) {
                        true => quote!((#argument as ::compat_core::types::c_char)),
                        false => argument.to_token_stream(),
                    }
                };
                match *passed {
                    Passed::Plain(at) => argument(at),
                    Passed::Some(at) => {
                        let argument = argument(at);
                        quote_spanned!(span=> ::core::option::Option::Some(#argument))
                    }
                    Passed::None => quote_spanned!(span=> ::core::option::Option::None),
                }
            });
    let result_span = match &function.sig.output {
        ReturnType::Type(_, ty) => here(ty),
        ReturnType::Default => here(&entry.name),
    };
    let handed: Vec<TokenStream> = handed.collect();
    let mut value = quote_spanned!(result_span=> <#table>::#target(#(#handed),*));
    if let Safety::Unsafe(_) = function.sig.safety {
        // The method asks of its caller what the member's contract asks of the kernel.
        value = quote!(unsafe { #value });
    }
    let output = match &function.sig.output {
        ReturnType::Type(_, ty)
            if is_authors(&call.function.result) && call.adapter.result_is_kernels =>
        {
            Some(ty.to_token_stream())
        }
        _ => match result(call.function, &types.names()) {
            Ok(ty) => ty.map(|ty| ty.parse::<TokenStream>().unwrap_or_default()),
            Err(_) => {
                inexpressible.get_or_insert_with(|| call.function.result.to_string());
                None
            }
        },
    };
    if let Some(ty) = inexpressible {
        return Adapter {
            name,
            function: TokenStream::new(),
            inexpressible: Some(ty),
        };
    }
    if !call.adapter.result_is_kernels {
        let output = output.clone().unwrap_or_else(|| quote!(()));
        value = quote_spanned! {result_span=>
            ::compat_core::KernelResult::<#output>::into_kernel(#value)
        };
    }
    let output = output.map(|ty| quote!(-> #ty));
    let conditions = entry.conditions();
    let casts = call.function.parameters.iter().any(is_char);
    let casts = casts.then(|| quote!(, trivial_numeric_casts, clippy::unnecessary_cast));
    let function = quote! {
        #(#conditions)*
        #[allow(dead_code, non_snake_case #casts)]
        unsafe extern "C" fn #name(#(#arguments),*) #output {
            #value
        }
    };
    Adapter {
        name,
        function,
        inexpressible: None,
    }
}

/// Whether it is a plain `char`. A method has `c_char` on all kernels; the kernel's function has it with the target's sign.
fn is_char(ty: &compat_data::c::Type) -> bool {
    ty.kind == TypeKind::Integer(Integer::Char)
}

/// Whether a history alone gives the type of the argument.
fn is_known_argument(ty: &compat_data::c::Type) -> bool {
    argument(ty, &Names::Paths).is_ok() && unknown_name(ty).is_none()
}

/// How the kernel's types are spelled.
struct Types<'a> {
    subject: &'a Subject,
    /// The module with the types that compat-core lacks.
    module: Option<String>,
}

impl<'a> Types<'a> {
    fn of(subject: &'a Subject, block: &ItemImpl, is_observed: bool) -> Self {
        let observation = subject.observation.as_ref().filter(|_| is_observed);
        let module = observation.map(|observation| {
            let mut path = match &*block.self_ty {
                Type::Path(path) => path.path.clone(),
                _ => return String::new(),
            };
            // It stands beside the table.
            let table = path.segments.pop().map(|last| last.ident);
            let table = table.unwrap_or_else(|| format_ident!("Table"));
            let beside = path.to_token_stream().to_string();
            format!("{beside}{}", module_path(&table, observation))
        });
        Self { subject, module }
    }

    /// The kernel's type of an argument; none: only its own type information says what it is.
    fn argument(&self, ty: &compat_data::c::Type) -> Option<TokenStream> {
        let is_plain = self.module.is_none() && self.subject.file.is_none();
        if is_plain && !is_known_argument(ty) {
            return None;
        }
        argument(ty, &self.names()).ok()?.parse().ok()
    }

    fn names(&self) -> Names<'_> {
        match (&self.module, &self.subject.observation) {
            (Some(module), Some(observation)) => Names::Observed {
                observation,
                module: Some(module),
                unsigned_char: self.subject.unsigned_char(),
            },
            _ => Names::Target {
                unsigned_char: self.subject.unsigned_char(),
            },
        }
    }
}

/// The author's type for the kernel's argument: what is in the `Option`, where the method takes one.
fn unwrapped(ty: &Type, arguments: &[Passed], at: usize) -> TokenStream {
    let is_some = arguments.contains(&Passed::Some(at));
    match crate::method::generic(ty, "Option").flatten() {
        Some(inner) if is_some => inner.to_token_stream(),
        _ => ty.to_token_stream(),
    }
}

/// The place of the author's tokens, for names that are ours.
fn here(tokens: &impl Spanned) -> Span {
    Span::mixed_site().located_at(tokens.span())
}
