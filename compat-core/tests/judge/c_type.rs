// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Rust types, as rustc names them, back into C: by a way of its own, so that gcc can judge the macro's.

use syn::{GenericArgument, PathArguments, ReturnType, Type};

/// The C types that the Rust type may stand for, as text for a cast. There are several because C has two integer
/// types of 64 bits and Rust one.
pub fn c_types(rust: &str, enums: &[String]) -> Vec<String> {
    let ty = syn::parse_str(rust).unwrap_or_else(|error| panic!("`{rust}`: {error}"));
    value(&ty, enums)
}

fn value(ty: &Type, enums: &[String]) -> Vec<String> {
    match ty {
        Type::Ptr(pointer) => {
            let access = if matches!(pointer.mutability, syn::PointerMutability::Const(_)) {
                "const "
            } else {
                ""
            };
            value(&pointer.elem, enums)
                .into_iter()
                .map(|target| format!("{access}{target} *"))
                .collect()
        }
        Type::Path(path) => {
            let segment = path.path.segments.last().unwrap();
            match &segment.arguments {
                PathArguments::AngleBracketed(arguments) if segment.ident == "Option" => {
                    match arguments.args.first() {
                        Some(GenericArgument::Type(Type::FnPtr(function))) => {
                            function_pointer(function, enums)
                        }
                        _ => panic!("an option of something else: {segment:?}"),
                    }
                }
                _ => named(&segment.ident.to_string(), enums),
            }
        }
        _ => panic!("a type that no table should have: {ty:?}"),
    }
}

fn function_pointer(function: &syn::TypeFnPtr, enums: &[String]) -> Vec<String> {
    let abi = function
        .abi
        .as_ref()
        .and_then(|abi| abi.name.as_ref())
        .unwrap();
    assert!(abi.value() == "C" && function.unsafety.is_some());
    let mut lists = vec![match function.inputs.is_empty() {
        true => "void".to_owned(),
        false => String::new(),
    }];
    for input in &function.inputs {
        let types = value(&input.ty, enums);
        lists = lists
            .iter()
            .flat_map(|list| {
                let comma = if list.is_empty() { "" } else { ", " };
                types.iter().map(move |ty| format!("{list}{comma}{ty}"))
            })
            .collect();
    }
    let results = match &function.output {
        ReturnType::Default => vec!["void".to_owned()],
        ReturnType::Type(_, ty) => value(ty, enums),
    };
    results
        .iter()
        .flat_map(|result| {
            lists
                .iter()
                .map(move |list| format!("{result} (*)({list})"))
        })
        .collect()
}

fn named(name: &str, enums: &[String]) -> Vec<String> {
    let plain: &[&str] = match name {
        "bool" => &["_Bool"],
        "c_void" => &["void"],
        "i8" => &["char", "signed char"],
        "u8" => &["unsigned char"],
        "i16" => &["short"],
        "u16" => &["unsigned short"],
        "i32" => &["int"],
        "u32" => &["unsigned int"],
        "i64" => &["long", "long long"],
        "u64" => &["unsigned long", "unsigned long long"],
        "isize" => &["long"],
        "usize" => &["unsigned long"],
        tag if enums.iter().any(|known| known == tag) => return vec![format!("enum {tag}")],
        tag => return vec![format!("struct {tag}")],
    };
    plain.iter().map(|ty| (*ty).to_owned()).collect()
}
