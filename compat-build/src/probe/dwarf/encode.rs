// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Entries of types to BTF's records.

use std::collections::{HashMap, HashSet};

use super::btf::{Kind, Record, Writer};
use super::cursor::ByteOrder;
use super::error::DwarfError;
use super::names::tag;
use super::unit::{Entry, Unit};

/// Writes types and what they refer to, each once.
pub(super) struct Encoder<'a> {
    pub(super) unit: &'a Unit<'a>,
    pub(super) writer: Writer<'a>,
    /// The types that have an id, in the order of their ids from 1 on. The first `written` of them have a record, too.
    types: Vec<Node>,
    written: usize,
    ids: HashMap<Node, u32>,
}

/// A type of BTF.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Node {
    /// That of the entry at that offset of a unit.
    Entry(usize),
    /// An element of an array with several dimensions: an array without that many of the first.
    Row { array: usize, dimension: usize },
    /// The integer that counts the elements of arrays.
    Index,
}

/// Chains of typedefs and qualifiers are followed that far.
pub(super) const LONGEST_CHAIN: usize = 64;

impl<'a> Encoder<'a> {
    pub fn new(unit: &'a Unit<'a>, order: ByteOrder) -> Self {
        Self {
            unit,
            writer: Writer::new(order),
            types: Vec::new(),
            written: 0,
            ids: HashMap::new(),
        }
    }

    /// Writes the unit's structs of these tags, and what they refer to.
    pub fn add_structs(&mut self, tags: &HashSet<&str>) -> Result<(), DwarfError> {
        let Some(root) = self.unit.entry(self.unit.first)? else {
            return Ok(());
        };
        let is_wanted = |entry: &Entry<'_>| {
            let named = entry.name.is_some_and(|name| tags.contains(name));
            entry.tag == tag::STRUCTURE && named && !entry.declaration
        };
        for entry in self.unit.children(&root, is_wanted)? {
            self.id_of(Node::Entry(entry.offset))?;
        }
        while let Some(&node) = self.types.get(self.written) {
            self.written += 1;
            self.write(node)?;
        }
        Ok(())
    }

    pub fn finish(self) -> Result<Vec<u8>, DwarfError> {
        let too_long = || DwarfError::new(".debug_info", 0, "its types are too many for BTF");
        self.writer.finish().ok_or_else(too_long)
    }

    fn write(&mut self, node: Node) -> Result<(), DwarfError> {
        let (offset, dimension) = match node {
            Node::Entry(offset) => (offset, 0),
            Node::Row { array, dimension } => (array, dimension),
            Node::Index => return self.write_index(),
        };
        let entry = self
            .unit
            .entry(offset)?
            .ok_or_else(|| self.unit.error(offset, "no type where one is referred to"))?;
        match entry.tag {
            tag::BASE => self.write_base(&entry),
            tag::POINTER => self.write_link(&entry, Kind::Ptr),
            tag::CONST => self.write_link(&entry, Kind::Const),
            tag::VOLATILE => self.write_link(&entry, Kind::Volatile),
            tag::RESTRICT => self.write_link(&entry, Kind::Restrict),
            tag::TYPEDEF => self.write_link(&entry, Kind::Typedef),
            tag::ARRAY => self.write_array(&entry, dimension),
            tag::SUBROUTINE => self.write_function(&entry),
            tag::ENUMERATION => self.write_enum(&entry),
            tag::STRUCTURE | tag::UNION => self.write_aggregate(&entry),
            other => Err(self.unit.error(
                offset,
                &format!("an entry with tag {other:#x} stands for a type"),
            )),
        }
    }

    /// The id of the type at that offset, which `of` refers to; none is `void`. `_Atomic` says nothing of a layout.
    pub(super) fn id(&mut self, of: &Entry<'a>, offset: Option<usize>) -> Result<u32, DwarfError> {
        let mut next = offset;
        for _ in 0..LONGEST_CHAIN {
            let Some(offset) = next else {
                return Ok(0);
            };
            let entry = self.unit.entry(offset)?;
            match entry.map(|entry| (entry.tag, entry.ty)) {
                Some((tag::ATOMIC, ty)) => next = ty,
                Some((tag::UNSPECIFIED, _)) => return Ok(0),
                _ => return self.id_of(Node::Entry(offset)),
            }
        }
        Err(self.error(of, "qualifiers without an end"))
    }

    pub(super) fn id_of(&mut self, node: Node) -> Result<u32, DwarfError> {
        if let Some(&id) = self.ids.get(&node) {
            return Ok(id);
        }
        self.types.push(node);
        let id = u32::try_from(self.types.len())
            .map_err(|_| DwarfError::new(".debug_info", 0, "its types are too many for BTF"))?;
        self.ids.insert(node, id);
        Ok(id)
    }

    pub(super) fn size(&self, entry: &Entry<'a>) -> Result<u32, DwarfError> {
        let size = entry.byte_size.and_then(|size| u32::try_from(size).ok());
        size.ok_or_else(|| self.error(entry, "a type without a size, or too large for BTF"))
    }

    pub(super) fn head(
        &mut self,
        entry: &Entry<'a>,
        kind: Kind,
        elements: usize,
        kind_flag: bool,
        size_or_type: u32,
    ) -> Result<(), DwarfError> {
        let record = Record {
            name: entry.name.unwrap_or_default(),
            kind,
            elements,
            kind_flag,
            size_or_type,
        };
        self.record(entry, &record)
    }

    pub(super) fn record(
        &mut self,
        entry: &Entry<'a>,
        record: &Record<'a>,
    ) -> Result<(), DwarfError> {
        let written = self.writer.record(record);
        written.ok_or_else(|| self.error(entry, "too many members or names for BTF"))
    }

    pub(super) fn error(&self, entry: &Entry<'a>, what: &str) -> DwarfError {
        self.unit.error(entry.offset, what)
    }
}
