// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Writes BTF: Documentation/bpf/btf.rst of the kernel's source.

use std::collections::HashMap;

use super::cursor::ByteOrder;

/// The kinds of types that C has.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    Int = 1,
    Ptr = 2,
    Array = 3,
    Struct = 4,
    Union = 5,
    Enum = 6,
    Fwd = 7,
    Typedef = 8,
    Volatile = 9,
    Const = 10,
    Restrict = 11,
    FuncProto = 13,
    Float = 16,
    Enum64 = 19,
}

/// BTF that is being written.
pub(super) struct Writer<'a> {
    order: ByteOrder,
    types: Vec<u8>,
    strings: Vec<u8>,
    offsets: HashMap<&'a str, u32>,
}

/// The head of a record.
pub(super) struct Record<'a> {
    /// Empty: it has none.
    pub name: &'a str,
    pub kind: Kind,
    /// How many elements follow.
    pub elements: usize,
    pub kind_flag: bool,
    pub size_or_type: u32,
}

impl<'a> Writer<'a> {
    pub fn new(order: ByteOrder) -> Self {
        Self {
            order,
            types: Vec::new(),
            // Offset 0 is the empty name.
            strings: vec![0],
            offsets: HashMap::from([("", 0)]),
        }
    }

    pub fn order(&self) -> ByteOrder {
        self.order
    }

    /// The offset of a string; none: there are too many.
    pub fn string(&mut self, text: &'a str) -> Option<u32> {
        if let Some(&offset) = self.offsets.get(text) {
            return Some(offset);
        }
        let offset = u32::try_from(self.strings.len()).ok()?;
        self.strings.extend_from_slice(text.as_bytes());
        self.strings.push(0);
        self.offsets.insert(text, offset);
        Some(offset)
    }

    /// Writes the head of the next type's record; none: it has more elements than a record can have.
    pub fn record(&mut self, record: &Record<'a>) -> Option<()> {
        let elements = u32::from(u16::try_from(record.elements).ok()?);
        let name = self.string(record.name)?;
        self.word(name);
        self.word(elements | (record.kind as u32) << 24 | u32::from(record.kind_flag) << 31);
        self.word(record.size_or_type);
        Some(())
    }

    pub fn word(&mut self, word: u32) {
        let mut bytes = [0; 4];
        self.order.put(word.into(), &mut bytes);
        self.types.extend_from_slice(&bytes);
    }

    /// All of it, with its header.
    pub fn finish(self) -> Option<Vec<u8>> {
        const HEADER: u32 = 24;
        let types = u32::try_from(self.types.len()).ok()?;
        let strings = u32::try_from(self.strings.len()).ok()?;
        let mut bytes = vec![0; 2];
        self.order.put(0xeb9f, &mut bytes);
        // The version, and no flags.
        bytes.extend_from_slice(&[1, 0]);
        for word in [HEADER, 0, types, types, strings] {
            let mut field = [0; 4];
            self.order.put(word.into(), &mut field);
            bytes.extend_from_slice(&field);
        }
        bytes.extend_from_slice(&self.types);
        bytes.extend_from_slice(&self.strings);
        Some(bytes)
    }
}
