// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The table's struct.

use compat_data::c::{TagKind, Type, TypeKind};
use compat_data::core_types::{CoreType, core_type};
use compat_data::history::{History, Layout};
use compat_data::observation::{OBSERVED, Observation};
use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{Ident, ItemStruct};

use super::document;
use super::gate::{any_of, refusals};
use super::observed::observed_declaration;
use super::proof::proof;
use super::questions::questions;
use super::slots::{Slot, slots};
use super::types::{has_enumerators, types_module};
use crate::parse::conditions;
use crate::subject::Subject;
use compat_data::ranges::describe;
use compat_data::rust::{Names, member, unknown_name};

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
            .declared_as_observed()
            .map(|layout| observed_declaration(subject, observation, layout, item))
            .or_else(|| {
                let layout = layout.filter(|_| has_enumerators(observation))?;
                let gate = any_of(history, &[layout]);
                let gate = quote!(#(#conditions)* #[cfg(#gate)]);
                Some(types_module(subject, observation, item, &gate))
            });
        let proof = proof(subject, observation, name, &item.ident);
        quote! {
            #declaration
            #(#conditions)*
            #proof
        }
    });
    let questions = questions(history, item);
    let (table, name) = (&item.ident, &history.name);
    quote! {
        #(#conditions)*
        impl ::compat_core::KernelStruct for #table {
            const NAME: &'static str = #name;
        }

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
    let unless_observed = subject.declared_as_observed().map(|layout| {
        let gate = any_of(history, &[layout]);
        quote!(#[cfg(not(#gate))])
    });
    let fields = slots.iter().map(|slot| field(subject, slot));
    let empty = slots.iter().map(|slot| empty_field(subject, slot));
    let conditions = conditions(attrs);
    let sync =
        sync(subject, layouts, item).map(|sync| quote!(#(#conditions)* #unless_observed #sync));
    let intro = format!(
        "\n`struct {}` as the target kernel declares it. Recorded on `{}`.",
        history.name,
        describe(history, &layouts.iter().collect::<Vec<_>>())
    );
    let mark = Mark::of(subject);
    let (documentation, marked, marked_empty) = (mark.documentation, mark.field, mark.value);
    quote! {
        #(#attrs)*
        #unless_observed
        #[doc = #intro]
        #documentation
        #[allow(unexpected_cfgs)]
        #[repr(C)]
        #vis struct #ident {
            #marked
            #(#fields)*
        }

        #(#conditions)*
        #unless_observed
        #[allow(unexpected_cfgs)]
        impl #ident {
            /// The table with nothing set.
            pub const EMPTY: Self = Self {
                #marked_empty
                #(#empty)*
            };
        }

        #sync
    }
}

/// A field in tables that the kernel may write to. With it only a `KernelCell` of the table can be a `static`: on every
/// target alike, also on those that do not write.
#[derive(Default)]
pub(super) struct Mark {
    /// The attribute that says so to readers.
    pub documentation: Option<TokenStream>,
    /// The field, without a size.
    pub field: Option<TokenStream>,
    /// The field in a value.
    pub value: Option<TokenStream>,
}

impl Mark {
    pub(super) fn of(subject: &Subject) -> Self {
        if !is_written(subject) {
            return Self::default();
        }
        let text = "\nThe kernel may write to it: a `static` of it goes in a [`KernelCell`](::compat_core::KernelCell).";
        Self {
            documentation: Some(quote!(#[doc = #text])),
            field: Some(quote! {
                #[doc(hidden)]
                pub _written_by_kernel: ::compat_core::OnlyInKernelCell,
            }),
            value: Some(quote!(_written_by_kernel: ::compat_core::OnlyInKernelCell::MARK,)),
        }
    }
}

/// Whether the target or a recorded kernel may write to the table.
pub(super) fn is_written(subject: &Subject) -> bool {
    let observation = subject.observation.as_ref();
    subject.history.is_written() || observation.is_some_and(Observation::is_written)
}

/// A table that the kernel only reads may be shared. Without data that pointers lead to, the compiler knows that, and a driver
/// that forbids `unsafe` stays free of it.
fn sync(subject: &Subject, layouts: &[Layout], item: &ItemStruct) -> Option<TokenStream> {
    if is_written(subject) {
        return None;
    }
    let ident = &item.ident;
    let mut members = layouts.iter().flat_map(|layout| &layout.members);
    members.any(|member| leads_to_data(&member.ty)).then(|| {
        quote! {
            // SAFETY: no member is one that a kernel writes: all only read the table, and what its pointers lead to is constant
            // or for the kernel alone to touch.
            unsafe impl ::core::marker::Sync for #ident {}
        }
    })
}

fn leads_to_data(ty: &Type) -> bool {
    match &ty.kind {
        TypeKind::Pointer(to) => !matches!(to.kind, TypeKind::Function(_)),
        TypeKind::Array(element, _) => leads_to_data(element),
        TypeKind::Typedef(name) => {
            matches!(
                core_type(name),
                Some(CoreType::Other | CoreType::Struct(..) | CoreType::Alias(_))
            )
        }
        TypeKind::Tag(kind, _) => *kind != TagKind::Enum,
        _ => false,
    }
}

fn field(subject: &Subject, slot: &Slot<'_>) -> TokenStream {
    let history = &subject.history;
    let gate = any_of(history, &slot.layouts);
    let name = identifier(&slot.member.name);
    let documentation = document::slot(history, slot);
    match field_type(subject, slot) {
        Ok(ty) => quote! {
            #[cfg(#gate)]
            #[doc = #documentation]
            pub #name: #ty,
        },
        Err(reason) => unrepresentable(history, slot, &reason),
    }
}

/// The member's type in Rust, or why a record does not give it.
fn field_type(subject: &Subject, slot: &Slot<'_>) -> Result<TokenStream, String> {
    if subject.file.is_none() {
        if let Some(name) = unknown_name(&slot.member.ty) {
            return Err(format!(
                "what `{name}` is, only the target's own type information says"
            ));
        }
    }
    let unsigned_char = subject.unsigned_char();
    let names = Names::Target { unsigned_char };
    let ty = member(slot.member, &names).map_err(|reason| reason.to_string())?;
    ty.parse::<TokenStream>().map_err(|error| error.to_string())
}

/// A member of a type that can't be given exactly: a table with it is refused where the target has it.
fn unrepresentable(history: &History, slot: &Slot<'_>, reason: &str) -> TokenStream {
    let gate = any_of(history, &slot.layouts);
    let name = identifier(&slot.member.name);
    let message = format!(
        "`struct {}` can't be declared for the target kernel: its member `{}` is `{}`, and {reason}\n\
         help: have the target observed: build with KDIR set to its build tree, or KERNEL_COMPAT_BTF to a file with its type \
         information",
        history.name, slot.member.name, slot.member
    );
    quote! {
        #[cfg(#gate)]
        pub #name: ::core::compile_error!(#message),
    }
}

fn empty_field(subject: &Subject, slot: &Slot<'_>) -> TokenStream {
    let gate = any_of(&subject.history, &slot.layouts);
    let name = identifier(&slot.member.name);
    let value = match field_type(subject, slot) {
        Ok(_) => empty_value(&slot.member.ty),
        // What an error has for a type.
        Err(_) => quote!(()),
    };
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
            (TypeKind::Typedef(name), _)
                if matches!(core_type(name), Some(CoreType::Function(_))) =>
            {
                quote!(::core::option::Option::None)
            }
            (_, true) => quote!(::core::ptr::null()),
            (_, false) => quote!(::core::ptr::null_mut()),
        },
        TypeKind::Array(element, length) => {
            let element = empty_value(element);
            let length = length.unwrap_or_default();
            let length = proc_macro2::Literal::u64_unsuffixed(length);
            quote!([const { #element }; #length])
        }
        TypeKind::Tag(TagKind::Enum, name) => {
            let name = identifier(name);
            quote!(::compat_core::types::#name::new(0))
        }
        TypeKind::Typedef(name) => match core_type(name) {
            // A type of the driver's own history, which says what it is.
            None | Some(CoreType::Integer(_) | CoreType::Wide(_)) => quote!(0),
            Some(CoreType::FunctionPointer(_)) => quote!(::core::option::Option::None),
            Some(CoreType::Enum(..)) => {
                let name = identifier(name);
                quote!(::compat_core::types::#name::new(0))
            }
            Some(_) if is_plain_name(name) => quote!(0),
            Some(_) => zeroed(),
        },
        TypeKind::Tag(..) => zeroed(),
        _ => quote!(0),
    }
}

/// `size_t` and the like, which are Rust's own integers.
fn is_plain_name(name: &str) -> bool {
    ["size_t", "ssize_t"].contains(&name)
}

fn zeroed() -> TokenStream {
    // SAFETY: it is an integer, an enum of C, a pointer, or a struct of these: zero is a value of each.
    quote!(unsafe { ::core::mem::zeroed() })
}
