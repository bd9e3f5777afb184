// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Types as the model of C declarations has them.

use compat_data::c::{Function, Integer, Qualifiers, TagKind, Type, TypeKind};
use compat_data::observation::Meaning;

use super::{DEEPEST, Reader};
use crate::error::{Error, Problem};
use crate::kind::Kind;
use crate::record::{Record, TypeId};

/// How a type stands in another.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Use {
    /// There are values of it: a member, an element, a parameter, what a function returns.
    Value,
    /// Something points to it.
    Pointee,
}

impl<'a> Reader<'_, 'a> {
    /// The type of that id. What its names stand for is noted on the way.
    pub(super) fn ty(&mut self, id: TypeId, use_: Use, depth: usize) -> Result<Type, Error> {
        let mut qualifiers = Qualifiers::NONE;
        let mut id = id;
        for depth in depth..DEEPEST {
            if id == TypeId::VOID {
                return Ok(Type {
                    qualifiers,
                    kind: TypeKind::Void,
                });
            }
            let record = self.record(id)?;
            match record.kind() {
                Kind::Const => qualifiers.constant = true,
                Kind::Volatile => qualifiers.volatile = true,
                Kind::Restrict | Kind::TypeTag => {}
                _ => {
                    let kind = self.unqualified(&record, use_, depth + 1)?;
                    return Ok(qualified(kind, qualifiers));
                }
            }
            id = record.ty();
        }
        Err(self.error(id, Problem::TooDeep))
    }

    fn unqualified(
        &mut self,
        record: &Record<'a>,
        use_: Use,
        depth: usize,
    ) -> Result<TypeKind, Error> {
        let id = record.id;
        Ok(match record.kind() {
            Kind::Ptr => TypeKind::Pointer(Box::new(self.ty(record.ty(), Use::Pointee, depth)?)),
            Kind::Array => {
                let array = record.array().ok_or_else(|| self.truncated(id))?;
                self.check_index(array.index)?;
                let element = self.ty(array.element, Use::Value, depth)?;
                TypeKind::Array(Box::new(element), Some(array.length.into()))
            }
            Kind::FuncProto => TypeKind::Function(Box::new(self.function(record, depth)?)),
            Kind::Int => self.int(record)?,
            Kind::Float => {
                let name = self.required_name(record)?;
                self.define_typedef(name, id, None, depth)?;
                TypeKind::Typedef(name.to_owned())
            }
            Kind::Typedef => {
                let name = self.required_name(record)?;
                if name == "bool" && self.meaning(id, depth)? == Meaning::Bool {
                    return Ok(TypeKind::Bool);
                }
                self.define_typedef(name, id, Some(record.ty()), depth)?;
                TypeKind::Typedef(name.to_owned())
            }
            Kind::Fwd => {
                let kind = match record.info.kind_flag() {
                    true => TagKind::Union,
                    false => TagKind::Struct,
                };
                let name = self.required_name(record)?;
                if use_ == Use::Value {
                    self.define_tag(kind, name, id, depth)?;
                }
                TypeKind::Tag(kind, name.to_owned())
            }
            Kind::Struct | Kind::Union | Kind::Enum | Kind::Enum64 => {
                let kind = match record.kind() {
                    Kind::Struct => TagKind::Struct,
                    Kind::Union => TagKind::Union,
                    _ => TagKind::Enum,
                };
                match self.name(record)? {
                    None => TypeKind::Anonymous(kind),
                    Some(name) => {
                        if use_ == Use::Value || kind == TagKind::Enum {
                            self.define_tag(kind, name, id, depth)?;
                        }
                        TypeKind::Tag(kind, name.to_owned())
                    }
                }
            }
            found => return Err(self.not_a_type(id, found)),
        })
    }

    fn function(&mut self, record: &Record<'a>, depth: usize) -> Result<Function, Error> {
        let result = self.ty(record.ty(), Use::Value, depth)?;
        let mut parameters = Vec::new();
        let mut variadic = false;
        for parameter in record.parameters() {
            let what = if variadic {
                "a parameter behind `...`"
            } else if parameter.ty == TypeId::VOID && parameter.name.0 == 0 {
                variadic = true;
                continue;
            } else {
                parameters.push(self.ty(parameter.ty, Use::Value, depth)?);
                let last = parameters.last().map(|ty| &ty.kind);
                if !matches!(last, Some(TypeKind::Void | TypeKind::Function(_))) {
                    continue;
                }
                "a parameter of a type that has no values"
            };
            return Err(self.error(record.id, Problem::Meaningless { what }));
        }
        match result.kind {
            TypeKind::Array(..) | TypeKind::Function(_) => {
                let what = "a function that returns an array or a function";
                Err(self.error(record.id, Problem::Meaningless { what }))
            }
            _ => Ok(Function {
                result,
                parameters,
                variadic,
                noreturn: false,
            }),
        }
    }

    fn int(&mut self, record: &Record<'a>) -> Result<TypeKind, Error> {
        let id = record.id;
        let int = record.int().ok_or_else(|| self.truncated(id))?;
        let name = self.name(record)?.unwrap_or_default();
        if int.boolean && (name == "_Bool" || name == "bool") {
            return Ok(TypeKind::Bool);
        }
        // Before `kind_flag`, an INT that stands for the type of a bit-field could lack its name.
        let integer = match name {
            "" => by_size(record.size(), int.signed),
            name => by_name(name),
        };
        if let Some(integer) = integer {
            if integer == Integer::Char {
                self.char_is_signed = Some(int.signed);
            }
            return Ok(TypeKind::Integer(integer));
        }
        let name = self.required_name(record)?;
        self.define_typedef(name, id, None, 0)?;
        Ok(TypeKind::Typedef(name.to_owned()))
    }

    /// The type that counts an array's elements has no bearing on the layout, but it must be one.
    fn check_index(&mut self, id: TypeId) -> Result<(), Error> {
        match self.record(id)?.kind() {
            Kind::Int | Kind::Typedef | Kind::Const | Kind::Volatile | Kind::Enum => Ok(()),
            found => {
                let expected = "an integer that counts elements";
                Err(self.error(id, Problem::WrongKind { found, expected }))
            }
        }
    }
}

/// The qualified type. Arrays have no qualifiers of their own, their elements have; a volatile function is how
/// compilers write one that does not return, and a constant one has no other callers.
fn qualified(mut kind: TypeKind, qualifiers: Qualifiers) -> Type {
    match &mut kind {
        TypeKind::Array(element, _) => {
            let mut element: &mut Type = element;
            while let TypeKind::Array(inner, _) = &mut element.kind {
                element = inner;
            }
            element.qualifiers.constant |= qualifiers.constant;
            element.qualifiers.volatile |= qualifiers.volatile;
            Type::plain(kind)
        }
        TypeKind::Function(function) => {
            function.noreturn = qualifiers.volatile;
            Type::plain(kind)
        }
        _ => Type { qualifiers, kind },
    }
}

/// The integer type of that name, in the spelling of GCC or of Clang.
fn by_name(name: &str) -> Option<Integer> {
    Some(match name {
        "char" => Integer::Char,
        "signed char" => Integer::SignedChar,
        "unsigned char" => Integer::UnsignedChar,
        "short int" | "short" => Integer::Short,
        "short unsigned int" | "unsigned short" => Integer::UnsignedShort,
        "int" => Integer::Int,
        "unsigned int" => Integer::UnsignedInt,
        "long int" | "long" => Integer::Long,
        "long unsigned int" | "unsigned long" => Integer::UnsignedLong,
        "long long int" | "long long" => Integer::LongLong,
        "long long unsigned int" | "unsigned long long" => Integer::UnsignedLongLong,
        _ => return None,
    })
}

fn by_size(size: u64, signed: bool) -> Option<Integer> {
    Some(match (size, signed) {
        (1, true) => Integer::SignedChar,
        (1, false) => Integer::UnsignedChar,
        (2, true) => Integer::Short,
        (2, false) => Integer::UnsignedShort,
        (4, true) => Integer::Int,
        (4, false) => Integer::UnsignedInt,
        (8, true) => Integer::LongLong,
        (8, false) => Integer::UnsignedLongLong,
        _ => return None,
    })
}
