// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The types that an observed struct names and compat-core does not have, from the target's type information.

use std::collections::BTreeSet;

use compat_data::c::TagKind;
use compat_data::core_types::{CATALOGUE, CoreType, core_type, is_core_type, is_primitive};
use compat_data::observation::{Definition, Enumerator, Meaning, Observation, TypeName};
use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};
use syn::ItemStruct;

use crate::subject::Subject;

use super::declare::identifier;
use compat_data::rust::{Names, agrees, value};

/// The path of the module from where the table stands: `file_operations_types` in a module of the table's own, since a driver
/// may have several tables of one struct.
pub(super) fn module_path(table: &Ident, observation: &Observation) -> String {
    format!("{}::{}_types", outer(table), observation.name)
}

fn outer(table: &Ident) -> Ident {
    format_ident!("__{table}_types", span = proc_macro2::Span::call_site())
}

/// The module. It has everything that a driver needs to write the members' signatures.
pub(super) fn types_module(
    subject: &Subject,
    observation: &Observation,
    item: &ItemStruct,
    gate: &TokenStream,
) -> TokenStream {
    let visibility = &item.vis;
    let outer = outer(&item.ident);
    let names = Names::Observed {
        observation,
        module: None,
        unsigned_char: subject.unsigned_char(),
    };
    let module = format_ident!("{}_types", observation.name);
    let named = observation.named_types();
    let lacking = |name: &&TypeName| !is_core(observation, name);
    let types = named.iter().filter(lacking);
    let (by_value, types): (Vec<&TypeName>, Vec<&TypeName>) = types.partition(|name| {
        // Something else has the name already: what pointers to it lead to.
        let is_aggregate = aggregate(observation, name).is_some();
        is_core_type(name.plain()) && (is_aggregate || is_tag(name))
    });
    let types = types
        .into_iter()
        .map(|name| definition(observation, &names, name));
    let enumerators = core_enums(observation).flat_map(|(name, enumerators)| {
        let ty = identifier(name);
        enumerators.iter().map(move |enumerator| {
            let constant = identifier(&enumerator.name);
            let value = Literal::i128_unsuffixed(enumerator.value);
            quote!(#[allow(missing_docs)] pub const #constant: #ty = #ty::new(#value);)
        })
    });
    let mut seen = BTreeSet::new();
    let by_value = by_value.into_iter().filter_map(|name| {
        let (size, alignment) = aggregate(observation, name)?;
        let identifier = identifier(name.plain());
        let documentation = format!("`{name}`, the whole of it.");
        let blob = blob(&identifier, size, alignment);
        seen.insert(name.plain())
            .then(|| quote!(#[doc = #documentation] #blob))
    });
    let by_value: Vec<TokenStream> = by_value.collect();
    let by_value = (!by_value.is_empty()).then(|| {
        quote! {
            /// Structs and unions that stand in the table themselves.
            pub mod by_value {
                #(#by_value)*
            }
        }
    });
    let documentation = format!(
        "The types that `struct {}` of the target kernel names, beside those of `compat_core::types`.",
        observation.name
    );
    quote! {
        // By a glob, so that only a driver that names it where there are several has to say which.
        #gate
        #[allow(unused_imports)]
        #visibility use #outer::*;

        #gate
        #[doc(hidden)]
        #[allow(non_camel_case_types, non_snake_case, non_upper_case_globals, dead_code, unused_imports)]
        #visibility mod #outer {
        #[doc = #documentation]
        pub mod #module {
            pub use ::compat_core::types::*;

            #(#types)*

            // Of some enumerators the value differs from kernel to kernel, so that compat-core can't have them.
            #(#enumerators)*

            #by_value
        }
        }
    }
}

/// The enums that are compat-core's type, and have enumerators that are the target's to say.
fn core_enums(observation: &Observation) -> impl Iterator<Item = (&str, &[Enumerator])> {
    observation.definitions.iter().filter_map(|(name, known)| {
        let is_own = !matches!(&known.of, Some(of) if TypeName::of(of).is_some());
        let is_catalogues = CATALOGUE
            .binary_search_by_key(&name.plain(), |(known, _)| known)
            .is_ok();
        match &known.meaning {
            Meaning::Enum { enumerators, .. }
                if is_own && is_catalogues && is_core(observation, name) =>
            {
                Some((name.plain(), enumerators.as_slice()))
            }
            _ => None,
        }
    })
}

/// Whether the module has more than compat-core does, where the table itself needs no more than that.
pub(super) fn has_enumerators(observation: &Observation) -> bool {
    core_enums(observation).any(|(_, enumerators)| !enumerators.is_empty())
}

/// Whether compat-core has the type just as the target has it.
fn is_core(observation: &Observation, name: &TypeName) -> bool {
    let definition = observation.definitions.get(name);
    match core_type(name.plain()) {
        // There are pointers to it, and no value.
        Some(CoreType::Opaque) => aggregate(observation, name).is_none(),
        Some(_) => agrees(name.plain(), definition, observation),
        None => is_primitive(name.plain()),
    }
}

fn is_tag(name: &TypeName) -> bool {
    matches!(name, TypeName::Tag(TagKind::Struct | TagKind::Union, _))
}

/// Size and alignment of a struct or union.
fn aggregate(observation: &Observation, name: &TypeName) -> Option<(u64, u64)> {
    match observation.definitions.get(name)?.meaning {
        Meaning::Aggregate {
            size, alignment, ..
        } => Some((size, alignment)),
        _ => None,
    }
}

fn definition(observation: &Observation, names: &Names<'_>, name: &TypeName) -> TokenStream {
    let identifier = identifier(name.plain());
    let documentation = format!("`{name}`");
    let known = observation.definitions.get(name);
    let item = match (name, known.map(|known| &known.meaning)) {
        (TypeName::Typedef(_), _) => typedef(names, &identifier, known),
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

fn typedef(names: &Names<'_>, name: &Ident, known: Option<&Definition>) -> TokenStream {
    let spelled = known
        .and_then(|known| known.of.as_ref())
        .and_then(|of| value(of, names).ok())
        .and_then(|ty| ty.parse::<TokenStream>().ok());
    if let Some(ty) = spelled {
        return quote!(pub type #name = #ty;);
    }
    match known.map(|known| &known.meaning) {
        Some(Meaning::Function) => {
            let function = known
                .and_then(|known| known.of.clone())
                .and_then(|of| value(&of.pointer(), names).ok())
                .and_then(|ty| {
                    Some(
                        ty.strip_prefix("::core::option::Option<")?
                            .strip_suffix('>')?
                            .to_owned(),
                    )
                })
                .and_then(|ty| ty.parse::<TokenStream>().ok())
                .unwrap_or_else(|| quote!(unsafe extern "C" fn()));
            quote!(pub type #name = #function;)
        }
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
            bytes: [::core::mem::MaybeUninit<u8>; #size],
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
