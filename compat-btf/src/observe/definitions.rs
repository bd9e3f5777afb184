// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! What the names in types stand for.

use compat_data::c::TagKind;
use compat_data::observation::{Definition, Enumerator, Meaning, TypeName};

use super::types::Use;
use super::unify::complete;
use super::{DEEPEST, Reader};
use crate::error::{Error, Problem};
use crate::kind::Kind;
use crate::record::{Record, TypeId};

impl<'a> Reader<'_, 'a> {
    /// Notes what a typedef stands for; `of` is the type it names, none for a compiler's own name.
    pub(super) fn define_typedef(
        &mut self,
        name: &str,
        id: TypeId,
        of: Option<TypeId>,
        depth: usize,
    ) -> Result<(), Error> {
        if !self.defined.insert(id) {
            return Ok(());
        }
        let meaning = self.meaning(id, depth)?;
        // A struct that a typedef names is its meaning: what the tag stands for is of no use beside it.
        let of = match of {
            Some(of) => Some(self.ty(of, Use::Pointee, depth)?),
            None => None,
        };
        let name = TypeName::Typedef(name.to_owned());
        self.define(name, id, Definition { of, meaning })
    }

    /// Notes what a tag stands for.
    pub(super) fn define_tag(
        &mut self,
        kind: TagKind,
        name: &str,
        id: TypeId,
        depth: usize,
    ) -> Result<(), Error> {
        if !self.defined.insert(id) {
            return Ok(());
        }
        let meaning = self.meaning(id, depth)?;
        let name = TypeName::Tag(kind, name.to_owned());
        self.define(name, id, Definition { of: None, meaning })
    }

    /// What the type is, through all typedefs and qualifiers.
    pub(super) fn meaning(&mut self, id: TypeId, depth: usize) -> Result<Meaning, Error> {
        let mut id = id;
        for depth in depth..DEEPEST {
            if id == TypeId::VOID {
                return Ok(Meaning::Void);
            }
            let record = self.record(id)?;
            match record.kind() {
                Kind::Const | Kind::Volatile | Kind::Restrict | Kind::TypeTag | Kind::Typedef => {
                    id = record.ty();
                }
                _ => return self.meaning_of(&record, depth),
            }
        }
        Err(self.error(id, Problem::TooDeep))
    }

    fn meaning_of(&mut self, record: &Record<'a>, depth: usize) -> Result<Meaning, Error> {
        let id = record.id;
        // Incomplete types and functions have no extent; all others do.
        let extent = self.extent(id, depth)?;
        let size = extent.map_or(0, |extent| extent.size);
        let alignment = extent.map_or(1, |extent| extent.alignment);
        Ok(match record.kind() {
            Kind::Int => {
                let int = record.int().ok_or_else(|| self.truncated(id))?;
                match int.boolean {
                    true => Meaning::Bool,
                    false => Meaning::Integer {
                        size,
                        signed: int.signed,
                    },
                }
            }
            Kind::Float => Meaning::Float { size },
            Kind::Ptr => Meaning::Pointer,
            Kind::Enum | Kind::Enum64 => self.enumeration(record, size)?,
            Kind::Struct | Kind::Union => Meaning::Aggregate {
                kind: match record.kind() {
                    Kind::Union => TagKind::Union,
                    _ => TagKind::Struct,
                },
                size,
                alignment,
            },
            Kind::Array => Meaning::Array { size, alignment },
            Kind::FuncProto => Meaning::Function,
            Kind::Fwd => Meaning::Incomplete(match record.info.kind_flag() {
                true => TagKind::Union,
                false => TagKind::Struct,
            }),
            found => return Err(self.not_a_type(id, found)),
        })
    }

    fn enumeration(&mut self, record: &Record<'a>, size: u64) -> Result<Meaning, Error> {
        let id = record.id;
        self.spend(id, record.info.vlen() as usize)?;
        let marked = self
            .btf
            .marks_signed_enums()
            .map_err(|problem| self.error(id, problem))?;
        // Where the encoder marks no enum, one with a value below zero is signed. A value from the upper half of the
        // unsigned numbers looks the same there, and is rarer.
        let signed =
            record.info.kind_flag() || (!marked && record.enumerators().any(|one| one.value < 0));
        let mut enumerators = Vec::new();
        for enumerator in record.enumerators() {
            let name = self.btf.string(enumerator.name);
            let name = name.map_err(|problem| self.error(id, problem))?;
            let name = name.filter(|name| super::is_name(name)).ok_or_else(|| {
                let what = "an enumerator without a name";
                self.error(id, Problem::Meaningless { what })
            })?;
            let value = enumerator.value;
            enumerators.push(Enumerator {
                name: name.to_owned(),
                value: match (signed, record.kind()) {
                    (true, _) => value.into(),
                    (false, Kind::Enum64) => (value as u64).into(),
                    (false, _) => (value as u32).into(),
                },
            });
        }
        Ok(Meaning::Enum {
            size,
            signed,
            enumerators,
        })
    }

    fn define(&mut self, name: TypeName, id: TypeId, definition: Definition) -> Result<(), Error> {
        let complete = match self.definitions.get(&name) {
            Some(other) => complete(other, &definition).cloned(),
            None => Some(definition),
        };
        match complete {
            Some(definition) => {
                self.definitions.insert(name, definition);
                Ok(())
            }
            None => {
                let name = name.to_string();
                Err(self.error(id, Problem::AmbiguousName { name }))
            }
        }
    }
}
