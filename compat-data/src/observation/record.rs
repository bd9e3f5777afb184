// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Observations as TOML: how a build script hands them to the macro, and what tools may read.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{
    BitField, Definition, Enumerator, Meaning, Observation, ObservedMember, Placement, TypeName,
};
use crate::c::{Dialect, Member, TagKind, Type, TypeKind, parse_members};

/// The observation as TOML. Reading it gives the same observation.
///
/// # Errors
/// When a number does not fit TOML's, which are signed and of 64 bits.
pub fn print(observation: &Observation) -> Result<String, ObservationError> {
    toml::to_string(&Raw::from(observation)).map_err(|error| ObservationError(error.to_string()))
}

/// Reads an observation.
///
/// # Errors
/// What is wrong with the TOML or with a declaration in it.
pub fn parse(text: &str) -> Result<Observation, ObservationError> {
    let raw: Raw = toml::from_str(text).map_err(|error| ObservationError(error.to_string()))?;
    raw.read()
}

/// A text that is no observation, or an observation that can't be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ObservationError(String);

impl fmt::Display for ObservationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.trim_end())
    }
}

impl std::error::Error for ObservationError {}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    r#struct: String,
    size: u64,
    alignment: u64,
    placement: RawPlacement,
    pointer_size: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    char_is_signed: Option<bool>,
    #[serde(default)]
    member: Vec<RawMember>,
    #[serde(default)]
    definition: Vec<RawDefinition>,
}

#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum RawPlacement {
    Natural,
    Packed,
    Padded,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawMember {
    declaration: String,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    unnamed: bool,
    offset: u64,
    size: u64,
    alignment: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    first_bit: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    bits: Option<u64>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    member: Vec<RawMember>,
}

#[derive(Serialize, Deserialize)]
struct RawDefinition {
    name: String,
    /// The declaration of a pointer to the type: a member can be one, whatever the type is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pointer_to: Option<String>,
    #[serde(flatten)]
    meaning: RawMeaning,
}

#[derive(Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "lowercase")]
enum RawMeaning {
    Void,
    Bool,
    Integer {
        size: u64,
        signed: bool,
    },
    Float {
        size: u64,
    },
    Pointer,
    Enum {
        size: u64,
        signed: bool,
        enumerators: Vec<(String, String)>,
    },
    Struct {
        size: u64,
        alignment: u64,
    },
    Union {
        size: u64,
        alignment: u64,
    },
    Array {
        size: u64,
        alignment: u64,
    },
    Function,
    Incomplete {
        keyword: String,
    },
}

/// What stands for the name of an unnamed member in its declaration.
const UNNAMED: &str = "_";

impl From<&Observation> for Raw {
    fn from(observation: &Observation) -> Self {
        Self {
            r#struct: observation.name.clone(),
            size: observation.size,
            alignment: observation.alignment,
            placement: match observation.placement {
                Placement::Natural => RawPlacement::Natural,
                Placement::Packed => RawPlacement::Packed,
                Placement::Padded => RawPlacement::Padded,
            },
            pointer_size: observation.pointer_size,
            char_is_signed: observation.char_is_signed,
            member: observation.members.iter().map(RawMember::from).collect(),
            definition: observation
                .definitions
                .iter()
                .map(|(name, definition)| RawDefinition {
                    name: name.to_string(),
                    pointer_to: definition
                        .of
                        .as_ref()
                        .map(|ty| declaration(UNNAMED, &ty.clone().pointer())),
                    meaning: RawMeaning::from(&definition.meaning),
                })
                .collect(),
        }
    }
}

impl From<&ObservedMember> for RawMember {
    fn from(member: &ObservedMember) -> Self {
        let unnamed = member.is_unnamed_aggregate();
        let name = if unnamed {
            UNNAMED
        } else {
            &member.member.name
        };
        Self {
            declaration: declaration(name, &member.member.ty),
            unnamed,
            offset: member.offset,
            size: member.size,
            alignment: member.alignment,
            first_bit: member.bit_field.map(|bits| bits.offset),
            bits: member.bit_field.map(|bits| bits.width),
            member: member.members.iter().map(Self::from).collect(),
        }
    }
}

impl From<&Meaning> for RawMeaning {
    fn from(meaning: &Meaning) -> Self {
        match *meaning {
            Meaning::Void => Self::Void,
            Meaning::Bool => Self::Bool,
            Meaning::Integer { size, signed } => Self::Integer { size, signed },
            Meaning::Float { size } => Self::Float { size },
            Meaning::Pointer => Self::Pointer,
            Meaning::Enum {
                size,
                signed,
                ref enumerators,
            } => Self::Enum {
                size,
                signed,
                enumerators: enumerators
                    .iter()
                    .map(|enumerator| (enumerator.name.clone(), enumerator.value.to_string()))
                    .collect(),
            },
            Meaning::Aggregate {
                kind: TagKind::Union,
                size,
                alignment,
            } => Self::Union { size, alignment },
            Meaning::Aggregate {
                size, alignment, ..
            } => Self::Struct { size, alignment },
            Meaning::Array { size, alignment } => Self::Array { size, alignment },
            Meaning::Function => Self::Function,
            Meaning::Incomplete(kind) => Self::Incomplete {
                keyword: kind.keyword().to_owned(),
            },
        }
    }
}

impl Raw {
    fn read(self) -> Result<Observation, ObservationError> {
        let definitions = self
            .definition
            .into_iter()
            .map(|raw| {
                let of = raw.pointer_to.as_deref().map(read_pointer).transpose()?;
                Ok((
                    type_name(&raw.name),
                    Definition {
                        of,
                        meaning: raw.meaning.read()?,
                    },
                ))
            })
            .collect::<Result<_, _>>()?;
        Ok(Observation {
            name: self.r#struct,
            size: self.size,
            alignment: self.alignment,
            placement: match self.placement {
                RawPlacement::Natural => Placement::Natural,
                RawPlacement::Packed => Placement::Packed,
                RawPlacement::Padded => Placement::Padded,
            },
            members: read_members(self.member)?,
            definitions,
            pointer_size: self.pointer_size,
            char_is_signed: self.char_is_signed,
        })
    }
}

fn read_members(raw: Vec<RawMember>) -> Result<Vec<ObservedMember>, ObservationError> {
    raw.into_iter()
        .map(|raw| {
            let mut member = read_declaration(&raw.declaration)?;
            if raw.unnamed {
                member.name.clear();
            }
            Ok(ObservedMember {
                member,
                offset: raw.offset,
                size: raw.size,
                alignment: raw.alignment,
                bit_field: raw
                    .first_bit
                    .zip(raw.bits)
                    .map(|(offset, width)| BitField { offset, width }),
                members: read_members(raw.member)?,
            })
        })
        .collect()
}

impl RawMeaning {
    fn read(self) -> Result<Meaning, ObservationError> {
        Ok(match self {
            Self::Void => Meaning::Void,
            Self::Bool => Meaning::Bool,
            Self::Integer { size, signed } => Meaning::Integer { size, signed },
            Self::Float { size } => Meaning::Float { size },
            Self::Pointer => Meaning::Pointer,
            Self::Enum {
                size,
                signed,
                enumerators,
            } => Meaning::Enum {
                size,
                signed,
                enumerators: enumerators
                    .into_iter()
                    .map(|(name, value)| match value.parse() {
                        Ok(value) => Ok(Enumerator { name, value }),
                        Err(_) => Err(ObservationError(format!(
                            "`{value}` is not the value of `{name}`"
                        ))),
                    })
                    .collect::<Result<_, _>>()?,
            },
            Self::Struct { size, alignment } => Meaning::Aggregate {
                kind: TagKind::Struct,
                size,
                alignment,
            },
            Self::Union { size, alignment } => Meaning::Aggregate {
                kind: TagKind::Union,
                size,
                alignment,
            },
            Self::Array { size, alignment } => Meaning::Array { size, alignment },
            Self::Function => Meaning::Function,
            Self::Incomplete { keyword } => Meaning::Incomplete(match keyword.as_str() {
                "struct" => TagKind::Struct,
                "union" => TagKind::Union,
                "enum" => TagKind::Enum,
                _ => return Err(ObservationError(format!("`{keyword}` is no kind of tag"))),
            }),
        })
    }
}

fn declaration(name: &str, ty: &Type) -> String {
    let (name, ty) = (name.to_owned(), ty.clone());
    Member { name, ty }.to_string()
}

fn read_declaration(text: &str) -> Result<Member, ObservationError> {
    let members = parse_members(&format!("{text};"), Dialect::C)
        .map_err(|error| ObservationError(error.to_string()))?;
    match <[Member; 1]>::try_from(members) {
        Ok([member]) => Ok(member),
        Err(_) => Err(ObservationError(format!("`{text}` is not one declaration"))),
    }
}

/// The type that the declared pointer points to.
fn read_pointer(text: &str) -> Result<Type, ObservationError> {
    match read_declaration(text)?.ty.kind {
        TypeKind::Pointer(to) => Ok(*to),
        _ => Err(ObservationError(format!("`{text}` is no pointer"))),
    }
}

/// The reverse of how a name displays.
fn type_name(text: &str) -> TypeName {
    for kind in [TagKind::Struct, TagKind::Union, TagKind::Enum] {
        if let Some(tag) = text
            .strip_prefix(kind.keyword())
            .and_then(|rest| rest.strip_prefix(' '))
        {
            return TypeName::Tag(kind, tag.to_owned());
        }
    }
    TypeName::Typedef(text.to_owned())
}
