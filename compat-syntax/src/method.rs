// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! A method's signature as the author wrote it, in the spelling by which it compares with the kernel's.

use compat_data::history::History;
use syn::{FnArg, GenericArgument, Ident, ImplItemFn, PathArguments, ReturnType, Type};

use crate::argument_list::parameter_name;
use crate::written::{written, written_result};

/// A method's signature.
pub struct Method<'a> {
    /// The method.
    pub function: &'a ImplItemFn,
    /// Its parameters.
    pub parameters: Vec<Parameter<'a>>,
    /// What it returns.
    pub returns: Returns,
}

/// One parameter.
#[derive(Clone)]
pub struct Parameter<'a> {
    /// Its name, if its pattern is one.
    pub name: Option<&'a Ident>,
    /// Its type as it is written.
    pub tokens: &'a Type,
    /// Its type.
    pub ty: String,
    /// The type in an `Option`.
    pub optional: Option<String>,
}

/// What a method returns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Returns {
    /// Nothing, or `()`.
    Nothing,
    /// It never does.
    Never,
    /// A `Result` with that type; none: with `()`.
    Result(Option<String>),
    /// A type.
    Value(String),
}

impl<'a> Method<'a> {
    /// Reads the signature.
    pub fn read(function: &'a ImplItemFn, history: &History) -> Self {
        let parameters = function.sig.inputs.iter().filter_map(|input| match input {
            FnArg::Typed(argument) => Some(Parameter {
                name: parameter_name(input),
                tokens: &argument.ty,
                ty: written(&argument.ty, history),
                optional: generic(&argument.ty, "Option")
                    .flatten()
                    .map(|inner| written(inner, history)),
            }),
            FnArg::Receiver(_) => None,
        });
        Self {
            function,
            parameters: parameters.collect(),
            returns: Returns::read(&function.sig.output, history),
        }
    }
}

impl Returns {
    fn read(output: &ReturnType, history: &History) -> Self {
        let ReturnType::Type(_, ty) = output else {
            return Self::Nothing;
        };
        match generic(ty, "Result") {
            Some(None) => return Self::Result(None),
            Some(Some(Type::Tuple(unit))) if unit.elems.is_empty() => return Self::Result(None),
            Some(Some(value)) => return Self::Result(Some(written(value, history))),
            None => {}
        }
        match written_result(output, history) {
            None => Self::Nothing,
            Some(never) if never == "!" => Self::Never,
            Some(value) => Self::Value(value),
        }
    }
}

/// The first type in a generic type of that name; none: it is another type. A name alone has none within.
pub fn generic<'a>(ty: &'a Type, name: &str) -> Option<Option<&'a Type>> {
    let path = match ty {
        Type::Path(path) => path,
        // What a macro of the driver's was handed.
        Type::Group(inner) => return generic(&inner.elem, name),
        Type::Paren(inner) => return generic(&inner.elem, name),
        _ => return None,
    };
    let last = path
        .path
        .segments
        .last()
        .filter(|last| last.ident == name)?;
    match &last.arguments {
        PathArguments::None => Some(None),
        PathArguments::AngleBracketed(arguments) => {
            let mut types = arguments.args.iter().filter_map(|argument| match argument {
                GenericArgument::Type(ty) => Some(ty),
                _ => None,
            });
            Some(types.next())
        }
        PathArguments::Parenthesized(_) => None,
    }
}
