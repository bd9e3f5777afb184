// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! DWARF's numbers for what types are made of.

/// By the names of DWARF 5, table 7.3.
pub(super) mod tag {
    pub const ARRAY: u64 = 0x01;
    pub const ENUMERATION: u64 = 0x04;
    pub const FORMAL_PARAMETER: u64 = 0x05;
    pub const MEMBER: u64 = 0x0d;
    pub const POINTER: u64 = 0x0f;
    pub const STRUCTURE: u64 = 0x13;
    pub const SUBROUTINE: u64 = 0x15;
    pub const TYPEDEF: u64 = 0x16;
    pub const UNION: u64 = 0x17;
    pub const UNSPECIFIED_PARAMETERS: u64 = 0x18;
    pub const SUBRANGE: u64 = 0x21;
    pub const BASE: u64 = 0x24;
    pub const CONST: u64 = 0x26;
    pub const ENUMERATOR: u64 = 0x28;
    pub const VOLATILE: u64 = 0x35;
    pub const RESTRICT: u64 = 0x37;
    pub const UNSPECIFIED: u64 = 0x3b;
    pub const ATOMIC: u64 = 0x47;
}

/// By the names of DWARF 5, table 7.11.
pub(super) mod encoding {
    pub const BOOLEAN: u64 = 0x02;
    pub const FLOAT: u64 = 0x04;
    pub const SIGNED: u64 = 0x05;
    pub const SIGNED_CHAR: u64 = 0x06;
    pub const UNSIGNED: u64 = 0x07;
    pub const UNSIGNED_CHAR: u64 = 0x08;
    pub const UTF: u64 = 0x10;
}
