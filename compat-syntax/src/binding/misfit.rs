// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Why a method does not fit some kernels, in words, and what to write instead.

use compat_data::c::Function;
use compat_data::history::{History, Layout};
use compat_data::operation::Operation;
use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::ReturnType;

use crate::binding::adapt::{Misfit, fits_result, would_fit_with_option};
use crate::binding::changes;
use crate::binding::coverage::Coverage;
use crate::binding::fit::notes;
use crate::errors::Errors;
use crate::method::{Method, Parameter, Returns};
use compat_data::rust::{Names, parameters, result};

/// What does not fit, and on which layouts.
#[derive(Default)]
pub(crate) struct Misfits<'a> {
    found: Vec<(Misfit, Vec<&'a Layout>)>,
}

impl<'a> Misfits<'a> {
    /// Adds one.
    pub fn add(&mut self, misfit: Misfit, layout: &'a Layout) {
        match self.found.iter_mut().find(|(known, _)| *known == misfit) {
            Some((_, layouts)) => layouts.push(layout),
            None => self.found.push((misfit, vec![layout])),
        }
    }

    fn layouts(&self) -> impl Iterator<Item = &'a Layout> {
        self.found
            .iter()
            .flat_map(|(_, layouts)| layouts.iter().copied())
    }
}

/// An error for each thing that does not fit.
pub(crate) fn explain(
    coverage: &Coverage<'_>,
    operation: &Operation<'_>,
    method: &Method<'_>,
    functions: &[(&Layout, &Function)],
    misfits: &Misfits<'_>,
    errors: &Errors,
) {
    let name = &method.function.sig.ident;
    let all: Vec<&Layout> = functions.iter().map(|(layout, _)| *layout).collect();
    let is_wrong = |layout: &Layout| misfits.layouts().any(|wrong| wrong.name == layout.name);
    let right: Vec<&Layout> = all
        .iter()
        .copied()
        .filter(|layout| !is_wrong(layout))
        .collect();
    for (misfit, layouts) in &misfits.found {
        let kernels = coverage.describe(layouts);
        let here = |(layout, _): &&(&Layout, &Function)| {
            layouts.iter().any(|wrong| wrong.name == layout.name)
        };
        let wrong: Vec<&Function> = functions.iter().filter(here).map(|(_, of)| *of).collect();
        let explanation = Explanation {
            history: coverage.history,
            method,
            wrong: &wrong,
            all: functions,
        };
        let (place, what, help) = match *misfit {
            Misfit::NotPassed { parameter } => explanation.not_passed(parameter, &kernels),
            Misfit::Ambiguous { parameter } => explanation.ambiguous(parameter, &kernels),
            Misfit::Listed { parameter } => explanation.listed(parameter, &kernels),
            Misfit::Unlisted { parameter } => explanation.unlisted(parameter, &kernels),
            Misfit::Result => explanation.result(&kernels),
        };
        let notes = notes(coverage, functions, &name.to_string());
        let since = changes::notes(coverage, operation);
        let mut message = format!("{what}{notes}{since}");
        let mut or = "";
        if let Some(help) = help {
            message.push_str(&format!("\nhelp: {help}"));
            or = "or ";
        }
        if let Some(bounds) = coverage.bounds(&right) {
            let wrong: Vec<&Layout> = misfits.layouts().collect();
            let wrong = coverage.describe(&wrong);
            message.push_str(&format!(
                "\nhelp: {or}let this one serve with `#[kernel({bounds})]`, and write another `{name}` for {wrong}"
            ));
        }
        errors.at(place, message);
    }
}

/// What the words are made of.
struct Explanation<'a> {
    history: &'a History,
    method: &'a Method<'a>,
    /// The functions that the method does not fit in one way.
    wrong: &'a [&'a Function],
    all: &'a [(&'a Layout, &'a Function)],
}

/// Where the error stands, what is wrong, and what to do.
type Words = (TokenStream, String, Option<String>);

impl Explanation<'_> {
    fn not_passed(&self, parameter: usize, kernels: &str) -> Words {
        let method = &self.method.function.sig.ident;
        let written = &self.method.parameters[parameter];
        let ty = spelled(written.tokens);
        let passes = |function: &&Function| {
            let types = parameters(function, &Names::Canonical(self.history));
            types.unwrap_or_default().contains(&written.ty)
        };
        if self.wrong.iter().all(passes) {
            let what = format!(
                "`{method}` takes this `{ty}` out of order: the kernel passes it earlier on {kernels}"
            );
            let help = format!(
                "take it in the kernel's order, or say which is which: {}",
                self.example()
            );
            return (written.tokens.to_token_stream(), what, Some(help));
        }
        let what = format!("`{method}` takes `{ty}`, which the kernel does not pass on {kernels}");
        let would_fit = |function: &&Function| {
            would_fit_with_option(self.method, parameter, function, self.history)
        };
        let is_passed = self.wrong.len() < self.all.len();
        let help = match is_passed && self.wrong.iter().all(would_fit) {
            true => format!("take an `Option<{ty}>`: it is `None` where the kernel does not pass it"),
            false => "take what the kernel passes, in its order and of its types; what is not needed can be left out"
                .to_owned(),
        };
        (written.tokens.to_token_stream(), what, Some(help))
    }

    fn ambiguous(&self, parameter: usize, kernels: &str) -> Words {
        let method = &self.method.function.sig.ident;
        let written = &self.method.parameters[parameter];
        let ty = spelled(written.tokens);
        let what = format!(
            "`{method}` takes `{ty}`, and the kernel passes several that could be meant on {kernels}"
        );
        let help = format!(
            "say which, for instance {}, with `_` for each that is not taken",
            self.example()
        );
        (written.tokens.to_token_stream(), what, Some(help))
    }

    /// An attribute that gives each of the first kernel's arguments to the first parameter that can get it.
    fn example(&self) -> String {
        let names = Names::Canonical(self.history);
        let first = self.wrong.first();
        let kernel = first.and_then(|function| parameters(function, &names).ok());
        let mut left: Vec<&Parameter<'_>> = self.method.parameters.iter().collect();
        let mut taker = |ty: &String| {
            let is_it = |parameter: &&Parameter<'_>| {
                *ty == parameter.ty || Some(ty) == parameter.optional.as_ref()
            };
            match left.iter().position(is_it).map(|at| left.remove(at)) {
                Some(taker) => taker.name.map_or("NAME".to_owned(), ToString::to_string),
                None => "_".to_owned(),
            }
        };
        let kernel = kernel.unwrap_or_default();
        let names: Vec<String> = kernel.iter().map(&mut taker).collect();
        format!("`#[kernel(args({}))]`", names.join(", "))
    }

    fn unlisted(&self, parameter: usize, kernels: &str) -> Words {
        let method = &self.method.function.sig.ident;
        let written = &self.method.parameters[parameter];
        let what = format!("`args` gives nothing to this parameter of `{method}` on {kernels}");
        let help = match written.name {
            Some(name) => format!("put `{name}` into the list: {}", self.example()),
            None => format!(
                "give it a name, and put that into the list: {}",
                self.example()
            ),
        };
        (written.tokens.to_token_stream(), what, Some(help))
    }

    fn listed(&self, parameter: usize, kernels: &str) -> Words {
        let method = &self.method.function.sig.ident;
        let written = &self.method.parameters[parameter];
        let what = format!(
            "`args` gives this parameter of `{method}` an argument of another type than `{}` on {kernels}",
            spelled(written.tokens)
        );
        let help = "list the kernel's arguments in its order, with `_` for each that is not taken";
        (
            written.tokens.to_token_stream(),
            what,
            Some(help.to_owned()),
        )
    }

    fn result(&self, kernels: &str) -> Words {
        let signature = &self.method.function.sig;
        let taken = self.wrong.first().map(|function| plain_result(function));
        let returned = match &signature.output {
            ReturnType::Type(_, ty) => format!("`{}`", spelled(ty)),
            ReturnType::Default => "nothing".to_owned(),
        };
        let what = format!(
            "`{}` returns {returned}, and the kernel takes {} on {kernels}",
            signature.ident,
            taken.unwrap_or_default()
        );
        let place = match &signature.output {
            ReturnType::Type(_, ty) => ty.to_token_stream(),
            ReturnType::Default => signature.ident.to_token_stream(),
        };
        (place, what, self.better_result())
    }

    /// A type to return that serves every kernel, of the author's kind if one does.
    fn better_result(&self) -> Option<String> {
        let own: Vec<(Option<String>, Option<String>)> = self
            .all
            .iter()
            .map(|(_, function)| {
                let ty = |names: &Names<'_>| result(function, names).ok().flatten();
                (ty(&Names::Canonical(self.history)), ty(&Names::Plain))
            })
            .collect();
        let first = own.first().and_then(|(key, _)| key.as_ref());
        let is_one = own.iter().all(|(key, _)| key.as_ref() == first);
        if is_one && first.is_none() {
            return Some("return nothing".to_owned());
        }
        let typed = || {
            let own = own.iter().cloned();
            own.filter_map(|(key, text)| Some((key?, text?)))
        };
        let plain = typed().map(|(key, text)| (Returns::Value(key), text));
        let length = (
            Returns::Result(Some("size_t".to_owned())),
            "Result<usize>".to_owned(),
        );
        let unit = (Returns::Result(None), "Result<()>".to_owned());
        let carried =
            typed().map(|(key, text)| (Returns::Result(Some(key)), format!("Result<{text}>")));
        let is_result = |returns: &Returns| matches!(returns, Returns::Result(_));
        let candidates: Vec<(Returns, String)> = match self.method.returns {
            Returns::Result(_) => carried.chain([length, unit]).chain(plain).collect(),
            _ => plain.chain([length, unit]).chain(carried).collect(),
        };
        let (returns, text) = candidates.into_iter().find(|(returns, _)| {
            let mut functions = self.all.iter();
            functions.all(|(_, function)| fits_result(returns, function, self.history))
        })?;
        let all = if is_one {
            ""
        } else {
            ", which serves all of them"
        };
        let lost = match is_result(&returns) && own.iter().any(|(key, _)| key.is_none()) {
            true => "; an error is lost where the kernel takes nothing",
            false => "",
        };
        Some(format!("return `{text}`{all}{lost}"))
    }
}

fn plain_result(function: &Function) -> String {
    match result(function, &Names::Plain) {
        Ok(Some(ty)) => format!("`{ty}`"),
        _ => "nothing".to_owned(),
    }
}

/// The author's type, as people write it.
fn spelled(ty: &syn::Type) -> String {
    let text = ty.to_token_stream().to_string();
    text.replace(" < ", "<")
        .replace(" >", ">")
        .replace(" :: ", "::")
        .replace("& ", "&")
        .replace("* mut", "*mut")
        .replace("* const", "*const")
}
