// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Why a method does not fit some kernels, in words, and what to write instead.

use compat_data::c::Function;
use compat_data::history::{History, Layout};
use compat_data::operation::Operation;
use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::ReturnType;

use crate::adapt::{Misfit, fits_result, would_fit_with_option};
use crate::changes;
use crate::coverage::Coverage;
use crate::errors::Errors;
use crate::fit::notes;
use crate::method::{Method, Returns};
use crate::ranges::bounds;
use crate::spelling::{Names, parameters, result};

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
            Misfit::Result => explanation.result(&kernels),
        };
        let notes = notes(coverage, functions, &name.to_string());
        let since = changes::notes(coverage.history, operation, &all);
        let mut message = format!("{what}{notes}{since}");
        for help in help {
            message.push_str(&format!("\nhelp: {help}"));
        }
        let bounded = bounds(coverage.history, &right).filter(|_| !right.is_empty());
        if let Some(bounds) = bounded {
            let wrong: Vec<&Layout> = misfits.layouts().collect();
            let wrong = coverage.describe(&wrong);
            message.push_str(&format!(
                "\nhelp: or let this one serve with `#[kernel({bounds})]`, and write another `{name}` for {wrong}"
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
type Words = (TokenStream, String, Vec<String>);

impl Explanation<'_> {
    fn not_passed(&self, parameter: usize, kernels: &str) -> Words {
        let method = &self.method.function.sig.ident;
        let Some(written) = self.method.parameters.get(parameter) else {
            return (method.to_token_stream(), String::new(), Vec::new());
        };
        let ty = spelled(written.tokens);
        let passes = |function: &&Function| {
            let types = parameters(function, &Names::Canonical(self.history));
            types.unwrap_or_default().contains(&written.ty)
        };
        let what = match self.wrong.iter().all(passes) {
            true => {
                format!("`{method}` takes this `{ty}` out of order: {kernels} passes it earlier")
            }
            false => {
                format!("`{method}` takes a `{ty}`, which the kernel does not pass on {kernels}")
            }
        };
        let would_fit = |function: &&Function| {
            would_fit_with_option(self.method, parameter, function, self.history)
        };
        let helps = self.wrong.len() < self.all.len() && self.wrong.iter().all(would_fit);
        let help = match helps {
            true => format!("take an `Option<{ty}>`: it is `None` where the kernel does not pass it"),
            false => "take what the kernel passes, in its order and of its types; what is not needed can be left out"
                .to_owned(),
        };
        (written.tokens.to_token_stream(), what, vec![help])
    }

    fn ambiguous(&self, parameter: usize, kernels: &str) -> Words {
        let method = &self.method.function.sig.ident;
        let Some(written) = self.method.parameters.get(parameter) else {
            return (method.to_token_stream(), String::new(), Vec::new());
        };
        let ty = spelled(written.tokens);
        let what = format!(
            "`{method}` takes a `{ty}`, and the kernel passes several that could be meant on {kernels}"
        );
        let example = self.wrong.first().map(|function| self.example(function));
        let help = format!(
            "name them: `#[kernel(args({}))]`, for instance, with `_` for each that is not taken",
            example.unwrap_or_default()
        );
        (written.tokens.to_token_stream(), what, vec![help])
    }

    /// A list of arguments that gives each parameter the first that it can get.
    fn example(&self, function: &Function) -> String {
        let kernel = parameters(function, &Names::Canonical(self.history)).unwrap_or_default();
        let mut names = vec!["_".to_owned(); kernel.len()];
        let mut next = 0;
        for parameter in &self.method.parameters {
            let is_it =
                |ty: &String| *ty == parameter.ty || Some(ty) == parameter.optional.as_ref();
            if let Some(at) = (next..kernel.len()).find(|&at| is_it(&kernel[at])) {
                names[at] = match parameter.name {
                    Some(name) => name.to_string(),
                    None => "NAME".to_owned(),
                };
                next = at + 1;
            }
        }
        names.join(", ")
    }

    fn listed(&self, parameter: usize, kernels: &str) -> Words {
        let method = &self.method.function.sig.ident;
        let Some(written) = self.method.parameters.get(parameter) else {
            return (method.to_token_stream(), String::new(), Vec::new());
        };
        let what = format!(
            "`args` gives this parameter of `{method}` an argument of another type than `{}` on {kernels}",
            spelled(written.tokens)
        );
        let help = "list the kernel's arguments in its order, with `_` for each that is not taken";
        (
            written.tokens.to_token_stream(),
            what,
            vec![help.to_owned()],
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
        let help = self
            .better_result()
            .map(|(text, meaning)| format!("return `{text}`, which serves all of them{meaning}"));
        (place, what, help.into_iter().collect())
    }

    /// A type to return that serves every kernel.
    fn better_result(&self) -> Option<(String, &'static str)> {
        let error = ": `Err(Errno::EINVAL)` becomes what C returns, and is lost where the kernel takes nothing";
        let own = self.all.iter().filter_map(|(_, function)| {
            let ty = |names: &Names<'_>| result(function, names).ok().flatten();
            Some((ty(&Names::Canonical(self.history))?, ty(&Names::Plain)?))
        });
        let plain = own
            .clone()
            .map(|(key, text)| (Returns::Value(key), text, ""));
        let carried =
            own.map(|(key, text)| (Returns::Result(Some(key)), format!("Result<{text}>"), error));
        let unit = (Returns::Result(None), "Result<()>".to_owned(), error);
        let length = (
            Returns::Result(Some("size_t".to_owned())),
            "Result<usize>".to_owned(),
            error,
        );
        let serves = |returns: &Returns| {
            let mut functions = self.all.iter();
            functions.all(|(_, function)| fits_result(returns, function, self.history))
        };
        plain
            .chain([unit, length])
            .chain(carried)
            .find(|(returns, ..)| serves(returns))
            .map(|(_, text, meaning)| (text, meaning))
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
        .replace("* mut", "*mut")
        .replace("* const", "*const")
}
