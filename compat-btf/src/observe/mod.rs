// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! From records to an [`Observation`] of one struct.

mod definitions;
mod extent;
mod members;
mod placement;
mod types;
mod unify;

use std::collections::{BTreeMap, HashMap, HashSet};

pub(crate) use unify::unify;

use compat_data::observation::{Definition, Observation, TypeName};

use crate::error::{Error, Place, Problem};
use crate::kind::Kind;
use crate::record::{Record, TypeId};
use crate::view::Btf;

/// How deep types may nest and how long a chain of references may be, as in the kernel, `MAX_RESOLVE_DEPTH`.
const DEEPEST: usize = 32;

/// How many records one struct may need: the largest of a kernel need some hundreds.
const LARGEST: usize = 1 << 18;

/// The struct that is the type of that id, or that the typedef of that id stands for.
pub(crate) fn observe(btf: &Btf<'_>, id: TypeId) -> Result<Observation, Error> {
    let mut reader = Reader {
        btf,
        budget: LARGEST,
        pointer_size: 0,
        extents: HashMap::new(),
        definitions: BTreeMap::new(),
        defined: HashSet::new(),
        char_is_signed: None,
    };
    reader.pointer_size = btf
        .pointer_size()
        .map_err(|problem| reader.error(id, problem))?;
    let mut record = reader.record(id)?;
    let name = match record.kind() {
        Kind::Typedef => Some(reader.required_name(&record)?),
        _ => None,
    };
    for _ in 0..DEEPEST {
        if record.kind() != Kind::Typedef || record.ty() == TypeId::VOID {
            break;
        }
        record = reader.record(record.ty())?;
    }
    if record.kind() != Kind::Struct {
        return Err(reader.error(
            id,
            Problem::WrongKind {
                found: record.kind(),
                expected: "a struct",
            },
        ));
    }
    let name = match name {
        Some(name) => name.to_owned(),
        None => reader.required_name(&record)?.to_owned(),
    };
    let (extent, placement) = reader.aggregate(&record, 0)?;
    let members = reader.members(&record, 0, 0)?;
    Ok(Observation {
        name,
        size: extent.size,
        alignment: extent.alignment,
        placement,
        members,
        definitions: reader.definitions,
        pointer_size: reader.pointer_size,
        char_is_signed: reader.char_is_signed,
    })
}

/// What is gathered while one struct is read.
struct Reader<'b, 'a> {
    btf: &'b Btf<'a>,
    /// How many more records may be read.
    budget: usize,
    pointer_size: u64,
    /// The structs and unions whose extent is known.
    extents: HashMap<TypeId, extent::Extent>,
    definitions: BTreeMap<TypeName, Definition>,
    /// The types whose definition is known or being read.
    defined: HashSet<TypeId>,
    char_is_signed: Option<bool>,
}

impl<'a> Reader<'_, 'a> {
    /// The record of a type other than `void`.
    fn record(&mut self, id: TypeId) -> Result<Record<'a>, Error> {
        self.spend(id, 1)?;
        let record = self
            .btf
            .record(id)
            .map_err(|problem| self.error(id, problem))?;
        self.check(&record)?;
        Ok(record)
    }

    fn spend(&mut self, id: TypeId, records: usize) -> Result<(), Error> {
        match self.budget.checked_sub(records) {
            Some(rest) => {
                self.budget = rest;
                Ok(())
            }
            None => Err(self.error(id, Problem::TooLarge)),
        }
    }

    /// Refuses what the kernel's own checks refuse, as far as it bears on layouts.
    fn check(&self, record: &Record<'_>) -> Result<(), Error> {
        let what = match record.kind() {
            Kind::Ptr | Kind::Const | Kind::Volatile | Kind::Restrict | Kind::Array
                if record.name.0 != 0 =>
            {
                "a derived type with a name"
            }
            Kind::FuncProto if record.name.0 != 0 => "a function type with a name",
            Kind::Int
            | Kind::Ptr
            | Kind::Const
            | Kind::Volatile
            | Kind::Restrict
            | Kind::Array
            | Kind::Typedef
            | Kind::Fwd
            | Kind::Float
            | Kind::TypeTag
                if record.info.vlen() != 0 =>
            {
                "elements where the kind has none"
            }
            Kind::Int
            | Kind::Ptr
            | Kind::Const
            | Kind::Volatile
            | Kind::Restrict
            | Kind::Array
            | Kind::Typedef
            | Kind::Float
            | Kind::FuncProto
                if record.info.kind_flag() =>
            {
                "a flag where the kind has none"
            }
            _ => return Ok(()),
        };
        Err(self.error(record.id, Problem::Meaningless { what }))
    }

    /// Its name; those of a compiler's own types may be several words.
    fn name(&self, record: &Record<'_>) -> Result<Option<&'a str>, Error> {
        let problem = match self.btf.string(record.name) {
            Ok(Some(name))
                if !is_name(name) && !matches!(record.kind(), Kind::Int | Kind::Float) =>
            {
                Problem::NotAName {
                    found: name.to_owned(),
                }
            }
            Ok(name) => return Ok(name),
            Err(problem) => problem,
        };
        Err(Error {
            place: Place::Type(record.id, None),
            ..self.error(record.id, problem)
        })
    }

    fn required_name(&self, record: &Record<'_>) -> Result<&'a str, Error> {
        let problem = Problem::Meaningless {
            what: "it needs a name",
        };
        self.name(record)?
            .ok_or_else(|| self.error(record.id, problem))
    }

    /// The error in the type of that id, by its name if it has one.
    fn error(&self, id: TypeId, problem: Problem) -> Error {
        let name = self
            .btf
            .record(id)
            .ok()
            .and_then(|record| self.btf.string(record.name).ok()?);
        self.btf
            .error(Place::Type(id, name.map(str::to_owned)), problem)
    }
}

/// Whether C could declare it; the kernel's check allows `.` and `$` besides, which compilers put into names.
fn is_name(name: &str) -> bool {
    let mut bytes = name.bytes();
    bytes
        .next()
        .is_some_and(|first| first.is_ascii_alphabetic() || b"_.$".contains(&first))
        && bytes.all(|byte| byte.is_ascii_alphanumeric() || b"_.$".contains(&byte))
}
