// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Proof that the table is what the target's type information says, by the compiler of the very build.

use compat_data::observation::{Observation, ObservedMember};
use proc_macro2::{Literal, TokenStream};
use quote::quote;
use syn::Ident;

use super::declare::identifier;
use super::gate::any_of;
use super::observed::field_type;
use crate::subject::Subject;

/// Assertions of size, alignment and every named member's offset, where the target has the layout that was observed.
pub(super) fn proof(
    subject: &Subject,
    observation: &Observation,
    layout: &str,
    table: &Ident,
) -> TokenStream {
    let history = &subject.history;
    let Some(layout) = history.layout(layout) else {
        return TokenStream::new();
    };
    let gate = any_of(history, &[layout]);
    let name = &observation.name;
    let assert = |what: TokenStream, value: u64, words: String| {
        let value = Literal::u64_unsuffixed(value);
        let message = format!(
            "`{table}` is not `struct {name}` of the target kernel: its type information gives {words} {value}"
        );
        quote!(::core::assert!(#what == #value, #message);)
    };
    let size = assert(
        quote!(::core::mem::size_of::<#table>()),
        observation.size,
        "size".to_owned(),
    );
    let alignment = assert(
        quote!(::core::mem::align_of::<#table>()),
        observation.alignment,
        "alignment".to_owned(),
    );
    let is_field =
        |member: &&ObservedMember| field_type(subject, observation, table, member).is_some();
    let offsets = observation.members.iter().filter(is_field).map(|member| {
        let field = identifier(&member.member.name);
        assert(
            quote!(::core::mem::offset_of!(#table, #field)),
            member.offset,
            format!("`{}` the offset", member.member.name),
        )
    });
    quote! {
        #[cfg(#gate)]
        #[allow(unexpected_cfgs)]
        const _: () = {
            #size
            #alignment
            #(#offsets)*
        };
    }
}
