// SPDX-License-Identifier: MIT OR GPL-2.0-only

//! ELF files, and the BTF in them.
#![no_main]

use compat_btf::file::{BtfFile, from_bytes_within};
use libfuzzer_sys::fuzz_target;

fn read(file: &BtfFile) {
    if let Ok(Some(base)) = file.base() {
        if let Ok(btf) = file.btf_over(&base) {
            let _ = btf.observe("s");
        }
    }
    if let Ok(btf) = file.btf() {
        let _ = btf.observe("s");
    }
}

fuzz_target!(|bytes: &[u8]| {
    // A file of any other form is the business of the target `vmlinuz`.
    if bytes.starts_with(b"\x7fELF") {
        if let Ok(file) = from_bytes_within("fuzz", bytes, 0) {
            read(&file);
        }
    }
});
