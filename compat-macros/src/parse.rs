// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The attribute's arguments and the item under it, as the author wrote them.

use compat_data::release::Release;
use proc_macro2::TokenStream;
use quote::quote;
use syn::parse::{Parse, ParseStream};
use syn::{
    Attribute, Fields, FnArg, Ident, ImplItem, ImplItemConst, ImplItemFn, Item, ItemImpl,
    ItemStruct, LitStr, Token, Type,
};

use crate::errors::Errors;

/// `dma_buf_ops` in `#[kernel_ops(dma_buf_ops)]`.
pub(crate) struct Arguments {
    pub name: Ident,
}

impl Parse for Arguments {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let help = "name one struct of the kernel: `#[kernel_ops(dma_buf_ops)]`";
        let name: Ident = input
            .parse()
            .map_err(|error| syn::Error::new(error.span(), help))?;
        match input.is_empty() {
            true => Ok(Self { name }),
            false => Err(input.error(help)),
        }
    }
}

/// What the attribute stands on.
pub(crate) enum Target {
    /// A unit struct, to become the table.
    Declaration(ItemStruct),
    /// An impl block, to fill it.
    Filling(ItemImpl),
}

impl Target {
    pub fn parse(item: TokenStream) -> syn::Result<Self> {
        let help = "`#[kernel_ops]` goes on a unit struct, `pub struct ExporterOps;`, which becomes the table, \
                    or on its impl block, `impl ExporterOps { … }`, which fills it";
        match syn::parse2::<Item>(item.clone()) {
            Ok(Item::Struct(item)) => {
                if !matches!(item.fields, Fields::Unit) {
                    let message = format!("the kernel gives the table its members\nhelp: {help}");
                    return Err(syn::Error::new_spanned(&item.fields, message));
                }
                plain_generics(&item.generics)?;
                Ok(Self::Declaration(item))
            }
            Ok(Item::Impl(item)) => {
                if let Some((_, path, _)) = &item.trait_ {
                    return Err(syn::Error::new_spanned(path, help));
                }
                plain_generics(&item.generics)?;
                Ok(Self::Filling(item))
            }
            Ok(other) => Err(syn::Error::new_spanned(other, help)),
            Err(error) => Err(error),
        }
    }
}

fn plain_generics(generics: &syn::Generics) -> syn::Result<()> {
    match generics.params.is_empty() && generics.where_clause.is_none() {
        true => Ok(()),
        false => Err(syn::Error::new_spanned(
            generics,
            "a table of the kernel has no generic parameters",
        )),
    }
}

/// One function or constant of an impl block.
pub(crate) struct Entry {
    pub name: Ident,
    pub bounds: Bounds,
    pub value: Value,
}

/// What an entry fills its member with.
pub(crate) enum Value {
    Function(ImplItemFn),
    Constant(ImplItemConst),
}

impl Value {
    /// The item without the attributes that are ours.
    pub fn item(&self) -> TokenStream {
        match self {
            Self::Function(function) => quote!(#function),
            Self::Constant(constant) => quote!(#constant),
        }
    }
}

/// `#[kernel(since = "5.3", until = "6.15", optional)]`.
#[derive(Default)]
pub(crate) struct Bounds {
    pub since: Option<Bound>,
    pub until: Option<Bound>,
    pub optional: bool,
}

/// A release and where it is written.
pub(crate) struct Bound {
    pub release: Release,
    pub literal: LitStr,
}

/// The entries of the block; what can't be one is an error.
pub(crate) fn entries(block: &ItemImpl, errors: &Errors) -> Vec<Entry> {
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
    Some(Entry {
        name: constant.ident.clone(),
        bounds,
        value: Value::Constant(constant),
    })
}

fn function_entry(mut function: ImplItemFn, errors: &Errors) -> Option<Entry> {
    let bounds = take_bounds(&mut function.attrs, errors)?;
    let signature = &function.sig;
    let before = errors.count();
    if let Some(receiver) = signature.receiver() {
        errors.at(
            receiver,
            "the kernel calls this function and passes no `self`\nhelp: take the kernel's own arguments",
        );
    }
    if let Some(asyncness) = &signature.asyncness {
        errors.at(
            asyncness,
            "the kernel calls this function and takes no future",
        );
    }
    if !signature.generics.params.is_empty() || signature.generics.where_clause.is_some() {
        errors.at(
            &signature.generics,
            "the kernel calls this function through a pointer, so it has no generic parameters",
        );
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
    (errors.count() == before).then(|| Entry {
        name: function.sig.ident.clone(),
        bounds,
        value: Value::Function(function),
    })
}

/// Takes the `#[kernel(…)]` attributes out of the list and reads them.
fn take_bounds(attributes: &mut Vec<Attribute>, errors: &Errors) -> Option<Bounds> {
    let mut bounds = Bounds::default();
    let before = errors.count();
    attributes.retain(|attribute| {
        if !attribute.path().is_ident("kernel") {
            return true;
        }
        if let Err(error) = attribute.parse_nested_meta(|meta| bounds.read(&meta)) {
            errors.push(error);
        }
        false
    });
    if let (Some(since), Some(until)) = (&bounds.since, &bounds.until) {
        if since.release > until.release {
            errors.at(
                &until.literal,
                format!(
                    "nothing is both since {} and until {}",
                    since.release, until.release
                ),
            );
        }
    }
    (errors.count() == before).then_some(bounds)
}

impl Bounds {
    fn read(&mut self, meta: &syn::meta::ParseNestedMeta<'_>) -> syn::Result<()> {
        let twice = |stands: bool| match stands {
            true => Err(meta.error("this is said twice")),
            false => Ok(()),
        };
        if meta.path.is_ident("optional") {
            twice(self.optional)?;
            self.optional = true;
            return Ok(());
        }
        let place = if meta.path.is_ident("since") {
            &mut self.since
        } else if meta.path.is_ident("until") {
            &mut self.until
        } else {
            return Err(meta.error(
                "`#[kernel]` knows `since = \"5.3\"`, `until = \"6.15\"` (both included) and `optional`",
            ));
        };
        twice(place.is_some())?;
        meta.input.parse::<Token![=]>()?;
        let literal: LitStr = meta.input.parse()?;
        let release = literal
            .value()
            .parse()
            .map_err(|error| syn::Error::new(literal.span(), error))?;
        *place = Some(Bound { release, literal });
        Ok(())
    }
}
