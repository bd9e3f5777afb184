// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! The words before a declarator: qualifiers and a type.

use super::declaration::{Integer, TagKind, Type, TypeKind};
use super::error::DeclarationError;
use super::parse::{Dialect, Parser};
use super::token::Token;

pub(super) struct Specifiers {
    pub base: Type,
    pub constants: usize,
    pub volatile: bool,
}

impl Parser<'_> {
    pub(super) fn specifiers(&mut self) -> Result<Specifiers, DeclarationError> {
        let mut constants = 0;
        let mut volatile = false;
        let mut words: Vec<&str> = Vec::new();
        let mut base = None;
        while let Some(token) = self.peek().filter(Token::is_word) {
            match token.text {
                "const" => constants += 1,
                "volatile" => volatile = true,
                "struct" | "union" | "enum" if base.is_none() && words.is_empty() => {
                    self.advance();
                    base = Some(self.tag(token.text)?);
                    continue;
                }
                word if token.is_integer_word() && base.is_none() => words.push(word),
                _ if base.is_some() || !words.is_empty() => break,
                "void" => base = Some(TypeKind::Void),
                "bool" | "_Bool" => base = Some(TypeKind::Bool),
                name => base = Some(TypeKind::Typedef(name.to_owned())),
            }
            self.advance();
        }
        if constants > 1 && self.dialect == Dialect::C {
            return Err(self.error("a single `const`"));
        }
        let kind = match base {
            Some(kind) => kind,
            None => TypeKind::Integer(integer(&words).ok_or_else(|| self.error("a type"))?),
        };
        Ok(Specifiers {
            base: Type::plain(kind),
            constants,
            volatile,
        })
    }

    fn tag(&mut self, keyword: &str) -> Result<TypeKind, DeclarationError> {
        let kind = match keyword {
            "struct" => TagKind::Struct,
            "union" => TagKind::Union,
            _ => TagKind::Enum,
        };
        if self.accept("(") {
            if self.word("`anon`")? != "anon" {
                return Err(self.error("`(anon)`"));
            }
            self.expect(")")?;
            return Ok(TypeKind::Anonymous(kind));
        }
        Ok(TypeKind::Tag(kind, self.word("a tag")?.to_owned()))
    }
}

/// The integer type that the words spell in whatever order: `long unsigned int`, `unsigned long`.
fn integer(words: &[&str]) -> Option<Integer> {
    let count = |word: &str| words.iter().filter(|other| **other == word).count();
    let unsigned = count("unsigned") == 1;
    if count("signed") + count("unsigned") > 1 || count("int") > 1 || count("char") > 1 {
        return None;
    }
    let signs = count("signed") + count("unsigned");
    Some(
        match (count("char"), count("short"), count("long"), count("int")) {
            (1, 0, 0, 0) if unsigned => Integer::UnsignedChar,
            (1, 0, 0, 0) if signs == 1 => Integer::SignedChar,
            (1, 0, 0, 0) => Integer::Char,
            (0, 1, 0, _) if unsigned => Integer::UnsignedShort,
            (0, 1, 0, _) => Integer::Short,
            (0, 0, 1, _) if unsigned => Integer::UnsignedLong,
            (0, 0, 1, _) => Integer::Long,
            (0, 0, 2, _) if unsigned => Integer::UnsignedLongLong,
            (0, 0, 2, _) => Integer::LongLong,
            (0, 0, 0, ints) if ints + signs == 0 => return None,
            (0, 0, 0, _) if unsigned => Integer::UnsignedInt,
            (0, 0, 0, _) => Integer::Int,
            _ => return None,
        },
    )
}
