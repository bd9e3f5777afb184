// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The author's types, in the spelling by which they compare with the kernel's.

use compat_data::history::History;
use quote::ToTokens;
use syn::{GenericArgument, PathArguments, ReturnType};

use compat_data::rust::{arrow, canonical};

/// The author's type, to compare with [`Names::Canonical`].
pub fn written(ty: &syn::Type, history: &History) -> String {
    match ty {
        syn::Type::Paren(inner) => written(&inner.elem, history),
        syn::Type::Group(inner) => written(&inner.elem, history),
        syn::Type::Ptr(pointer) => {
            let access = match pointer.mutability {
                syn::PointerMutability::Const(_) => "const",
                syn::PointerMutability::Mut(_) => "mut",
            };
            format!("*{access} {}", written(&pointer.elem, history))
        }
        syn::Type::Array(array) => format!(
            "[{}; {}]",
            written(&array.elem, history),
            array.len.to_token_stream()
        ),
        syn::Type::Never(_) => "!".to_owned(),
        syn::Type::FnPtr(function) => written_function(function, history),
        syn::Type::Path(path) => match path.path.segments.last() {
            Some(segment) => match &segment.arguments {
                PathArguments::None => canonical(&segment.ident.to_string(), history),
                PathArguments::AngleBracketed(arguments) if segment.ident == "Option" => {
                    let inner: Vec<String> = arguments
                        .args
                        .iter()
                        .map(|argument| match argument {
                            GenericArgument::Type(ty) => written(ty, history),
                            other => other.to_token_stream().to_string(),
                        })
                        .collect();
                    format!("Option<{}>", inner.join(", "))
                }
                _ => path.to_token_stream().to_string(),
            },
            None => path.to_token_stream().to_string(),
        },
        other => other.to_token_stream().to_string(),
    }
}

fn written_function(function: &syn::TypeFnPtr, history: &History) -> String {
    let list: Vec<String> = function
        .inputs
        .iter()
        .map(|input| written(&input.ty, history))
        .chain(function.variadic.iter().map(|_| "...".to_owned()))
        .collect();
    let unsafety = function.unsafety.map(|_| "unsafe ").unwrap_or_default();
    let abi = match &function.abi {
        None => String::new(),
        Some(abi) => match &abi.name {
            Some(name) => format!("extern \"{}\" ", name.value()),
            None => "extern \"C\" ".to_owned(),
        },
    };
    format!(
        "{unsafety}{abi}fn({}){}",
        list.join(", "),
        arrow(written_result(&function.output, history))
    )
}

/// The author's return type; none: nothing, or `()`.
pub fn written_result(output: &ReturnType, history: &History) -> Option<String> {
    match output {
        ReturnType::Default => None,
        ReturnType::Type(_, ty) => match &**ty {
            syn::Type::Tuple(tuple) if tuple.elems.is_empty() => None,
            ty => Some(written(ty, history)),
        },
    }
}
