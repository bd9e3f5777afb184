// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! One method for several signatures of the kernel, if there is one: the macro's own rules say whether it serves.

use compat_data::c::{Function, Type};
use compat_data::history::History;
use compat_data::rust::{Names, Unrepresentable, arrow, parameters, result};
use compat_syntax::binding::adapt::{Passed, adapt, fits_result};
use compat_syntax::method::{Method, Returns};
use syn::ImplItemFn;

use super::names::parameter_names;

/// A method to write.
pub(super) struct Sketch<'a> {
    pub parameters: Vec<Sketched<'a>>,
    /// What it returns, in Rust; none: nothing.
    pub result: Option<String>,
    /// Whether a parameter of one type takes the place of one of another.
    pub is_replaced: bool,
    /// Of how many signatures it was made.
    of: usize,
}

/// A parameter.
pub(super) struct Sketched<'a> {
    pub name: String,
    /// Its type in Rust.
    pub ty: String,
    c: &'a Type,
    /// Which of the signatures pass it.
    pub passed_by: Vec<usize>,
}

impl<'a> Sketch<'a> {
    /// The method that serves the kernel's functions; none: there is none.
    ///
    /// # Errors
    /// A type that Rust has no counterpart for.
    pub fn of(
        history: &History,
        functions: &[&'a Function],
    ) -> Result<Option<Self>, Unrepresentable> {
        let Some(result) = one_result(history, functions)? else {
            return Ok(None);
        };
        let mut sketch = Self {
            parameters: Vec::new(),
            result,
            is_replaced: false,
            of: functions.len(),
        };
        for (at, function) in functions.iter().enumerate() {
            if !sketch.take(history, at, function)? {
                return Ok(None);
            }
        }
        sketch.name_parameters();
        let serves = |all: bool| {
            let mut functions = functions.iter();
            functions.all(|function| sketch.passed(history, all, function).is_some())
        };
        // One signature serves itself, however its types are spelled.
        Ok((functions.len() == 1 || (serves(false) && serves(true))).then_some(sketch))
    }

    /// `fn attach(buf: *mut dma_buf) -> Result<()>`, with the parameters that all signatures pass; or with all, those that only
    /// some pass as an `Option`.
    pub fn declaration(&self, name: &str, all: bool) -> String {
        let parameters = self.parameters.iter();
        let list: Vec<String> = parameters
            .filter_map(|parameter| match self.is_everywhere(parameter) {
                true => Some(format!("{}: {}", parameter.name, parameter.ty)),
                false if all => Some(format!("{}: Option<{}>", parameter.name, parameter.ty)),
                false => None,
            })
            .collect();
        format!(
            "fn {name}({}){}",
            list.join(", "),
            arrow(self.result.clone())
        )
    }

    /// The parameters that only some signatures pass.
    pub fn optional(&self) -> impl Iterator<Item = &Sketched<'a>> {
        let parameters = self.parameters.iter();
        parameters.filter(|parameter| !self.is_everywhere(parameter))
    }

    fn is_everywhere(&self, parameter: &Sketched<'_>) -> bool {
        parameter.passed_by.len() == self.of
    }

    /// Takes the parameters of one more signature into the list. Whether it could be told which are the same.
    fn take(
        &mut self,
        history: &History,
        at: usize,
        function: &'a Function,
    ) -> Result<bool, Unrepresentable> {
        let spelled = parameters(function, &Names::Plain)?;
        let Some(passed) = self.aligned(history, function) else {
            return Ok(false);
        };
        let mut merged: Vec<Sketched<'a>> = Vec::new();
        let mut arguments = function
            .parameters
            .iter()
            .zip(spelled)
            .enumerate()
            .peekable();
        // Whether a parameter that this signature lacks stands right before.
        let mut is_gap = false;
        for (mut known, passed) in std::mem::take(&mut self.parameters).into_iter().zip(passed) {
            let Some(own) = passed else {
                is_gap = true;
                merged.push(known);
                continue;
            };
            while let Some((_, (c, ty))) = arguments.next_if(|(argument, _)| *argument < own) {
                self.is_replaced |= is_gap;
                merged.push(Sketched::new(c, ty, at));
            }
            if let Some((_, (c, ty))) = arguments.next() {
                // The newer spelling.
                known = Sketched { c, ty, ..known };
            }
            known.passed_by.push(at);
            merged.push(known);
            is_gap = false;
        }
        for (_, (c, ty)) in arguments {
            self.is_replaced |= is_gap;
            merged.push(Sketched::new(c, ty, at));
        }
        self.parameters = merged;
        Ok(true)
    }

    /// Which of the kernel's arguments each parameter so far gets, if any; none: that can't be told.
    fn aligned(&self, history: &History, function: &Function) -> Option<Vec<Option<usize>>> {
        let list: Vec<String> = self
            .parameters
            .iter()
            .enumerate()
            .map(|(at, parameter)| format!("a{at}: Option<{}>", parameter.ty))
            .collect();
        self.adapted(history, &list, function)
    }

    /// The same for the method as it is to be written.
    fn passed(
        &self,
        history: &History,
        all: bool,
        function: &Function,
    ) -> Option<Vec<Option<usize>>> {
        let text = self.declaration("method", all) + " {}";
        adapted(history, &text, function)
    }

    fn adapted(
        &self,
        history: &History,
        list: &[String],
        function: &Function,
    ) -> Option<Vec<Option<usize>>> {
        let text = format!(
            "fn method({}){} {{}}",
            list.join(", "),
            arrow(self.result.clone())
        );
        adapted(history, &text, function)
    }

    fn name_parameters(&mut self) {
        let names = parameter_names(self.parameters.iter().map(|parameter| parameter.c));
        for (parameter, name) in self.parameters.iter_mut().zip(names) {
            parameter.name = name;
        }
    }
}

impl<'a> Sketched<'a> {
    fn new(c: &'a Type, ty: String, passed_by: usize) -> Self {
        Self {
            name: String::new(),
            ty,
            c,
            passed_by: vec![passed_by],
        }
    }
}

fn adapted(history: &History, text: &str, function: &Function) -> Option<Vec<Option<usize>>> {
    let method: ImplItemFn = syn::parse_str(text).ok()?;
    let method = Method::read(&method, history);
    let adapter = adapt(&method, &[], function, history).ok()?;
    let arguments = adapter.arguments.iter();
    Some(
        arguments
            .map(|passed| match passed {
                Passed::Plain(at) | Passed::Some(at) => Some(*at),
                Passed::None => None,
            })
            .collect(),
    )
}

/// A result that serves all the functions, in Rust, where none is nothing; none at all: they differ in kind.
fn one_result(
    history: &History,
    functions: &[&Function],
) -> Result<Option<Option<String>>, Unrepresentable> {
    let mut kinds: Vec<Option<String>> = Vec::new();
    let mut newest = None;
    for function in functions {
        newest = result(function, &Names::Plain)?;
        let kind = result(function, &Names::Canonical(history))?;
        if !kinds.contains(&kind) {
            kinds.push(kind);
        }
    }
    if let [kind] = kinds.as_slice() {
        return Ok(Some(match kind.as_deref() {
            Some("c_int") => Some("Result<()>".to_owned()),
            Some("ssize_t") => Some("Result<usize>".to_owned()),
            _ => newest,
        }));
    }
    let candidates = [
        ("Result<usize>", Returns::Result(Some("size_t".to_owned()))),
        ("Result<()>", Returns::Result(None)),
    ];
    let serves = |(_, returns): &&(&str, Returns)| {
        let mut functions = functions.iter();
        functions.all(|function| fits_result(returns, function, history))
    };
    let found = candidates.iter().find(serves);
    Ok(found.map(|(text, _)| Some((*text).to_owned())))
}
