// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The table's struct.

use compat_data::c::{Type, TypeKind};
use compat_data::history::{History, Layout};
use compat_data::observation::OBSERVED;
use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{Ident, ItemStruct};

use super::document;
use super::gate::{any_of, refusals};
use super::observed::observed_declaration;
use super::proof::proof;
use super::questions::questions;
use super::slots::{Slot, slots};
use crate::parse::conditions;
use crate::subject::Subject;
use compat_data::ranges::describe;
use compat_data::rust::{Names, member};

/// The struct with its cfg-gated members, and `EMPTY`; for a target whose layout no record has, the observed one. Where
/// the target's type information is at hand, proof that the compiler lays it out as the kernel does.
pub(crate) fn declaration(subject: &Subject, item: &ItemStruct) -> TokenStream {
    let history = &subject.history;
    let refusals = refusals(history);
    let conditions = conditions(&item.attrs);
    let is_observed = |layout: &&Layout| layout.name == OBSERVED;
    let recorded: Vec<Layout> = history
        .layouts
        .iter()
        .filter(|layout| !is_observed(layout))
        .cloned()
        .collect();
    let recorded = (!recorded.is_empty()).then(|| recorded_declaration(subject, &recorded, item));
    let observed = subject.observation.iter().map(|observation| {
        let layout = observation.recorded_in(history);
        let name = layout.map_or(OBSERVED, |layout| layout.name.as_str());
        let declaration = subject
            .observed()
            .map(|_| observed_declaration(observation, item));
        let proof = proof(history, observation, name, &item.ident);
        quote! {
            #declaration
            #(#conditions)*
            #proof
        }
    });
    let questions = questions(history, item);
    quote! {
        #(#conditions)*
        #refusals
        #recorded
        #(#observed)*
        #questions
    }
}

fn recorded_declaration(subject: &Subject, layouts: &[Layout], item: &ItemStruct) -> TokenStream {
    let history = &subject.history;
    let ItemStruct {
        attrs, vis, ident, ..
    } = item;
    let slots = slots(layouts);
    let unless_observed = subject.observed().map(|layout| {
        let gate = any_of(history, &[layout]);
        quote!(#[cfg(not(#gate))])
    });
    let fields = slots.iter().map(|slot| field(history, slot));
    let empty = slots.iter().map(|slot| empty_field(history, slot));
    let conditions = conditions(attrs);
    let intro = format!(
        "\n`struct {}` as the target kernel declares it. Recorded on `{}`.",
        history.name,
        describe(history, &layouts.iter().collect::<Vec<_>>())
    );
    quote! {
        #(#attrs)*
        #unless_observed
        #[doc = #intro]
        #[allow(unexpected_cfgs)]
        #[repr(C)]
        #vis struct #ident {
            #(#fields)*
        }

        #(#conditions)*
        #unless_observed
        #[allow(unexpected_cfgs)]
        impl #ident {
            /// The table with nothing set.
            pub const EMPTY: Self = Self {
                #(#empty)*
            };
        }
    }
}

fn field(history: &History, slot: &Slot<'_>) -> TokenStream {
    let gate = any_of(history, &slot.layouts);
    let name = identifier(&slot.member.name);
    let documentation = document::slot(history, slot);
    match member(slot.member, &Names::Paths).map(|ty| ty.parse::<TokenStream>()) {
        Ok(Ok(ty)) => quote! {
            #[cfg(#gate)]
            #[doc = #documentation]
            pub #name: #ty,
        },
        Ok(Err(error)) => unrepresentable(history, slot, &error.to_string()),
        Err(reason) => unrepresentable(history, slot, &reason.to_string()),
    }
}

/// A member of a type that can't be given exactly: a table with it is refused where the target has it.
fn unrepresentable(history: &History, slot: &Slot<'_>, reason: &str) -> TokenStream {
    let gate = any_of(history, &slot.layouts);
    let name = identifier(&slot.member.name);
    let message = format!(
        "`struct {}` can't be declared for the target kernel: its member `{}` is `{}`, and {reason}",
        history.name, slot.member.name, slot.member
    );
    quote! {
        #[cfg(#gate)]
        pub #name: ::core::compile_error!(#message),
    }
}

fn empty_field(history: &History, slot: &Slot<'_>) -> TokenStream {
    let gate = any_of(history, &slot.layouts);
    let name = identifier(&slot.member.name);
    let value = empty_value(&slot.member.ty);
    quote!(#[cfg(#gate)] #name: #value,)
}

/// A member's name, raw where it is a keyword of Rust.
pub(super) fn identifier(name: &str) -> Ident {
    syn::parse_str(name).unwrap_or_else(|_| format_ident!("r#{name}"))
}

/// What a member is that nobody set: C's static initialisation.
fn empty_value(ty: &Type) -> TokenStream {
    match &ty.kind {
        TypeKind::Bool => quote!(false),
        TypeKind::Pointer(to) => match (&to.kind, to.qualifiers.constant) {
            (TypeKind::Function(_), _) => quote!(::core::option::Option::None),
            (_, true) => quote!(::core::ptr::null()),
            (_, false) => quote!(::core::ptr::null_mut()),
        },
        TypeKind::Array(element, length) => {
            let element = empty_value(element);
            let length = length.unwrap_or_default();
            let length = proc_macro2::Literal::u64_unsuffixed(length);
            quote!([const { #element }; #length])
        }
        TypeKind::Tag(compat_data::c::TagKind::Enum, name) => {
            let name = format_ident!("{name}");
            quote!(::compat_core::types::#name(0))
        }
        _ => quote!(0),
    }
}
