// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! Assembles BTF by hand: the numbers are those of include/uapi/linux/btf.h.

#[allow(
    dead_code,
    reason = "a full list reads better than the part that is used"
)]
pub mod kind {
    pub const INT: u32 = 1;
    pub const PTR: u32 = 2;
    pub const ARRAY: u32 = 3;
    pub const STRUCT: u32 = 4;
    pub const UNION: u32 = 5;
    pub const ENUM: u32 = 6;
    pub const FWD: u32 = 7;
    pub const TYPEDEF: u32 = 8;
    pub const VOLATILE: u32 = 9;
    pub const CONST: u32 = 10;
    pub const RESTRICT: u32 = 11;
    pub const FUNC: u32 = 12;
    pub const FUNC_PROTO: u32 = 13;
    pub const VAR: u32 = 14;
    pub const DATASEC: u32 = 15;
    pub const FLOAT: u32 = 16;
    pub const DECL_TAG: u32 = 17;
    pub const TYPE_TAG: u32 = 18;
    pub const ENUM64: u32 = 19;
}

/// The flag of a type.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Flag {
    Clear,
    Set,
}

/// BTF that grows type by type. Ids 1 to 5 are `long unsigned int`, `int`, `unsigned int`, `char` and `_Bool`.
#[derive(Clone)]
pub struct Builder {
    big: bool,
    types: Vec<u8>,
    strings: Vec<u8>,
    next: u32,
    first_string: u32,
    layout: Vec<[u8; 4]>,
    /// Further fields of the header.
    pub more_header: Vec<u32>,
}

impl Builder {
    pub const LONG: u32 = 1;
    pub const INT: u32 = 2;
    pub const UNSIGNED: u32 = 3;
    pub const CHAR: u32 = 4;
    pub const BOOL: u32 = 5;

    pub fn new() -> Self {
        Self::in_order(false)
    }

    pub fn in_order(big: bool) -> Self {
        let mut builder = Self::empty(big);
        builder.int("long unsigned int", 8, 0);
        builder.int("int", 4, 1);
        builder.int("unsigned int", 4, 0);
        builder.int("char", 1, 0);
        builder.int("_Bool", 1, 4);
        builder
    }

    pub fn empty(big: bool) -> Self {
        Self {
            big,
            types: Vec::new(),
            strings: vec![0],
            next: 1,
            first_string: 0,
            layout: Vec::new(),
            more_header: Vec::new(),
        }
    }

    /// Split BTF over this.
    pub fn split(&self) -> Self {
        Self {
            big: self.big,
            types: Vec::new(),
            strings: Vec::new(),
            next: self.next,
            first_string: self.first_string + self.strings.len() as u32,
            layout: Vec::new(),
            more_header: Vec::new(),
        }
    }

    pub fn name(&mut self, name: &str) -> u32 {
        if name.is_empty() {
            return 0;
        }
        let offset = self.first_string + self.strings.len() as u32;
        self.strings.extend(name.bytes().chain([0]));
        offset
    }

    pub fn word(&self, word: u32) -> [u8; 4] {
        match self.big {
            true => word.to_be_bytes(),
            false => word.to_le_bytes(),
        }
    }

    /// A record of whatever form.
    pub fn add(
        &mut self,
        name: &str,
        kind: u32,
        vlen: u32,
        flag: Flag,
        size_or_type: u32,
        data: &[u32],
    ) -> u32 {
        let name = self.name(name);
        let flag = u32::from(flag == Flag::Set) << 31;
        for word in [name, flag | kind << 24 | vlen, size_or_type]
            .iter()
            .chain(data)
        {
            self.types.extend(self.word(*word));
        }
        self.next += 1;
        self.next - 1
    }

    pub fn int(&mut self, name: &str, size: u32, encoding: u32) -> u32 {
        self.add(
            name,
            kind::INT,
            0,
            Flag::Clear,
            size,
            &[(encoding << 24) | (size * 8)],
        )
    }

    /// A type that refers to another: PTR, CONST, TYPEDEF and their like.
    pub fn refer(&mut self, name: &str, kind: u32, ty: u32) -> u32 {
        self.add(name, kind, 0, Flag::Clear, ty, &[])
    }

    pub fn pointer(&mut self, ty: u32) -> u32 {
        self.refer("", kind::PTR, ty)
    }

    pub fn array(&mut self, element: u32, length: u32) -> u32 {
        self.add(
            "",
            kind::ARRAY,
            0,
            Flag::Clear,
            0,
            &[element, Self::INT, length],
        )
    }

    /// A struct or union; members by name, type and offset in bits.
    pub fn aggregate(
        &mut self,
        kind: u32,
        name: &str,
        size: u32,
        members: &[(&str, u32, u32)],
    ) -> u32 {
        self.members(kind, name, size, Flag::Clear, members)
    }

    /// The same with the flag: offsets have the width of a bit-field in their high byte.
    pub fn members(
        &mut self,
        kind: u32,
        name: &str,
        size: u32,
        flag: Flag,
        members: &[(&str, u32, u32)],
    ) -> u32 {
        let words: Vec<u32> = members
            .iter()
            .flat_map(|(name, ty, offset)| [self.name(name), *ty, *offset])
            .collect();
        self.add(name, kind, members.len() as u32, flag, size, &words)
    }

    pub fn structure(&mut self, name: &str, size: u32, members: &[(&str, u32, u32)]) -> u32 {
        self.aggregate(kind::STRUCT, name, size, members)
    }

    /// A function type; parameters have no names.
    pub fn function(&mut self, result: u32, parameters: &[u32]) -> u32 {
        let words: Vec<u32> = parameters.iter().flat_map(|ty| [0, *ty]).collect();
        let vlen = parameters.len() as u32;
        self.add("", kind::FUNC_PROTO, vlen, Flag::Clear, result, &words)
    }

    pub fn enumeration(&mut self, name: &str, flag: Flag, values: &[(&str, i32)]) -> u32 {
        let words: Vec<u32> = values
            .iter()
            .flat_map(|(name, value)| [self.name(name), *value as u32])
            .collect();
        self.add(name, kind::ENUM, values.len() as u32, flag, 4, &words)
    }

    /// Gives the length of the records of the next kind, beginning with kind 0.
    pub fn layout(&mut self, info_size: u8, element_size: u8) {
        self.layout.push([info_size, element_size, 0, 0]);
    }

    pub fn build(&self) -> Vec<u8> {
        let mut more = self.more_header.clone();
        let layout: Vec<u8> = self.layout.concat();
        if !layout.is_empty() {
            let end = self.types.len() + self.strings.len();
            more.splice(0..0, [end as u32, layout.len() as u32]);
        }
        let mut bytes = match self.big {
            true => vec![0xeb, 0x9f],
            false => vec![0x9f, 0xeb],
        };
        bytes.extend([1, 0]);
        let fields = [
            24 + more.len() as u32 * 4,
            0,
            self.types.len() as u32,
            self.types.len() as u32,
            self.strings.len() as u32,
        ];
        for field in fields.iter().chain(&more) {
            bytes.extend(self.word(*field));
        }
        bytes.extend(&self.types);
        bytes.extend(&self.strings);
        bytes.extend(layout);
        bytes
    }
}
