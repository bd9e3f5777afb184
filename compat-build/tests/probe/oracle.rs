// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! What gimli reads of an object file's structs.

use std::borrow::Cow;
use std::collections::BTreeMap;

use compat_data::observation::{Observation, ObservedMember};
use gimli::{AttributeValue, Reader, RunTimeEndian};
use object::{Object, ObjectSection};

/// A struct: its size, and its members' names, offsets and widths in bits.
#[derive(Debug, PartialEq, Eq)]
pub struct Struct {
    size: u64,
    members: Vec<(String, u64, Option<u64>)>,
}

/// Every struct with a tag.
pub fn structs(bytes: &[u8]) -> BTreeMap<String, Struct> {
    let file = object::File::parse(bytes).unwrap();
    let endian = match file.is_little_endian() {
        true => RunTimeEndian::Little,
        false => RunTimeEndian::Big,
    };
    let sections = gimli::DwarfSections::load(|id| -> Result<Vec<u8>, object::Error> {
        match file.section_by_name(id.name()) {
            Some(section) => relocated(&file, &section),
            None => Ok(Vec::new()),
        }
    });
    let sections = sections.unwrap();
    let dwarf = sections.borrow(|section| gimli::EndianSlice::new(section, endian));
    let mut units = dwarf.units();
    let header = units.next().unwrap().unwrap();
    let unit = dwarf.unit(header).unwrap();
    let mut tree = unit.entries_tree(None).unwrap();
    let mut structs = BTreeMap::new();
    let mut children = tree.root().unwrap().children();
    while let Some(child) = children.next().unwrap() {
        let entry = child.entry();
        let name = entry.attr_value(gimli::DW_AT_name).unwrap();
        let size = entry.attr_value(gimli::DW_AT_byte_size).unwrap();
        let (gimli::DW_TAG_structure_type, Some(name), Some(size)) = (entry.tag(), name, size)
        else {
            continue;
        };
        let text = |value| {
            let text = dwarf.attr_string(&unit, value).unwrap();
            text.to_string_lossy().into_owned()
        };
        let name = text(name);
        let mut members = Vec::new();
        let mut entries = child.children();
        while let Some(member) = entries.next().unwrap() {
            let member = member.entry();
            if member.tag() != gimli::DW_TAG_member {
                continue;
            }
            let number = |name| member.attr_value(name).unwrap().and_then(number);
            let width = number(gimli::DW_AT_bit_size);
            let offset = match number(gimli::DW_AT_data_bit_offset) {
                Some(offset) => offset,
                None => {
                    let bytes = number(gimli::DW_AT_data_member_location).unwrap_or(0);
                    match (
                        number(gimli::DW_AT_bit_offset),
                        number(gimli::DW_AT_byte_size),
                    ) {
                        (Some(offset), _) if endian == RunTimeEndian::Big => bytes * 8 + offset,
                        (Some(offset), Some(size)) => (bytes + size) * 8 - offset - width.unwrap(),
                        (None, _) => bytes * 8,
                        // The size of the type, which the judge leaves to the other side.
                        (Some(_), None) => panic!("a bit-field without its storage unit"),
                    }
                }
            };
            let name = member.attr_value(gimli::DW_AT_name).unwrap();
            members.push((name.map(text).unwrap_or_default(), offset, width));
        }
        let size = number(size).unwrap();
        structs.insert(name, Struct { size, members });
    }
    structs
}

impl From<&Observation> for Struct {
    fn from(observation: &Observation) -> Self {
        let place = |member: &ObservedMember| match member.bit_field {
            Some(field) => (field.offset, Some(field.width)),
            None => (member.offset * 8, None),
        };
        let members = observation.members.iter().map(|member| {
            let (offset, width) = place(member);
            (member.member.name.clone(), offset, width)
        });
        Self {
            size: observation.size,
            members: members.collect(),
        }
    }
}

fn number<R: Reader>(value: AttributeValue<R>) -> Option<u64> {
    match value {
        AttributeValue::Exprloc(expression) => {
            // `DW_OP_plus_uconst`, of DWARF 2.
            let mut bytes = expression.0;
            assert_eq!(bytes.read_u8().unwrap(), 0x23);
            Some(bytes.read_uleb128().unwrap())
        }
        AttributeValue::Block(mut bytes) => {
            assert_eq!(bytes.read_u8().unwrap(), 0x23);
            Some(bytes.read_uleb128().unwrap())
        }
        value => value.udata_value(),
    }
}

fn relocated(
    file: &object::File<'_>,
    section: &object::Section<'_, '_>,
) -> Result<Vec<u8>, object::Error> {
    use object::{ObjectSymbol, RelocationTarget};
    let mut data = section.uncompressed_data()?.into_owned();
    let little = file.is_little_endian();
    for (place, relocation) in section.relocations() {
        let RelocationTarget::Symbol(symbol) = relocation.target() else {
            continue;
        };
        let size = usize::from(relocation.size() / 8);
        let place = usize::try_from(place).unwrap();
        let old = Cow::from(data[place..place + size].to_vec());
        let in_place = old
            .iter()
            .rev()
            .fold(0u64, |sum, byte| sum << 8 | u64::from(*byte));
        let address = file.symbol_by_index(symbol)?.address();
        let mut value = address.wrapping_add(relocation.addend() as u64);
        if relocation.has_implicit_addend() {
            assert!(little);
            value = value.wrapping_add(in_place);
        }
        let bytes = match little {
            true => value.to_le_bytes()[..size].to_vec(),
            false => value.to_be_bytes()[8 - size..].to_vec(),
        };
        data[place..place + size].copy_from_slice(&bytes);
    }
    Ok(data)
}
