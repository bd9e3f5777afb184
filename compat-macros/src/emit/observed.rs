// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The table of a target whose layout no record has, from its own type information.

use compat_data::history::Layout;
use compat_data::observation::{Observation, ObservedMember, Placement};
use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};
use syn::{Ident, ItemStruct};

use super::declare::{Mark, identifier, is_written};
use super::types::{module_path, types_module};
use crate::parse::conditions;
use crate::subject::Subject;
use compat_data::rust::{Names, member};

/// The struct with the members that were observed, its `EMPTY`, and a module with the types that they name.
///
/// A member that has no exact counterpart in Rust, a bit-field or a struct without a tag, is left out, and its bytes
/// are kept free.
pub(super) fn observed_declaration(
    subject: &Subject,
    observation: &Observation,
    layout: &Layout,
    item: &ItemStruct,
) -> TokenStream {
    let ItemStruct {
        attrs, vis, ident, ..
    } = item;
    let key = format_ident!("{}", observation.name);
    let layout = &layout.name;
    let conditions = conditions(attrs);
    if observation.placement == Placement::Packed {
        let message = format!(
            "`struct {}` of the target kernel is packed, which no table of function pointers should be",
            observation.name
        );
        return quote! {
            #(#conditions)*
            #[cfg(#key = #layout)]
            ::core::compile_error!(#message);
        };
    }
    let fields = fields(subject, observation, ident);
    let alignment = Literal::u64_unsuffixed(observation.alignment);
    let intro = format!(
        "\n`struct {}` as the target kernel's own type information has it.",
        observation.name
    );
    let gate = quote!(#(#conditions)* #[cfg(#key = #layout)]);
    let mark = Mark::of(subject);
    let (documentation, marked) = (mark.documentation, mark.field);
    let sync = (!is_written(subject)).then(|| {
        quote! {
            // SAFETY: no member is one that a kernel writes: all only read the table, and what its pointers lead to is constant
            // or for the kernel alone to touch.
            #gate
            unsafe impl ::core::marker::Sync for #ident {}
        }
    });
    let types = types_module(subject, observation, item, &gate);
    quote! {
        #types

        #(#attrs)*
        #[doc = #intro]
        #documentation
        #[cfg(#key = #layout)]
        #[repr(C, align(#alignment))]
        #vis struct #ident {
            #marked
            #(#fields)*
        }

        #(#conditions)*
        #[cfg(#key = #layout)]
        impl #ident {
            /// The table with nothing set.
            // SAFETY: every member is a number, a pointer, an optional function pointer, bytes, or of no size: zero is a value of each.
            pub const EMPTY: Self = unsafe { ::core::mem::zeroed() };
        }

        #sync
    }
}

/// Fields that lie where the members do, with bytes between them where Rust would not leave just that room.
fn fields(subject: &Subject, observation: &Observation, table: &Ident) -> Vec<TokenStream> {
    let mut fields = Vec::new();
    let mut end: u64 = 0;
    for observed in &observation.members {
        let Some(ty) = field_type(subject, observation, table, observed) else {
            // Its bytes become room before the next member.
            continue;
        };
        if observed.offset != u64::next_multiple_of(end, observed.alignment) {
            fields.push(bytes(end, observed.offset.saturating_sub(end)));
        }
        let name = identifier(&observed.member.name);
        let documentation = format!("`{}`, at offset {}.", observed.member, observed.offset);
        fields.push(quote! {
            #[doc = #documentation]
            pub #name: #ty,
        });
        end = observed.offset + observed.size;
    }
    if end < observation.size && observation.size - end >= observation.alignment {
        fields.push(bytes(end, observation.size - end));
    }
    fields
}

/// The type of the field for a member; none: Rust has none that is exactly its own, and there is no field.
pub(super) fn field_type(
    subject: &Subject,
    observation: &Observation,
    table: &Ident,
    observed: &ObservedMember,
) -> Option<TokenStream> {
    if observed.bit_field.is_some() || observed.is_unnamed_aggregate() {
        return None;
    }
    let module = module_path(table, observation);
    let names = Names::Observed {
        observation,
        module: Some(&module),
        unsigned_char: subject.unsigned_char(),
    };
    member(&observed.member, &names).ok()?.parse().ok()
}

fn bytes(offset: u64, length: u64) -> TokenStream {
    let name = format_ident!("_bytes_at_{offset}");
    let length = Literal::u64_unsuffixed(length);
    quote!(#name: [u8; #length],)
}
