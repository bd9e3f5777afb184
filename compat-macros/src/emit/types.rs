// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The types that an observed struct names and compat-core does not have, from the target's type information.

use std::collections::BTreeSet;

use compat_data::c::{TagKind, Type, TypeKind};
use compat_data::core_types::is_core_type;
use compat_data::observation::{Definition, Enumerator, Meaning, Observation, TypeName};
use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};
use syn::Visibility;

use super::declare::identifier;
use compat_data::rust::{Names, value};

/// The name of the module: `file_operations_types`.
pub(super) fn module_name(observation: &Observation) -> String {
    format!("{}_types", observation.name)
}

/// The module. It has everything that a driver needs to write the members' signatures.
pub(super) fn types_module(observation: &Observation, visibility: &Visibility) -> TokenStream {
    let module = format_ident!("{}", module_name(observation));
    let types = named_types(observation)
        .into_iter()
        .filter(|name| !is_core_type(plain(name)))
        .map(|name| definition(observation, &name));
    let documentation = format!(
        "The types that `struct {}` of the target kernel names, beside those of `compat_core::types`.",
        observation.name
    );
    quote! {
        #[doc = #documentation]
        #[allow(non_camel_case_types, non_upper_case_globals, dead_code, unused_imports)]
        #visibility mod #module {
            pub use ::compat_core::types::*;

            #(#types)*
        }
    }
}

fn plain(name: &TypeName) -> &str {
    match name {
        TypeName::Typedef(name) | TypeName::Tag(_, name) => name,
    }
}

/// Every name in the members' types, and in what those stand for.
fn named_types(observation: &Observation) -> BTreeSet<TypeName> {
    let mut names = BTreeSet::new();
    let mut pending: Vec<&Type> = Vec::new();
    let mut members: Vec<_> = observation.members.iter().collect();
    while let Some(member) = members.pop() {
        pending.push(&member.member.ty);
        members.extend(&member.members);
    }
    while let Some(ty) = pending.pop() {
        ty.visit(&mut |ty| {
            let name = match &ty.kind {
                TypeKind::Typedef(name) => TypeName::Typedef(name.clone()),
                TypeKind::Tag(kind, tag) => TypeName::Tag(*kind, tag.clone()),
                _ => return,
            };
            if names.insert(name.clone()) {
                let of = observation.definitions.get(&name);
                pending.extend(of.and_then(|definition| definition.of.as_ref()));
            }
        });
    }
    names
}

fn definition(observation: &Observation, name: &TypeName) -> TokenStream {
    let identifier = identifier(plain(name));
    let documentation = format!("`{name}`");
    let known = observation.definitions.get(name);
    let item = match (name, known.map(|known| &known.meaning)) {
        (TypeName::Typedef(_), _) => typedef(observation, &identifier, known),
        (
            _,
            Some(Meaning::Enum {
                size,
                signed,
                enumerators,
            }),
        ) => {
            return enumeration(&identifier, &documentation, *size, *signed, enumerators);
        }
        (
            _,
            Some(&Meaning::Aggregate {
                size, alignment, ..
            }),
        ) => blob(&identifier, size, alignment),
        (TypeName::Tag(TagKind::Enum, _), _) => {
            let ty = integer(4, false);
            quote!(#[repr(transparent)] #[derive(Clone, Copy, Debug, PartialEq, Eq)] pub struct #identifier(pub #ty);)
        }
        _ => blob(&identifier, 0, 1),
    };
    quote!(#[doc = #documentation] #item)
}

fn typedef(observation: &Observation, name: &Ident, known: Option<&Definition>) -> TokenStream {
    let names = Names::Observed {
        observation,
        module: None,
    };
    let spelled = known
        .and_then(|known| known.of.as_ref())
        .and_then(|of| value(of, &names).ok())
        .and_then(|ty| ty.parse::<TokenStream>().ok());
    if let Some(ty) = spelled {
        return quote!(pub type #name = #ty;);
    }
    match known.map(|known| &known.meaning) {
        Some(&Meaning::Integer { size, signed }) => {
            let ty = integer(size, signed);
            quote!(pub type #name = #ty;)
        }
        Some(Meaning::Bool) => quote!(pub type #name = ::core::primitive::bool;),
        Some(
            &Meaning::Aggregate {
                size, alignment, ..
            }
            | &Meaning::Array { size, alignment },
        ) => blob(name, size, alignment),
        _ => quote!(pub type #name = ::compat_core::types::c_void;),
    }
}

fn enumeration(
    name: &Ident,
    documentation: &str,
    size: u64,
    signed: bool,
    enumerators: &[Enumerator],
) -> TokenStream {
    let ty = integer(size, signed);
    let constants = enumerators.iter().map(|enumerator| {
        let constant = identifier(&enumerator.name);
        let value = Literal::i128_unsuffixed(enumerator.value);
        quote!(#[allow(missing_docs)] pub const #constant: #name = #name(#value);)
    });
    quote! {
        #[doc = #documentation]
        #[repr(transparent)]
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub struct #name(pub #ty);
        #(#constants)*
    }
}

/// Bytes of that size and alignment: what is in them is the kernel's affair.
fn blob(name: &Ident, size: u64, alignment: u64) -> TokenStream {
    let size = Literal::u64_unsuffixed(size);
    let alignment = Literal::u64_unsuffixed(alignment.max(1));
    quote! {
        #[repr(C, align(#alignment))]
        pub struct #name {
            bytes: [u8; #size],
            marker: ::core::marker::PhantomPinned,
        }
    }
}

/// Rust's integer of that size in bytes.
fn integer(size: u64, signed: bool) -> TokenStream {
    match (size, signed) {
        (1, true) => quote!(i8),
        (1, false) => quote!(u8),
        (2, true) => quote!(i16),
        (2, false) => quote!(u16),
        (8, true) => quote!(i64),
        (8, false) => quote!(u64),
        (16, true) => quote!(i128),
        (16, false) => quote!(u128),
        (_, true) => quote!(i32),
        (_, false) => quote!(u32),
    }
}
