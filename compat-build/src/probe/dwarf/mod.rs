// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! DWARF 2 to 5 of a relocatable object file as BTF, in the way of pahole: so what is read from either is one thing.
//!
//! This is written for the debug information of one C file. [gimli](https://docs.rs/gimli) reads all there is, at a
//! sixth of a driver's clean build, where this takes a fiftieth; it judges this reader in the tests.
//!
//! The input is not trusted: every access is checked, nothing recurses, and nothing is allocated that the input only
//! announces.

mod abbreviation;
mod btf;
mod cursor;
mod elf;
mod encode;
mod error;
mod form;
mod names;
mod place;
mod records;
mod sections;
mod unit;

pub use error::DwarfError;

/// The BTF that the compiler itself wrote.
///
/// # Errors
/// No ELF file, and one without the section `.BTF`.
pub fn embedded_btf(object: &[u8]) -> Result<Vec<u8>, DwarfError> {
    let btf = elf::Object::parse(object)?.section(".BTF")?;
    let missing = || DwarfError::new(".BTF", 0, "the object file has no such section");
    Ok(btf.ok_or_else(missing)?.into_owned())
}

/// The structs of these tags, and all types that they refer to, as BTF. Tags without a definition are left out.
///
/// # Errors
/// No ELF file, no debug information in it, some that contradicts itself, and types that BTF has no record for.
pub fn btf(object: &[u8], tags: &[&str]) -> Result<Vec<u8>, DwarfError> {
    let object = elf::Object::parse(object)?;
    let sections = sections::Sections::read(&object)?;
    let unit = sections.unit()?;
    let mut encoder = encode::Encoder::new(&unit, sections.order);
    encoder.add_structs(&tags.iter().copied().collect())?;
    encoder.finish()
}
