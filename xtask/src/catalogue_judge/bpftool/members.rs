// SPDX-License-Identifier: MIT OR GPL-2.0-only
//! A struct of a dump as C declares it.

use compat_data::c::{Function, Integer, Member, Qualifiers, TagKind, Type, TypeKind};

use super::dump::{Dump, Part};

/// How deep types may nest.
const DEEPEST: usize = 64;

/// A member with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Its declaration.
    pub member: Member,
    /// Its first bit.
    pub bit: u64,
    /// The bits of a bit-field; none: it is none.
    pub width: Option<u64>,
}

impl Dump<'_> {
    /// The members of the struct of that number by their places, those of unnamed structs and unions in theirs.
    ///
    /// # Errors
    /// A dump that contradicts itself, in words.
    pub fn members(&self, number: u32) -> Result<Vec<Place>, String> {
        let mut members = Vec::new();
        self.flatten(number, 0, 0, &mut members)?;
        Ok(members)
    }

    fn flatten(
        &self,
        number: u32,
        outer: u64,
        depth: usize,
        into: &mut Vec<Place>,
    ) -> Result<(), String> {
        let aggregate = self.get(number)?;
        let mut parts: Vec<(u64, &Part)> = Vec::new();
        for part in &aggregate.parts {
            let bit = part.number("bits_offset");
            let bit = bit.ok_or_else(|| format!("no place of member `{}`", part.name))?;
            parts.push((outer + bit, part));
        }
        parts.sort_by_key(|(bit, _)| *bit);
        for (bit, part) in parts {
            let number = type_number(part)?;
            let width = part.number("bitfield_size").filter(|&width| width > 0);
            match (part.name, width) {
                // Padding.
                ("", Some(_)) => {}
                ("", None) if depth < DEEPEST => self.flatten(number, bit, depth + 1, into)?,
                _ => into.push(Place {
                    member: Member {
                        name: part.name.to_owned(),
                        ty: self.ty(number, 0)?,
                    },
                    bit,
                    width,
                }),
            }
        }
        Ok(())
    }

    /// The type of that number in C.
    fn ty(&self, number: u32, depth: usize) -> Result<Type, String> {
        if depth > DEEPEST {
            return Err(format!("type {number} nests too deep"));
        }
        if number == 0 {
            return Ok(Type::plain(TypeKind::Void));
        }
        let record = self.get(number)?;
        let tag = |kind: TagKind| match record.name {
            "" => TypeKind::Anonymous(kind),
            name => TypeKind::Tag(kind, name.to_owned()),
        };
        let inner = || -> Result<Type, String> {
            let number = record.number("type_id")?;
            self.ty(
                u32::try_from(number).map_err(|error| error.to_string())?,
                depth + 1,
            )
        };
        Ok(Type::plain(match record.kind {
            "CONST" => return Ok(qualified(inner()?, |qualifiers| qualifiers.constant = true)),
            "VOLATILE" => return Ok(qualified(inner()?, |qualifiers| qualifiers.volatile = true)),
            // These say nothing of the type that C compares.
            "RESTRICT" | "TYPE_TAG" => return inner(),
            "PTR" => TypeKind::Pointer(Box::new(inner()?)),
            "ARRAY" => TypeKind::Array(Box::new(inner()?), Some(record.number("nr_elems")?)),
            "FUNC_PROTO" => TypeKind::Function(Box::new(self.function(number, depth)?)),
            "STRUCT" => tag(TagKind::Struct),
            "UNION" => tag(TagKind::Union),
            "ENUM" | "ENUM64" => tag(TagKind::Enum),
            "FWD" if record.says("fwd_kind=union") => tag(TagKind::Union),
            "FWD" => tag(TagKind::Struct),
            "TYPEDEF" if record.name == "bool" => TypeKind::Bool,
            "TYPEDEF" | "FLOAT" => TypeKind::Typedef(record.name.to_owned()),
            "INT" => integer(record.name),
            other => return Err(format!("a member of kind {other}")),
        }))
    }

    fn function(&self, number: u32, depth: usize) -> Result<Function, String> {
        let record = self.get(number)?;
        let result = record.number("ret_type_id")?;
        let result = u32::try_from(result).map_err(|error| error.to_string())?;
        let mut numbers = Vec::new();
        for part in &record.parts {
            numbers.push(type_number(part)?);
        }
        // A last parameter of no type stands for `...`.
        let variadic = numbers.last() == Some(&0);
        if variadic {
            numbers.pop();
        }
        let parameters = numbers.into_iter().map(|number| self.ty(number, depth + 1));
        Ok(Function {
            result: self.ty(result, depth + 1)?,
            parameters: parameters.collect::<Result<_, _>>()?,
            variadic,
            // BTF doesn't say.
            noreturn: false,
        })
    }
}

fn type_number(part: &Part) -> Result<u32, String> {
    let number = part.number("type_id");
    let number = number.and_then(|number| u32::try_from(number).ok());
    number.ok_or_else(|| format!("no type of `{}`", part.name))
}

/// An array is qualified by its elements, and a function is not.
fn qualified(mut ty: Type, qualify: impl Fn(&mut Qualifiers)) -> Type {
    match &mut ty.kind {
        TypeKind::Array(element, _) => {
            **element = qualified((**element).clone(), qualify);
        }
        TypeKind::Function(_) => {}
        _ => qualify(&mut ty.qualifiers),
    }
    ty
}

/// An integer by the name that GCC gives it.
fn integer(name: &str) -> TypeKind {
    const ALL: [Integer; 11] = [
        Integer::Char,
        Integer::SignedChar,
        Integer::UnsignedChar,
        Integer::Short,
        Integer::UnsignedShort,
        Integer::Int,
        Integer::UnsignedInt,
        Integer::Long,
        Integer::UnsignedLong,
        Integer::LongLong,
        Integer::UnsignedLongLong,
    ];
    match ALL.into_iter().find(|integer| integer.name() == name) {
        Some(integer) => TypeKind::Integer(integer),
        None if name == "_Bool" => TypeKind::Bool,
        None => TypeKind::Typedef(name.to_owned()),
    }
}
