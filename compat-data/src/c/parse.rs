// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! C text to members.

use super::declaration::{Member, TypeKind};
use super::derive::NamePlace;
use super::error::DeclarationError;
use super::token::{Token, tokens};

/// Whose spelling the text is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// C.
    C,
    /// The reports', which write a qualified type before the name (`const int(*)(int) handler`,
    /// `const const char *[4] groups`), `T * *` for a pointer to a qualified pointer,
    /// `void` last for `...`, and a `volatile` function for one that does not return.
    Report,
}

/// Reads the members of a struct, each closed by a semicolon.
pub fn parse_members(text: &str, dialect: Dialect) -> Result<Vec<Member>, DeclarationError> {
    let mut parser = Parser::new(text, dialect)?;
    let mut members = Vec::new();
    while parser.peek().is_some() {
        members.push(parser.member()?);
    }
    Ok(members)
}

/// Reads one `struct name { … };` and returns the name with the members.
pub fn parse_struct(
    text: &str,
    dialect: Dialect,
) -> Result<(String, Vec<Member>), DeclarationError> {
    let mut parser = Parser::new(text, dialect)?;
    parser.expect("struct")?;
    let name = parser.word("the struct's tag")?.to_owned();
    parser.expect("{")?;
    let mut members = Vec::new();
    while !parser.accept("}") {
        members.push(parser.member()?);
    }
    parser.expect(";")?;
    match parser.peek() {
        None => Ok((name, members)),
        Some(_) => Err(parser.error("the end of the declaration")),
    }
}

/// How deep types may nest; no kernel struct comes near it.
const DEEPEST: usize = 32;

pub(super) struct Parser<'a> {
    text: &'a str,
    tokens: Vec<Token<'a>>,
    next: usize,
    /// How deep the type at hand nests so far.
    pub depth: usize,
    pub dialect: Dialect,
}

impl<'a> Parser<'a> {
    fn new(text: &'a str, dialect: Dialect) -> Result<Self, DeclarationError> {
        match tokens(text) {
            Ok(tokens) => Ok(Self {
                text,
                tokens,
                next: 0,
                depth: 0,
                dialect,
            }),
            Err(position) => Err(DeclarationError::at(text, position, None, "C")),
        }
    }

    pub(super) fn peek(&self) -> Option<Token<'a>> {
        self.tokens.get(self.next).copied()
    }

    /// The token after the next one.
    pub(super) fn peek_second(&self) -> Option<Token<'a>> {
        self.tokens.get(self.next + 1).copied()
    }

    pub(super) fn advance(&mut self) {
        self.next += 1;
    }

    pub(super) fn peek_is(&self, text: &str) -> bool {
        self.peek().is_some_and(|token| token.text == text)
    }

    pub(super) fn accept(&mut self, text: &str) -> bool {
        let found = self.peek_is(text);
        self.next += usize::from(found);
        found
    }

    pub(super) fn expect(&mut self, text: &'static str) -> Result<(), DeclarationError> {
        if self.accept(text) {
            return Ok(());
        }
        Err(self.error(match text {
            "struct" => "`struct`",
            "{" => "`{`",
            ")" => "`)` or `,`",
            "]" => "`]`",
            _ => "`;`",
        }))
    }

    pub(super) fn word(&mut self, expected: &'static str) -> Result<&'a str, DeclarationError> {
        match self.name() {
            Some(name) => Ok(name),
            None => Err(self.error(expected)),
        }
    }

    pub(super) fn error(&self, expected: &'static str) -> DeclarationError {
        let token = self.peek();
        let position = token.map_or(self.text.len(), |token| token.position);
        DeclarationError::at(self.text, position, token.map(|token| token.text), expected)
    }

    /// One level of nesting more. Types are trees, walked by recursion: this bounds it.
    pub(super) fn nest(&mut self) -> Result<(), DeclarationError> {
        self.depth += 1;
        match self.depth > DEEPEST {
            true => Err(self.error("a type that nests less deep")),
            false => Ok(()),
        }
    }

    /// The next word, if it can be a name.
    pub(super) fn name(&mut self) -> Option<&'a str> {
        let token = self
            .peek()
            .filter(|token| token.is_word() && !token.is_keyword())?;
        self.next += 1;
        Some(token.text)
    }

    fn member(&mut self) -> Result<Member, DeclarationError> {
        self.depth = 0;
        let specifiers = self.specifiers()?;
        let mut declarator = self.declarator()?;
        let mut place = NamePlace::Within;
        if self.dialect == Dialect::Report && declarator.name.is_none() {
            if !declarator.derivations.is_empty() {
                // `volatile void(*)(int) *halt`
                place = match specifiers.volatile && self.accept("*") {
                    true => NamePlace::BehindStar,
                    false => NamePlace::Behind,
                };
            }
            declarator.name = self.name();
        }
        let Some(name) = declarator.name else {
            return Err(self.error("the member's name"));
        };
        let name = name.to_owned();
        let ty = self.apply(specifiers, declarator, place)?;
        if matches!(ty.kind, TypeKind::Void | TypeKind::Function(_)) {
            return Err(self.error("a member of a type that has a size"));
        }
        self.expect(";")?;
        Ok(Member { name, ty })
    }
}
