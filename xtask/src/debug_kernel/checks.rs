// SPDX-License-Identifier: MIT OR GPL-2.0-only
//! How often a driver's Rust code asks KASAN: code that never does would run without a report whatever it did.

use crate::command::standard_output;
use crate::error::{Error, Result};
use std::fs;
use std::path::Path;
use std::process::Command;

/// The places in the object of a built driver's Rust code from where a check is called: that of an access, or of a copy.
///
/// # Errors
/// When there is none, or not one such object.
pub fn count(driver: &Path) -> Result<usize> {
    let entries = fs::read_dir(driver).map_err(|error| Error::at(driver, &error))?;
    let objects: Vec<_> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.to_string_lossy().ends_with("_rust.o"))
        .collect();
    let [object] = objects.as_slice() else {
        return Err(Error::new(format!(
            "{}: not exactly one …_rust.o",
            driver.display()
        )));
    };
    let relocations = standard_output(Command::new("objdump").arg("--reloc").arg(object))?;
    match in_relocations(&relocations) {
        0 => Err(Error::new(format!(
            "{}: nothing in it calls KASAN: its accesses were not checked",
            object.display()
        ))),
        count => Ok(count),
    }
}

/// That statics are announced says nothing of accesses.
fn in_relocations(relocations: &str) -> usize {
    const CHECKS: [&str; 6] = ["report_", "load", "store", "memcpy", "memmove", "memset"];
    relocations
        .lines()
        .filter_map(|line| line.split_once(" __asan_"))
        .filter(|(_, name)| CHECKS.iter().any(|check| name.starts_with(check)))
        .count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checks_are_calls_of_an_access_or_a_copy() {
        let relocations = "\
            OFFSET           TYPE              VALUE\n\
            0000000000000021 R_X86_64_PLT32    __asan_report_load8_noabort-0x0000000000000004\n\
            0000000000000042 R_X86_64_PLT32    __asan_store4_noabort-0x0000000000000004\n\
            0000000000000063 R_X86_64_PLT32    __asan_memcpy-0x0000000000000004\n\
            0000000000000084 R_X86_64_PLT32    __asan_register_globals-0x0000000000000004\n\
            00000000000000a5 R_X86_64_PLT32    memcpy-0x0000000000000004\n";
        assert_eq!(in_relocations(relocations), 3);
    }
}
