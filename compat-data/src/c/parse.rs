// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! C text to members.

use std::fmt;

use super::declaration::{Function, Integer, Member, Qualifiers, TagKind, Type, TypeKind};
use super::token::{Token, tokens};

/// How deep declarators may nest; no kernel struct comes near it.
const DEEPEST: usize = 32;

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

/// A text that is no declaration we know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeclarationError {
    /// The line in which it went wrong.
    line: String,
    found: Option<String>,
    expected: &'static str,
}

impl fmt::Display for DeclarationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            line,
            found,
            expected,
        } = self;
        match found {
            Some(found) => write!(
                f,
                "C declaration `{line}`: expected {expected}, found `{found}`"
            ),
            None => write!(
                f,
                "C declaration `{line}`: expected {expected}, found the end of the text"
            ),
        }
    }
}

impl std::error::Error for DeclarationError {}

/// What a declarator makes of the type before it, to be applied in order.
enum Derivation {
    Pointer(Qualifiers),
    Array(Option<u64>, Qualifiers),
    Function {
        parameters: Vec<Type>,
        variadic: bool,
    },
}

#[derive(Default)]
struct Declarator<'a> {
    name: Option<&'a str>,
    derivations: Vec<Derivation>,
    /// A `*` stood apart from the `*` before it.
    stars_apart: bool,
}

struct Specifiers {
    base: Type,
    constants: usize,
    volatile: bool,
}

struct Parser<'a> {
    text: &'a str,
    tokens: Vec<Token<'a>>,
    next: usize,
    depth: usize,
    dialect: Dialect,
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
            Err(position) => Err(error_at(text, position, None, "C")),
        }
    }

    fn peek(&self) -> Option<Token<'a>> {
        self.tokens.get(self.next).copied()
    }

    fn peek_is(&self, text: &str) -> bool {
        self.peek().is_some_and(|token| token.text == text)
    }

    fn accept(&mut self, text: &str) -> bool {
        let found = self.peek_is(text);
        self.next += usize::from(found);
        found
    }

    fn expect(&mut self, text: &'static str) -> Result<(), DeclarationError> {
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

    fn word(&mut self, expected: &'static str) -> Result<&'a str, DeclarationError> {
        match self.peek().filter(Token::is_word) {
            Some(token) => {
                self.next += 1;
                Ok(token.text)
            }
            None => Err(self.error(expected)),
        }
    }

    fn error(&self, expected: &'static str) -> DeclarationError {
        let token = self.peek();
        let position = token.map_or(self.text.len(), |token| token.position);
        error_at(self.text, position, token.map(|token| token.text), expected)
    }

    fn member(&mut self) -> Result<Member, DeclarationError> {
        let specifiers = self.specifiers()?;
        let mut declarator = self.declarator()?;
        let mut before_name = false;
        if self.dialect == Dialect::Report && declarator.name.is_none() {
            before_name = !declarator.derivations.is_empty();
            if specifiers.volatile && before_name {
                // `volatile void(*)(int) *halt`: one pointer, spelled twice.
                self.accept("*");
            }
            declarator.name = Some(self.word("the member's name")?);
        }
        let Some(name) = declarator.name else {
            return Err(self.error("the member's name"));
        };
        let name = name.to_owned();
        let ty = self.apply(specifiers, declarator, before_name)?;
        self.expect(";")?;
        Ok(Member { name, ty })
    }

    fn specifiers(&mut self) -> Result<Specifiers, DeclarationError> {
        let mut constants = 0;
        let mut volatile = false;
        let mut words: Vec<&str> = Vec::new();
        let mut base = None;
        while let Some(token) = self.peek().filter(Token::is_word) {
            match token.text {
                "const" => constants += 1,
                "volatile" => volatile = true,
                "struct" | "union" | "enum" if base.is_none() && words.is_empty() => {
                    self.next += 1;
                    base = Some(self.tag(token.text)?);
                    continue;
                }
                word if is_integer_word(word) && base.is_none() => words.push(word),
                _ if base.is_some() || !words.is_empty() => break,
                "void" => base = Some(TypeKind::Void),
                "bool" | "_Bool" => base = Some(TypeKind::Bool),
                name => base = Some(TypeKind::Typedef(name.to_owned())),
            }
            self.next += 1;
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

    fn declarator(&mut self) -> Result<Declarator<'a>, DeclarationError> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(self.error("a declarator that nests less deep"));
        }
        let mut declarator = Declarator::default();
        let mut stars = 0;
        while let Some(star) = self.peek().filter(|token| token.text == "*") {
            self.next += 1;
            declarator.stars_apart |= stars > 0 && star.spaced;
            stars += 1;
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
            declarator.derivations.push(Derivation::Pointer(own));
        }
        let mut inner = Declarator::default();
        if self.peek_is("(") && self.opens_group() {
            self.next += 1;
            inner = self.declarator()?;
            self.expect(")")?;
        } else if self.peek().is_some_and(|token| token.is_word()) {
            inner.name = self.peek().map(|token| token.text);
            self.next += 1;
        }
        let mut suffixes = Vec::new();
        loop {
            if self.accept("[") {
                suffixes.push(Derivation::Array(self.length()?, Qualifiers::NONE));
            } else if self.accept("(") {
                let (parameters, variadic) = self.parameters()?;
                suffixes.push(Derivation::Function {
                    parameters,
                    variadic,
                });
            } else {
                break;
            }
        }
        declarator.derivations.extend(suffixes.into_iter().rev());
        declarator.derivations.append(&mut inner.derivations);
        declarator.name = inner.name;
        self.depth -= 1;
        Ok(declarator)
    }

    /// Whether the parenthesis at hand groups a declarator, `(*attach)`, and does not open a parameter list.
    fn opens_group(&self) -> bool {
        self.tokens
            .get(self.next + 1)
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
        self.next += 1;
        self.expect("]")?;
        Ok(Some(length))
    }

    fn parameters(&mut self) -> Result<(Vec<Type>, bool), DeclarationError> {
        let mut parameters: Vec<Type> = Vec::new();
        if self.accept(")") {
            return Ok((parameters, false));
        }
        loop {
            if self.accept("...") {
                self.expect(")")?;
                return Ok((parameters, true));
            }
            let specifiers = self.specifiers()?;
            let declarator = self.declarator()?;
            parameters.push(self.apply(specifiers, declarator, false)?);
            if !self.accept(",") {
                break;
            }
        }
        self.expect(")")?;
        let is_void = |ty: &Type| *ty == Type::plain(TypeKind::Void);
        if parameters.len() == 1 && is_void(&parameters[0]) {
            parameters.clear();
        }
        let mut variadic = false;
        if self.dialect == Dialect::Report && parameters.last().is_some_and(is_void) {
            parameters.pop();
            variadic = true;
        }
        if parameters.iter().any(is_void) {
            return Err(self.error("parameters of types other than `void`"));
        }
        Ok((parameters, variadic))
    }

    /// The type that the declarator makes of the specifiers.
    fn apply(
        &self,
        mut specifiers: Specifiers,
        declarator: Declarator<'a>,
        before_name: bool,
    ) -> Result<Type, DeclarationError> {
        let mut derivations = declarator.derivations;
        let noreturn = before_name && specifiers.volatile && has_function(&derivations);
        if self.dialect == Dialect::Report && specifiers.constants > 0 {
            let outer = qualified_in_report(
                &derivations,
                before_name,
                declarator.stars_apart,
                specifiers.constants,
            );
            if let Some(Derivation::Pointer(own) | Derivation::Array(_, own)) =
                outer.and_then(|at| derivations.get_mut(at))
            {
                own.constant = true;
                specifiers.constants -= 1;
            }
            // `const const const char *[4] groups`: the array, its elements, and what they point to.
            if let ([Derivation::Pointer(own), Derivation::Array(..)], 2..) =
                (derivations.as_mut_slice(), specifiers.constants)
            {
                own.constant = true;
            }
        }
        let mut ty = specifiers.base;
        ty.qualifiers = Qualifiers {
            constant: specifiers.constants > 0,
            volatile: specifiers.volatile && !noreturn,
        };
        for derivation in derivations {
            ty = match derivation {
                Derivation::Pointer(qualifiers) => Type {
                    qualifiers,
                    ..ty.pointer()
                },
                Derivation::Array(length, qualifiers) => Type {
                    qualifiers,
                    kind: TypeKind::Array(Box::new(ty), length),
                },
                Derivation::Function {
                    parameters,
                    variadic,
                } => match ty.kind {
                    TypeKind::Function(_) | TypeKind::Array(..) => {
                        return Err(self.error("a function that returns no function and no array"));
                    }
                    _ => Type::plain(TypeKind::Function(Box::new(Function {
                        result: ty,
                        parameters,
                        variadic,
                        noreturn,
                    }))),
                },
            };
        }
        Ok(ty)
    }
}

fn has_function(derivations: &[Derivation]) -> bool {
    derivations
        .iter()
        .any(|derivation| matches!(derivation, Derivation::Function { .. }))
}

/// The derivation that the first `const` before a type belongs to; none: the base.
///
/// C gives the leading qualifiers to the base. In the reports they nest from outside in: the first `const` of a
/// type that stands before the name is the whole type's, and so is the first of several; where a `*` stands
/// apart, the pointer before it is the qualified one.
fn qualified_in_report(
    derivations: &[Derivation],
    before_name: bool,
    stars_apart: bool,
    constants: usize,
) -> Option<usize> {
    let pointers = derivations
        .iter()
        .take_while(|derivation| matches!(derivation, Derivation::Pointer(_)))
        .count();
    if before_name {
        derivations.len().checked_sub(1)
    } else if stars_apart {
        pointers.checked_sub(2)
    } else if constants > 1 {
        pointers.checked_sub(1)
    } else {
        None
    }
}

fn error_at(
    text: &str,
    position: usize,
    found: Option<&str>,
    expected: &'static str,
) -> DeclarationError {
    let start = text[..position].rfind('\n').map_or(0, |end| end + 1);
    let line = text[start..].lines().next().unwrap_or_default().trim();
    let found = found.map(str::to_owned).or_else(|| {
        text[position..]
            .chars()
            .next()
            .map(|character| character.to_string())
    });
    DeclarationError {
        line: line.to_owned(),
        found,
        expected,
    }
}

fn is_integer_word(word: &str) -> bool {
    matches!(
        word,
        "char" | "short" | "int" | "long" | "signed" | "unsigned"
    )
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
