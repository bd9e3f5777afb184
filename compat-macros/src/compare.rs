// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Whether an entry has the kernel's type, on each layout that it is to serve.

use compat_data::c::{Function, Member};
use compat_data::history::{History, Layout};
use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{FnArg, ImplItemConst, ImplItemFn, ReturnType};

use crate::errors::Errors;
use crate::parse::{Entry, Value};
use crate::ranges::{bounds, describe};
use crate::spelling::{Names, arrow, member, parameters, result};
use crate::written::{written, written_result};

/// Whether the entry is of the kernel's type on all these layouts; what differs is an error.
pub(crate) fn compare(
    history: &History,
    entry: &Entry,
    layouts: &[&Layout],
    errors: &Errors,
) -> bool {
    let name = entry.member();
    let members: Vec<(&Layout, &Member)> = layouts
        .iter()
        .filter_map(|layout| Some((*layout, layout.member(&name)?)))
        .collect();
    let before = errors.count();
    for (layout, kernels) in &members {
        if let Err(reason) = member(kernels, &Names::Plain) {
            let kernels = describe(history, &[*layout]);
            errors.at(
                &entry.name,
                format!("`{name}` can't be filled on {kernels}: {reason}"),
            );
            return false;
        }
    }
    match &entry.value {
        Value::Function(function) => compare_function(history, function, &members, errors),
        Value::Constant(constant) => compare_constant(history, constant, &members, errors),
    }
    errors.count() == before
}

fn compare_function(
    history: &History,
    function: &ImplItemFn,
    members: &[(&Layout, &Member)],
    errors: &Errors,
) {
    let name = &function.sig.ident;
    let mut all: Vec<(&Layout, &Function)> = Vec::new();
    for &(layout, member) in members {
        let Some(expected) = member.ty.as_function_pointer() else {
            let ty = crate::spelling::member(member, &Names::Plain).unwrap_or_default();
            errors.at(
                name,
                format!("`{name}` is data, not a function: `{member}`\nhelp: write `const {name}: {ty} = …;`"),
            );
            return;
        };
        if expected.variadic {
            errors.at(
                name,
                format!("`{name}` takes variable arguments (`{member}`), which Rust can't define"),
            );
            return;
        }
        all.push((layout, expected));
    }
    let author = Author::read(function, history);
    let (right, wrong): (Vec<_>, Vec<_>) = all.iter().copied().partition(|(_, expected)| {
        author.parameters_agree(expected) && author.result_agrees(expected)
    });
    if wrong.is_empty() {
        return;
    }
    let kernels = describe(history, &layouts_of(&wrong));
    let what = match wrong
        .iter()
        .all(|(_, expected)| author.parameters_agree(expected))
    {
        true => "returns something else",
        false => "takes other arguments",
    };
    let signatures = signatures(history, &all);
    let mut message = format!("`{name}` {what} on {kernels}");
    for (text, layouts) in &signatures {
        let kernels = describe(history, layouts);
        message.push_str(&format!("\nnote: on {kernels} it is `fn {name}{text}`"));
    }
    let help = match (bounds(history, &layouts_of(&right)), signatures.as_slice()) {
        (Some(bounds), _) => format!(
            "this one serves with `#[kernel({bounds})]`; write another `{name}` for {kernels}"
        ),
        (None, [_]) => "take and return exactly that".to_owned(),
        (None, _) => format!(
            "write a `{name}` for each, and say with `#[kernel(since = …, until = …)]` where it serves"
        ),
    };
    message.push_str(&format!("\nhelp: {help}"));
    errors.at(author.place(&wrong), message);
}

fn layouts_of<'a, T>(pairs: &[(&'a Layout, T)]) -> Vec<&'a Layout> {
    pairs.iter().map(|(layout, _)| *layout).collect()
}

/// What the author wrote, in the spelling to compare by.
struct Author<'a> {
    function: &'a ImplItemFn,
    history: &'a History,
    parameters: Vec<String>,
    result: Option<String>,
}

impl<'a> Author<'a> {
    fn read(function: &'a ImplItemFn, history: &'a History) -> Self {
        let parameters = function.sig.inputs.iter().filter_map(|input| match input {
            FnArg::Typed(argument) => Some(written(&argument.ty, history)),
            FnArg::Receiver(_) => None,
        });
        Self {
            function,
            history,
            parameters: parameters.collect(),
            result: written_result(&function.sig.output, history),
        }
    }

    fn parameters_agree(&self, expected: &Function) -> bool {
        let names = Names::Canonical(self.history);
        parameters(expected, &names).is_ok_and(|types| types == self.parameters)
    }

    fn result_agrees(&self, expected: &Function) -> bool {
        let names = Names::Canonical(self.history);
        result(expected, &names).is_ok_and(|result| result == self.result)
    }

    /// The first argument that is wrong on all these layouts, or else all arguments; or the return type.
    fn place(&self, wrong: &[(&Layout, &Function)]) -> TokenStream {
        let signature = &self.function.sig;
        if wrong
            .iter()
            .all(|(_, expected)| self.parameters_agree(expected))
        {
            return match &signature.output {
                ReturnType::Type(_, ty) => ty.to_token_stream(),
                ReturnType::Default => signature.ident.to_token_stream(),
            };
        }
        let names = Names::Canonical(self.history);
        let first_wrong = |expected: &Function| {
            let expected = parameters(expected, &names).ok()?;
            let mut pairs = expected.iter().zip(&self.parameters);
            (expected.len() == self.parameters.len())
                .then(|| pairs.position(|(expected, written)| expected != written))?
        };
        let mut places = wrong.iter().map(|(_, expected)| first_wrong(expected));
        let first = places.next().flatten();
        let same = first.filter(|first| places.all(|place| place == Some(*first)));
        match same.and_then(|at| signature.inputs.get(at)) {
            Some(FnArg::Typed(argument)) => argument.ty.to_token_stream(),
            _ if signature.inputs.is_empty() => signature.ident.to_token_stream(),
            _ => {
                let inputs = &signature.inputs;
                quote!(#inputs)
            }
        }
    }
}

/// Each signature that the kernels use, and on which; two that differ only in a struct's old and new tag are one.
fn signatures<'a>(
    history: &History,
    functions: &[(&'a Layout, &Function)],
) -> Vec<(String, Vec<&'a Layout>)> {
    let mut groups: Vec<(String, String, Vec<&Layout>)> = Vec::new();
    for (layout, function) in functions {
        let text = |names: &Names<'_>| {
            let list = parameters(function, names).unwrap_or_default();
            let result = result(function, names).unwrap_or_default();
            format!("({}){}", list.join(", "), arrow(result))
        };
        let (key, plain) = (text(&Names::Canonical(history)), text(&Names::Plain));
        match groups.iter_mut().find(|(known, ..)| *known == key) {
            Some((_, newest, layouts)) => {
                *newest = plain;
                layouts.push(layout);
            }
            None => groups.push((key, plain, vec![layout])),
        }
    }
    groups
        .into_iter()
        .map(|(_, text, layouts)| (text, layouts))
        .collect()
}

fn compare_constant(
    history: &History,
    constant: &ImplItemConst,
    members: &[(&Layout, &Member)],
    errors: &Errors,
) {
    let name = &constant.ident;
    let functions: Vec<(&Layout, &Function)> = members
        .iter()
        .filter_map(|(layout, member)| Some((*layout, member.ty.as_function_pointer()?)))
        .collect();
    if !functions.is_empty() {
        let notes = signatures(history, &functions)
            .iter()
            .map(|(text, layouts)| {
                format!(
                    "\nhelp: on {} write `fn {name}{text}`",
                    describe(history, layouts)
                )
            })
            .collect::<String>();
        errors.at(name, format!("`{name}` is a function, not data{notes}"));
        return;
    }
    let names = Names::Canonical(history);
    let wrong: Vec<(&Layout, &Member)> = members
        .iter()
        .copied()
        .filter(|(_, expected)| {
            member(expected, &names)
                .is_ok_and(|expected| expected != written(&constant.ty, history))
        })
        .collect();
    if let Some((_, first)) = wrong.first() {
        let kernels = describe(history, &layouts_of(&wrong));
        let ty = member(first, &Names::Plain).unwrap_or_default();
        errors.at(
            &constant.ty,
            format!("`{name}` is of another type on {kernels}: `{first}`\nhelp: write `const {name}: {ty} = …;`"),
        );
    }
}
