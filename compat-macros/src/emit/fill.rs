// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The filled table.

use compat_data::c::TypeKind;
use compat_data::history::Layout;
use compat_data::rust::is_object;
use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::{Ident, ItemImpl, Type};

use crate::parse::Value;

use super::adapter::adapter;
use super::demands::demands;
use super::gate::any_of;
use super::method::{item, names};
use super::observed::field_type;
use crate::bind::{Binding, Bindings};
use crate::coverage::Coverage;
use crate::emit::declare::identifier;
use crate::subject::Subject;

/// The impl block with every entry, and `TABLE`, in which there is an adapter for every form of every method: the compiler
/// checks them all, and makes code for those that the target's table names.
pub(crate) fn filling(
    subject: &Subject,
    coverage: &Coverage<'_>,
    block: &ItemImpl,
    bindings: &Bindings<'_>,
) -> TokenStream {
    let table = &block.self_ty;
    let attributes = &block.attrs;
    let names = names(subject, &bindings.bound);
    let items = bindings
        .bound
        .iter()
        .zip(&names)
        .map(|(binding, name)| item(coverage, binding, name));
    let mut adapters = Vec::new();
    let mut fields = Vec::new();
    for (binding, name) in bindings.bound.iter().zip(&names) {
        for form in &binding.forms {
            let value = match &form.call {
                Some(call) => {
                    let is_lone = binding.forms.len() == 1 && is_lone(&bindings.bound, binding);
                    let adapter = adapter(subject, block, binding, (form, call), name, is_lone);
                    adapters.push(adapter.function);
                    match adapter.inexpressible {
                        Some(ty) => only_observed(subject, name, &ty),
                        None => {
                            let name = adapter.name;
                            quote!(::core::option::Option::Some(#name))
                        }
                    }
                }
                None if form.places.iter().any(|(_, member)| is_object(&member.ty)) => {
                    nested(table, binding, name, &form.places)
                }
                None => quote!(<#table>::#name),
            };
            fields.extend(field(subject, binding, &form.places, &value, &mut adapters));
        }
    }
    let tracked = tracked(subject);
    let demands = demands(coverage, block, bindings);
    quote! {
        #(#attributes)*
        #[allow(unexpected_cfgs)]
        impl #table {
            #(#items)*

            /// The table to hand to the kernel.
            #[allow(clippy::needless_update)]
            pub const TABLE: Self = {
                #tracked
                #(#adapters)*
                Self {
                    #(#fields)*
                    ..Self::EMPTY
                }
            };
        }

        #demands
    }
}

/// A table in the place of the struct that it is, byte for byte: that it is a table of that struct, and of its size, the
/// compiler checks.
fn nested(
    table: &Type,
    binding: &Binding<'_>,
    name: &Ident,
    places: &[(&Layout, &compat_data::c::Member)],
) -> TokenStream {
    let ty = match &binding.entry.value {
        Value::Constant(constant) => &constant.ty,
        Value::Function(_) => return quote!(<#table>::#name),
    };
    let struct_name = places.first().map(|(_, member)| &member.ty.kind);
    let struct_name = match struct_name {
        Some(TypeKind::Tag(_, tag) | TypeKind::Typedef(tag)) => tag.as_str(),
        _ => "",
    };
    let message =
        format!("`{name}` is a `struct {struct_name}`, and this is a table of another struct");
    let span = binding.entry.name.span();
    quote_spanned! {span=> {
        const _: () = ::core::assert!(::compat_core::is_table_of::<#ty>(#struct_name), #message);
        // SAFETY: both are the same struct of the same kernel, of one size, and any bytes are a value of the member.
        unsafe { ::core::mem::transmute::<#ty, _>(<#table>::#name) }
    }}
}

/// An error in the place of a function whose types a record can't name, where the target's table has it.
fn only_observed(subject: &Subject, name: &Ident, ty: &str) -> TokenStream {
    let message = format!(
        "`{name}` of `struct {}` can't be filled for the target kernel: what `{ty}` is, only its own type information says\n\
         help: have the target observed: build with KDIR set to its build tree, or KERNEL_COMPAT_BTF to a file with its type \
         information",
        subject.history.name
    );
    quote!(::core::compile_error!(#message))
}

/// Whether no other entry has its name.
fn is_lone(bound: &[Binding<'_>], binding: &Binding<'_>) -> bool {
    let same = bound
        .iter()
        .filter(|other| other.entry.name == binding.entry.name);
    same.count() == 1
}

/// One field for each name that the members of a form have; where the target's table has none, an error instead.
fn field(
    subject: &Subject,
    binding: &Binding<'_>,
    places: &[(&Layout, &compat_data::c::Member)],
    value: &TokenStream,
    refusals: &mut Vec<TokenStream>,
) -> Vec<TokenStream> {
    let mut named: Vec<(&str, Vec<&Layout>)> = Vec::new();
    for (layout, member) in places {
        match named.iter_mut().find(|(name, _)| *name == member.name) {
            Some((_, layouts)) => layouts.push(layout),
            None => named.push((&member.name, vec![layout])),
        }
    }
    let conditions = binding.entry.conditions();
    let field = |(name, layouts): (&str, Vec<&Layout>)| {
        let gate = any_of(&subject.history, &layouts);
        let declared = subject.declared_as_observed();
        if layouts.iter().any(|layout| Some(*layout) == declared) {
            if let Some(reason) = no_field(subject, name) {
                let message = format!(
                    "`{name}` of `struct {}` can't be filled for the target kernel: {reason}\n\
                     help: leave it out there (`#[kernel(…)]` says where it serves), or set it from C",
                    subject.history.name
                );
                refusals.push(quote_spanned! {binding.entry.name.span()=>
                    #(#conditions)* #[cfg(#gate)] ::core::compile_error!(#message);
                });
                return TokenStream::new();
            }
        }
        let name = match name == binding.entry.member() {
            true => binding.entry.name.clone(),
            false => identifier(name),
        };
        quote!(#(#conditions)* #[cfg(#gate)] #name: #value,)
    };
    named.into_iter().map(field).collect()
}

/// Why the target's table has no field for that member; none: it has one.
fn no_field(subject: &Subject, name: &str) -> Option<String> {
    let observation = subject.observation.as_ref()?;
    let own = observation.members.iter();
    let Some(member) = own.into_iter().find(|member| member.member.name == name) else {
        return Some(
            "it stands in a struct or union without a name there, which Rust has not".to_owned(),
        );
    };
    if member.bit_field.is_some() {
        return Some("it is a bit-field there, which Rust has not".to_owned());
    }
    // Whether there is one depends on no name of the table's.
    let table = format_ident!("Table");
    let has_field = field_type(subject, observation, &table, member).is_some();
    (!has_field).then(|| format!("it is `{}` there, which has no name in Rust", member.member))
}

/// What the macro read from the environment, said again so that the compiler notices a change.
fn tracked(subject: &Subject) -> TokenStream {
    let variable = format!("KERNEL_COMPAT_LAYOUT_{}", subject.history.name);
    quote!(
        const _: ::core::option::Option<&str> = ::core::option_env!(#variable);
    )
}
