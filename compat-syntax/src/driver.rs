// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! `#[kernel_ops]` in a driver's source: which tables it declares, and which blocks fill them.

use quote::ToTokens;
use syn::{Attribute, Item, Meta};

use crate::errors::Errors;
use crate::parse::{Arguments, Target};

/// One use of the attribute.
pub struct Use {
    /// What it is given.
    pub arguments: Arguments,
    /// What it stands on.
    pub target: Target,
}

/// The uses of the attribute in a source file's text, in its order, those in its inline modules too. What is wrong with one
/// of them is added to the errors. What macros make is not seen, nor is an attribute under another name.
///
/// # Errors
/// When the text is no Rust.
pub fn uses(text: &str, errors: &Errors) -> syn::Result<Vec<Use>> {
    let mut found = Vec::new();
    find(syn::parse_file(text)?.items, errors, &mut found);
    Ok(found)
}

fn find(items: Vec<Item>, errors: &Errors, found: &mut Vec<Use>) {
    for mut item in items {
        let attributes = match &mut item {
            Item::Struct(item) => &mut item.attrs,
            Item::Impl(item) => &mut item.attrs,
            Item::Mod(module) => {
                let inner = module.content.take();
                find(
                    inner.map(|(_, items)| items).unwrap_or_default(),
                    errors,
                    found,
                );
                continue;
            }
            _ => continue,
        };
        let Some(at) = attributes.iter().position(is_ours) else {
            continue;
        };
        let attribute = attributes.remove(at);
        let target = Target::parse(item.into_token_stream(), errors);
        match (arguments(&attribute), target) {
            (Ok(arguments), Some(target)) => found.push(Use { arguments, target }),
            (Err(error), _) => errors.push(error),
            (Ok(_), None) => {}
        }
    }
}

/// `#[kernel_ops]`, `#[compat_core::kernel_ops]`, `#[::compat_core::kernel_ops]`.
fn is_ours(attribute: &Attribute) -> bool {
    let path = attribute.path();
    let mut segments = path.segments.iter().map(|segment| &segment.ident);
    path.is_ident("kernel_ops")
        || (segments.len() == 2
            && segments.next().is_some_and(|first| first == "compat_core")
            && segments.next().is_some_and(|second| second == "kernel_ops"))
}

fn arguments(attribute: &Attribute) -> syn::Result<Arguments> {
    match &attribute.meta {
        Meta::List(list) => list.parse_args(),
        // As the macro sees it: nothing.
        _ => syn::parse_str("")
            .map_err(|error: syn::Error| syn::Error::new_spanned(attribute, error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::entries;

    fn found(text: &str) -> Vec<String> {
        let errors = Errors::default();
        let uses = uses(text, &errors).unwrap();
        assert_eq!(errors.count(), 0);
        let words = |found: &Use| {
            let name = &found.arguments.name;
            match &found.target {
                Target::Declaration(item) => format!("{name} declared as {}", item.ident),
                Target::Filling(block) => {
                    let entries = entries(block, &errors);
                    let members: Vec<String> = entries.iter().map(|entry| entry.member()).collect();
                    format!("{name} filled with {}", members.join(", "))
                }
            }
        };
        uses.iter().map(words).collect()
    }

    #[test]
    fn uses_are_found_by_either_path_and_in_modules() {
        let text = r#"
            #[kernel_ops(dma_buf_ops)]
            pub struct Ops;
            mod inner {
                #[allow(dead_code)]
                #[compat_core::kernel_ops(dma_buf_ops, kernels = "5.4..")]
                impl Ops {
                    #[kernel(until = "5.5")]
                    fn map() {}
                    const r#move: bool = true;
                }
                mod more {
                    #[::compat_core::kernel_ops(vfio_pci_regops)]
                    pub struct Region;
                }
            }
            mod elsewhere;
            #[other::kernel_ops(dma_buf_ops)]
            impl Ops {}
            impl Ops {}
        "#;
        assert_eq!(
            found(text),
            [
                "dma_buf_ops declared as Ops",
                "dma_buf_ops filled with map, move",
                "vfio_pci_regops declared as Region"
            ]
        );
    }

    #[test]
    fn what_is_wrong_with_a_use_is_an_error_and_the_others_are_found() {
        let errors = Errors::default();
        let text = "#[kernel_ops] struct One; #[kernel_ops(a, b)] struct Two; #[kernel_ops(c)] struct Three;";
        let found = uses(text, &errors).unwrap();
        assert_eq!((found.len(), errors.count()), (1, 2));
        assert!(uses("fn {", &errors).is_err());
    }
}
