// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The attribute's arguments and the item under it, as the author wrote them.

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::{
    Attribute, Expr, Fields, FnArg, Ident, ImplItem, ImplItemConst, ImplItemFn, Item, ItemImpl,
    ItemStruct, Lit, Token, Type,
};

use crate::bounds::{Bounds, take_bounds};
use crate::errors::Errors;
use crate::kernels::Kernels;

/// `dma_buf_ops, kernels = "5.4.."` in `#[kernel_ops(dma_buf_ops, kernels = "5.4..")]`.
pub struct Arguments {
    /// The struct of the kernel: `dma_buf_ops`.
    pub name: Ident,
    /// The kernels that the driver is for; none: all that are recorded.
    pub kernels: Option<Kernels>,
}

impl Parse for Arguments {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let help = "name one struct of the kernel, and the kernels that the driver is for, if not all that are recorded: \
                    `#[kernel_ops(dma_buf_ops)]`, `#[kernel_ops(dma_buf_ops, kernels = \"5.4..\")]`";
        let name: Ident = input
            .parse()
            .map_err(|error| syn::Error::new(error.span(), help))?;
        let mut kernels = None;
        if !input.is_empty() {
            input
                .parse::<Token![,]>()
                .map_err(|error| syn::Error::new(error.span(), help))?;
        }
        if !input.is_empty() {
            kernels = Some(Kernels::parse(input, help)?);
            input.parse::<Option<Token![,]>>()?;
            if input
                .fork()
                .parse::<Ident>()
                .is_ok_and(|key| key == "kernels")
            {
                return Err(input.error(
                    "`kernels` is said twice\nhelp: it takes several ranges: `kernels = \"4.19, 5.4, 5.10..\"`",
                ));
            }
        }
        match input.is_empty() {
            true => Ok(Self { name, kernels }),
            false => Err(input.error(help)),
        }
    }
}

/// What the attribute stands on.
pub enum Target {
    /// A unit struct, to become the table.
    Declaration(ItemStruct),
    /// An impl block, to fill it.
    Filling(ItemImpl),
}

impl Target {
    /// The struct or block. What it must not have is an error, and taken away so that the rest can be looked at.
    pub fn parse(item: TokenStream, errors: &Errors) -> Option<Self> {
        let help = "`#[kernel_ops]` goes on a unit struct, `pub struct ExporterOps;`, which becomes the table, \
                    or on its impl block, `impl ExporterOps { … }`, which fills it";
        match syn::parse2::<Item>(item) {
            Ok(Item::Struct(item)) if !matches!(item.fields, Fields::Unit) => {
                let message = format!("the kernel gives the table its members\nhelp: {help}");
                errors.at(&item.fields, message);
                None
            }
            Ok(Item::Struct(mut item)) => {
                no_generics(&mut item.generics, errors);
                no_representation(&mut item.attrs, errors);
                Some(Self::Declaration(item))
            }
            Ok(Item::Impl(mut item)) => match &item.trait_ {
                Some((path, _)) => {
                    errors.at(path, help);
                    None
                }
                None => {
                    no_generics(&mut item.generics, errors);
                    Some(Self::Filling(item))
                }
            },
            Ok(other) => {
                errors.at(other, help);
                None
            }
            Err(error) => {
                errors.push(error);
                None
            }
        }
    }
}

fn no_generics(generics: &mut syn::Generics, errors: &Errors) {
    let message = "a table of the kernel has no generic parameters";
    let generics = std::mem::take(generics);
    if !generics.params.is_empty() {
        errors.at(&generics, message);
    } else if let Some(clause) = &generics.where_clause {
        errors.at(clause, message);
    }
}

/// The table is `#[repr(C)]` and nothing beside: `packed` or `align` would move its members.
fn no_representation(attributes: &mut Vec<Attribute>, errors: &Errors) {
    attributes.retain(|attribute| {
        let conditional = attribute.path().is_ident("cfg_attr")
            && names_representation(attribute.meta.to_token_stream());
        let found = conditional || attribute.path().is_ident("repr");
        if found {
            errors.at(
                attribute,
                "the table has the kernel's representation, `#[repr(C)]`, which needs no saying and allows no other",
            );
        }
        !found
    });
}

/// Whether the word `repr` is among the tokens.
fn names_representation(tokens: TokenStream) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Ident(word) => word == "repr",
        TokenTree::Group(group) => names_representation(group.stream()),
        TokenTree::Punct(_) | TokenTree::Literal(_) => false,
    })
}

/// One function or constant of an impl block.
pub struct Entry {
    /// Its name, as it is written.
    pub name: Ident,
    /// On which kernels it serves, and how it is called.
    pub bounds: Bounds,
    /// The function or constant, without its `#[kernel(…)]`.
    pub value: Value,
}

impl Entry {
    /// The name of the member: `move` for a function called `r#move`.
    pub fn member(&self) -> String {
        self.name.unraw().to_string()
    }

    /// The method, where it is one.
    pub fn function(&self) -> Option<&ImplItemFn> {
        match &self.value {
            Value::Function(function) => Some(function),
            Value::Constant(_) => None,
        }
    }

    /// Whether it is the constant `false`.
    pub fn is_false(&self) -> bool {
        let Value::Constant(constant) = &self.value else {
            return false;
        };
        let Expr::Lit(literal) = &constant.expr else {
            return false;
        };
        matches!(&literal.lit, Lit::Bool(value) if !value.value)
    }

    /// The author's own conditions.
    pub fn conditions(&self) -> Vec<&Attribute> {
        match &self.value {
            Value::Function(function) => conditions(&function.attrs),
            Value::Constant(constant) => conditions(&constant.attrs),
        }
    }
}

/// The `#[cfg(…)]` among the attributes.
pub fn conditions(attributes: &[Attribute]) -> Vec<&Attribute> {
    let is_condition = |attribute: &&Attribute| attribute.path().is_ident("cfg");
    attributes.iter().filter(is_condition).collect()
}

/// What an entry fills its member with.
pub enum Value {
    /// A function.
    Function(Box<ImplItemFn>),
    /// A constant.
    Constant(Box<ImplItemConst>),
}

/// The entries of the block; what can't be one is an error.
pub fn entries(block: &ItemImpl, errors: &Errors) -> Vec<Entry> {
    block
        .items
        .iter()
        .filter_map(|item| match item {
            ImplItem::Fn(function) => function_entry(function.clone(), errors),
            ImplItem::Const(constant) => constant_entry(constant.clone(), errors),
            other => {
                errors.at(
                    other,
                    "only functions and constants fill members\nhelp: put this into another impl block",
                );
                None
            }
        })
        .collect()
}

fn constant_entry(mut constant: ImplItemConst, errors: &Errors) -> Option<Entry> {
    let bounds = take_bounds(&mut constant.attrs, errors)?;
    if let Some(list) = bounds.lists.first() {
        errors.at(
            &list.key,
            "the kernel passes a constant no arguments\nhelp: leave out `args`",
        );
        return None;
    }
    Some(Entry {
        name: constant.ident.clone(),
        bounds,
        value: Value::Constant(Box::new(constant)),
    })
}

fn function_entry(mut function: ImplItemFn, errors: &Errors) -> Option<Entry> {
    let before = errors.count();
    let bounds = take_bounds(&mut function.attrs, errors);
    let signature = &function.sig;
    if let Some(receiver) = signature.receiver() {
        errors.at(
            receiver,
            "the kernel calls this function and passes no `self`\nhelp: take the kernel's own arguments",
        );
    }
    if let Some(asyncness) = &signature.asyncness {
        errors.at(
            asyncness,
            "the kernel calls this function and takes its result, not a future\nhelp: leave out `async`",
        );
    }
    let generics =
        "the kernel calls this function through a pointer, so it has no generic parameters";
    if !signature.generics.params.is_empty() {
        errors.at(&signature.generics, generics);
    } else if let Some(clause) = &signature.generics.where_clause {
        errors.at(clause, generics);
    }
    for input in &signature.inputs {
        if let FnArg::Typed(argument) = input {
            if let Type::ImplTrait(generic) = &*argument.ty {
                errors.at(
                    generic,
                    "the kernel calls this function through a pointer: name the type",
                );
            }
        }
    }
    let bounds = bounds.filter(|_| errors.count() == before)?;
    Some(Entry {
        name: function.sig.ident.clone(),
        bounds,
        value: Value::Function(Box::new(function)),
    })
}
