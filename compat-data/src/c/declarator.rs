// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Declarators: what stands around a name.

use super::declaration::{Qualifiers, Type, TypeKind};
use super::derive::NamePlace;
use super::error::DeclarationError;
use super::parse::{Dialect, Parser};

/// What a declarator makes of the type before it, to be applied in order.
pub(super) enum Derivation {
    Pointer {
        qualifiers: Qualifiers,
        /// White space stands between it and the `*` or name that follows: in a report, it is qualified.
        apart: bool,
    },
    Array(Option<u64>),
    Function {
        parameters: Vec<Type>,
        variadic: bool,
        noreturn: bool,
    },
}

#[derive(Default)]
pub(super) struct Declarator<'a> {
    pub name: Option<&'a str>,
    pub derivations: Vec<Derivation>,
}

impl<'a> Parser<'a> {
    pub(super) fn declarator(&mut self) -> Result<Declarator<'a>, DeclarationError> {
        let mut declarator = Declarator::default();
        while self.accept("*") {
            self.nest()?;
            let mut own = Qualifiers::NONE;
            loop {
                if self.accept("const") {
                    own.constant = true;
                } else if self.accept("volatile") {
                    own.volatile = true;
                } else {
                    break;
                }
            }
            let apart = self
                .peek()
                .is_some_and(|token| token.spaced && (token.text == "*" || token.is_word()));
            declarator.derivations.push(Derivation::Pointer {
                qualifiers: own,
                apart,
            });
        }
        let mut inner = Declarator::default();
        if self.peek_is("(") && self.opens_group() {
            self.advance();
            self.nest()?;
            inner = self.declarator()?;
            self.expect(")")?;
        } else {
            inner.name = self.name();
        }
        let mut suffixes = Vec::new();
        loop {
            if self.accept("[") {
                self.nest()?;
                suffixes.push(Derivation::Array(self.length()?));
            } else if self.accept("(") {
                self.nest()?;
                let (parameters, variadic) = self.parameters()?;
                suffixes.push(Derivation::Function {
                    parameters,
                    variadic,
                    noreturn: self.noreturn()?,
                });
            } else {
                break;
            }
        }
        if let (Some(Derivation::Pointer { apart, .. }), false) =
            (declarator.derivations.last_mut(), suffixes.is_empty())
        {
            // `char * name[2]` is always written so.
            *apart = false;
        }
        declarator.derivations.extend(suffixes.into_iter().rev());
        declarator.derivations.append(&mut inner.derivations);
        declarator.name = inner.name;
        Ok(declarator)
    }

    /// Whether the parenthesis at hand groups a declarator, `(*attach)`, and does not open a parameter list.
    fn opens_group(&self) -> bool {
        self.peek_second()
            .is_some_and(|token| token.text == "*" || token.text == "(")
    }

    fn length(&mut self) -> Result<Option<u64>, DeclarationError> {
        if self.accept("]") {
            return Ok(None);
        }
        let length = self
            .peek()
            .and_then(|token| token.text.parse().ok())
            .ok_or_else(|| self.error("a number of elements"))?;
        self.advance();
        self.expect("]")?;
        Ok(Some(length))
    }

    /// Whether `__attribute__((noreturn))` follows a parameter list; the reports spell it otherwise.
    fn noreturn(&mut self) -> Result<bool, DeclarationError> {
        if self.dialect != Dialect::C || !self.accept("__attribute__") {
            return Ok(false);
        }
        for expected in ["(", "(", "noreturn", ")", ")"] {
            if !self.accept(expected) {
                return Err(self.error("`__attribute__((noreturn))`"));
            }
        }
        Ok(true)
    }

    fn parameters(&mut self) -> Result<(Vec<Type>, bool), DeclarationError> {
        let mut parameters: Vec<Type> = Vec::new();
        let mut variadic = false;
        if self.accept(")") {
            return Ok((parameters, variadic));
        }
        let outer = self.depth;
        loop {
            if self.accept("...") {
                variadic = true;
                break;
            }
            let specifiers = self.specifiers()?;
            let declarator = self.declarator()?;
            parameters.push(self.apply(specifiers, declarator, NamePlace::Within)?);
            self.depth = outer;
            if !self.accept(",") {
                break;
            }
        }
        self.expect(")")?;
        let is_void = |ty: &Type| *ty == Type::plain(TypeKind::Void);
        if parameters.len() == 1 && is_void(&parameters[0]) && !variadic {
            parameters.clear();
        }
        if self.dialect == Dialect::Report && parameters.last().is_some_and(is_void) {
            parameters.pop();
            variadic = true;
        }
        if parameters
            .iter()
            .any(|parameter| matches!(parameter.kind, TypeKind::Void | TypeKind::Function(_)))
        {
            return Err(self.error("parameters of types that have a size"));
        }
        Ok((parameters, variadic))
    }
}
